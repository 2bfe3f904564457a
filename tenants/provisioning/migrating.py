"""The real migrations, for one schema."""

from django.apps import apps
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from django_tenants.migration_executors.base import run_migrations
from django_tenants.utils import get_tenant_database_alias, quote_schema_name

from tenants.connection import tenant_connection


def migrate_public() -> None:
    """Bring the public schema to the state of the code's migrations: those of the apps that have tables there, and no others.

    Django would go through all of them, Wagtail's some four hundred too, only to find each time that nothing is to be done here.
    """
    connection = tenant_connection()
    connection.set_schema_to_public()
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in labels])


def migrate_schema(schema: str) -> None:
    """Bring one schema to the state of the code's migrations, as `migrate_schemas` would, and without its
    output.
    """
    alias = get_tenant_database_alias()
    options = {
        "database": alias,
        "verbosity": 0,
        "interactive": False,
        "skip_checks": True,
        "app_label": None,
        "migration_name": None,
        "fake": False,
        "fake_initial": False,
        "plan": False,
        "run_syncdb": False,
        "check_unapplied": False,
        "prune": False,
        "force_color": False,
        "no_color": True,
        "traceback": False,
        "settings": None,
        "pythonpath": None,
        "stdout": None,
        "stderr": None,
    }
    try:
        run_migrations((), options, "provisioning", schema)
    finally:
        tenant_connection().set_schema_to_public()


def make_empty_schema(schema: str) -> None:
    """Make a schema anew; one of that name is dropped first."""
    with tenant_connection().cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(schema)} CASCADE")
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(schema)}")


def drop_schema(schema: str) -> None:
    """Drop a schema with everything in it."""
    with tenant_connection().cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(schema)} CASCADE")

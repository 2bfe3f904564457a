"""What stands in the public schema is decided, committed and compared: everything in it is seen behind
every tenant.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

import tenants
from tenants.models import Tenant

LIST = Path(tenants.__file__).parent / "public_tables.txt"


def listed() -> list[str]:
    return [
        line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')",
            [schema],
        )
        return {name for (name,) in cursor.fetchall()}


def test_the_list_is_sorted_and_names_each_table_once() -> None:
    assert listed() == sorted(set(listed()))


@pytest.mark.django_db
def test_the_public_schema_holds_what_is_listed_and_nothing_else() -> None:
    assert tables("public") == set(listed())


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
def test_only_the_record_of_migrations_is_in_both(create_tenant: Callable[..., Tenant]) -> None:
    tenant = create_tenant("38", "thanhhoa.test")
    assert tables("public") & tables(tenant.schema_name) == {"django_migrations"}


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
def test_a_tenants_schema_has_a_table_for_every_model_of_the_tenants_apps(
    create_tenant: Callable[..., Tenant],
) -> None:
    from tenants.guards import tenant_tables

    tenant = create_tenant("38", "thanhhoa.test")
    managed = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    assert tenant_tables() & managed == tables(tenant.schema_name) - {"django_migrations"}


@pytest.mark.django_db
def test_the_reader_reads_the_registry_and_no_queue(connect: Callable[[str], object]) -> None:
    with connect("reader").cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        readable = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        )
        assert cursor.fetchone() == (0,)
    assert {"tenants_tenant", "tenants_host", "tenants_tenantidentity", "tenants_unit"} <= readable
    assert not readable & {
        "django_tasks_database_dbtaskresult",
        "tenants_taskscope",
        "tenants_template",
        "tenants_periodicrun",
        "django_migrations",
    }

"""A migration that exists for the benchmark only, and today's way of migrating beside ours."""

import importlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APP = "notices"
TEXT = """from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("{app}", "{leaf}")]
    operations = [
        migrations.AddField("notice", "colour", models.CharField(max_length=20, default="")),
        migrations.AddIndex("notice", models.Index(fields=["colour"], name="notice_colour_idx")),
    ]
"""


@contextmanager
def added_migration() -> Iterator[None]:
    """Let the code have one more migration of the tenants' apps: a column and an index."""
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    from cms.notices import migrations
    from tenants.provisioning.fingerprint import tenant_fingerprint

    leaf = MigrationLoader(None).graph.leaf_nodes(APP)[0][1]
    with tempfile.TemporaryDirectory(prefix="bench-migrations-") as made:
        package = Path(made) / "bench_migrations_of_notices"
        shutil.copytree(
            Path(migrations.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
        )
        (package / "9001_bench.py").write_text(TEXT.format(app=APP, leaf=leaf), encoding="utf-8")
        sys.path.insert(0, made)
        importlib.invalidate_caches()
        settings.MIGRATION_MODULES = {APP: package.name}
        tenant_fingerprint.cache_clear()
        try:
            yield
        finally:
            settings.MIGRATION_MODULES = {}
            sys.path.remove(made)
            tenant_fingerprint.cache_clear()


def migrate_as_today(tenants: list) -> float:
    """Seconds that django-tenants' own migrations take for these tenants, one after another as its standard executor does."""
    from tenants.provisioning.migrating import migrate_schema

    begun = time.perf_counter()
    for tenant in tenants:
        migrate_schema(tenant.schema_name)
    return time.perf_counter() - begun


def same_shape(one: object, other: object) -> bool:
    """Whether two tenants' schemas are the same, read in full."""
    from django.db import transaction

    from tenants.connection import tenant_connection
    from tenants.fleet.shape import differences, read_shape

    with transaction.atomic(), tenant_connection().cursor() as cursor:
        shapes = [read_shape(cursor, tenant.schema_name) for tenant in (one, other)]  # type: ignore[attr-defined]
    tenant_connection().set_schema_to_public()
    return not differences(*shapes)

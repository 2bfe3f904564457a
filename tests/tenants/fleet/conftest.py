"""Migrations that exist for a test only: a file in a folder that an app's migrations are looked for in, too."""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from pytest_django import Settings

from cms.notices import migrations as notices
from tenants.connection import tenant_connection
from tenants.fleet.recording import migrate_with_django
from tenants.models import Template
from tenants.provisioning import fingerprint as fingerprints
from tenants.provisioning import template as templates
from tenants.provisioning.definitions import statements_after_rows, statements_before_rows
from tenants.provisioning.migrating import drop_schema
from tenants.provisioning.replay import replay

APP = "notices"
ORIGINAL = Path(notices.__file__).parent
SCRATCH = "t_00_9999_scratch"

NewMigration = Callable[..., None]


def forget() -> None:
    fingerprints.tenant_fingerprint.cache_clear()
    fingerprints.public_fingerprint.cache_clear()


@pytest.fixture
def new_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[NewMigration]:
    """Let the code have one more migration of the app `notices`: `new_migration("operations…", head="…")`."""
    leaf = MigrationLoader(None).graph.leaf_nodes(APP)[0][1]
    package = tmp_path / f"migrations_of_{tmp_path.name[:40]}"
    shutil.copytree(ORIGINAL, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(templates, "_build", from_the_last_one)
    settings.MIGRATION_MODULES = {APP: package.name}

    def write(operations: str, head: str = "", name: str = "9001_of_a_test", after: str = leaf) -> None:
        text = (
            f"from django.db import migrations, models\n{dedent(head)}\n"
            f"class Migration(migrations.Migration):\n    dependencies = [({APP!r}, {after!r})]\n"
            f"    operations = [\n{indent(dedent(operations).strip(), ' ' * 8)}\n    ]\n"
        )
        (package / f"{name}.py").write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        forget()

    forget()
    yield write
    for name in [one for one in sys.modules if one.startswith(package.name)]:
        del sys.modules[name]
    settings.MIGRATION_MODULES = {}
    forget()


def from_the_last_one(fingerprint: str) -> Template:
    """A template by the migrations that came since the last one: the same as all of them, in a tenth of the time."""
    last = Template.objects.order_by("-built_at")[0]
    with transaction.atomic():
        replay(last, SCRATCH)
        migrate_with_django(SCRATCH)
        catalogue, rows = templates._read(SCRATCH)
        built = Template.objects.create(
            fingerprint=fingerprint,
            tables=statements_before_rows(catalogue).replace(SCRATCH, templates.SCRATCH_SCHEMA),
            data=rows,
            rules=statements_after_rows(catalogue).replace(SCRATCH, templates.SCRATCH_SCHEMA),
        )
    drop_schema(SCRATCH)
    tenant_connection().set_schema_to_public()
    return built

"""`kill -9` at any point leaves every tenant as before or as after, and the command run again completes."""

import signal
from pathlib import Path

import pytest

from sites.releases.models import Release
from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.storage import FOLDER
from tenants.models import Backup, Tenant
from tests.tenants.backup.test_restore import rows_of
from tests.tenants.fleet.killed import tenant_command

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.portal_database("demo", role="owner"),
    pytest.mark.xdist_group("killed"),
]

CREATE = (
    "after@tenants.acts.create:CreateTenant._register",
    "after@tenants.acts.create:replay",
    "after@tenants.acts.create:CreateTenant._put_into_service",
)
BACK_UP = (
    "before@tenants.backup.take:_Taking._shared",
    "before@tenants.backup.take:BackUpTenant._store",
    "before@tenants.backup.take:ContentFile",
)
RESTORE = (
    "after@tenants.backup.restore:_put_files",
    "after@tenants.backup.restore:_rebuild_schema",
    "after@tenants.backup.restore:RestoreTenant._note",
)
MIGRATE = (
    "before@tenants.fleet.migrate:_finish",
    "after@tenants.fleet.migrate:_finish",
    "after@tenants.fleet.migrate:_Run._note",
)
KILLED = -signal.SIGKILL


@pytest.fixture(autouse=True)
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of backups; keys are made for the test."""
    pair = new_key_pair()
    (tmp_path / "identity").write_text(pair.identity)
    monkeypatch.setenv(RECIPIENTS, pair.recipient)
    monkeypatch.setenv(IDENTITY_FILE, str(tmp_path / "identity"))
    monkeypatch.setenv(FOLDER, str(tmp_path / "backups"))
    return tmp_path / "backups"


def test_creating() -> None:
    command = ("create", "16543", "--host", "quangbinh.localhost")
    for point in CREATE:
        assert tenant_command(*command, point=point) == KILLED
        assert not Tenant.objects.with_code("16543").exists(), point
    assert tenant_command(*command) == 0
    assert Tenant.objects.with_code("16543").get().canonical_host()


def test_backing_up(backups: Path) -> None:
    for point in BACK_UP:
        assert tenant_command("backup", "16522", point=point) == KILLED
        assert not Backup.objects.exists(), point
        assert not list(backups.rglob("*.json")), "What has a note is whole."
    assert tenant_command("backup", "16522") == 0
    assert Backup.objects.get().rows > 500
    assert tenant_command("backup-verify") == 0


def test_restoring() -> None:
    ward = Tenant.objects.with_code("16522").get()
    assert tenant_command("backup", "16522") == 0
    before, public = rows_of(ward.schema_name), Release.objects.of(ward.pk).count()
    for point in RESTORE:
        assert tenant_command("restore", "16522", point=point) == KILLED
        assert rows_of(ward.schema_name) == before, point
        assert Release.objects.of(ward.pk).count() == public, point
    assert tenant_command("restore", "16522") == 0
    assert rows_of(ward.schema_name) == before


@pytest.mark.parametrize("point", MIGRATE)
def test_migrating(point: str) -> None:
    Tenant.objects.update(fingerprint="old")
    assert tenant_command("migrate", "--threads", "1", point=point) == KILLED
    behind = Tenant.objects.filter(fingerprint="old").count()
    assert behind == Tenant.objects.count() - (point == MIGRATE[2])
    assert tenant_command("migrate") == 0
    assert not Tenant.objects.filter(fingerprint="old").exists()
    assert not Tenant.objects.exclude(migration_error="").exists()

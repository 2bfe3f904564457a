"""A tenant's backup, taken and put back: in place, beside, into a newer version; and every way it is refused."""

import errno
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from sites.releases.models import Change, Release
from tenants.backup import stream
from tenants.backup.errors import BackupError, BackupRefused
from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.restore import RestoreBeside, RestoreTenant
from tenants.backup.take import BackUpTenant, note_name
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.models import Backup, Host, Tenant
from tenants.provisioning.catalogue import read_catalogue
from tenants.provisioning.template import read_rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.portal_database("demo", role="owner")]

UNLIKE = ("django_session",)


def rows_of(schema: str) -> dict[str, str]:
    """Everything in a schema, by table."""
    with transaction.atomic(), connection.cursor() as cursor:
        found = read_catalogue(cursor, schema)
        rows = read_rows(cursor, schema, found.tables)
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    return {
        entry["table"]: "\n".join(sorted(entry["rows"].splitlines()))
        for entry in rows
        if entry["table"] not in UNLIKE
    }


def releases_of(tenant: Tenant) -> set[tuple[object, ...]]:
    return set(Release.objects.of(tenant.pk).values_list("item_id", "language", "etag", "path", "title"))


def state_of(tenant: Tenant) -> tuple[Any, ...]:
    return (
        rows_of(tenant.schema_name),
        releases_of(tenant),
        Tenant.objects.filter(pk=tenant.pk).values().get(),
    )


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def item(tenant: Tenant) -> Release:
    return Release.objects.of(tenant.pk).filter(type="article").order_by("id")[0]


class TestInPlace:
    def test_it_is_as_it_was_and_no_other_is_touched(self, ward: Tenant, other: Tenant) -> None:
        before, beside = state_of(ward), state_of(other)
        backup = BackUpTenant(tenant=ward, by="lan").execute()
        assert backup.rows > 500
        assert backup.files > 5
        run(f"UPDATE {ward.schema_name}.wagtailcore_page SET title = 'Bị sửa'")
        run(f"TRUNCATE {ward.schema_name}.notices_notice CASCADE")
        run(f"DROP TABLE {ward.schema_name}.wagtailcore_comment CASCADE")
        Release.objects.of(ward.pk).filter(pk=item(ward).pk).delete()
        restored = RestoreTenant(name=backup.name, by="lan", reason="nhầm").execute()
        assert restored.rows > 500
        after = state_of(ward)
        assert after[0] == before[0]
        assert after[1] == before[1]
        assert state_of(other) == beside
        assert ward.state_changes.latest("pk").reason.startswith("Restored to")

    def test_the_feed_moves_forward_with_tombstones_for_what_vanished(self, ward: Tenant) -> None:
        backup = BackUpTenant(tenant=ward).execute()
        last = Change.objects.stamped().last()
        kept, gone = item(ward), item(ward)
        kept_etag = kept.etag
        Release.objects.filter(pk=kept.pk).update(etag="changed", title="Bị sửa")
        gone.pk, gone.item_id, gone.path = None, "0190aaaa-0000-7000-8000-000000000001", "/moi/"  # type: ignore[assignment]
        gone.save(force_insert=True)
        RestoreTenant(name=backup.name, by="lan").execute()
        changes = {
            (str(one.item_id), one.kind)
            for one in Change.objects.stamped().filter(position__gt=last.position)  # type: ignore[union-attr]
        }
        assert changes == {
            (str(kept.item_id), "released"),
            ("0190aaaa-0000-7000-8000-000000000001", "withdrawn"),
        }
        assert Release.objects.of(ward.pk).get(item_id=kept.item_id, language=kept.language).etag == kept_etag
        assert Release.objects.of(ward.pk).get(item_id=kept.item_id).file_uses.count() == 0 or kept.uses

    def test_files_that_were_lost_are_there_again(self, ward: Tenant) -> None:
        from tenants.backup.private_files import PrivateFiles

        backup = BackUpTenant(tenant=ward).execute()
        store = PrivateFiles()
        names = list(store.names(ward))
        lost = store.folder(ward) / names[0]
        content = lost.read_bytes()
        lost.unlink()
        assert RestoreTenant(name=backup.name, by="lan").execute().files == 1
        assert lost.read_bytes() == content
        assert list(store.names(ward)) == names

    def test_nobody_is_signed_in_afterwards(self, ward: Tenant) -> None:
        run(f"INSERT INTO {ward.schema_name}.django_session VALUES ('k', 'd', now() + interval '1 day')")
        backup = BackUpTenant(tenant=ward).execute()
        RestoreTenant(name=backup.name, by="lan").execute()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {ward.schema_name}.django_session")
            assert cursor.fetchone() == (0,)

    def test_an_archive_comes_back_closed(self) -> None:
        archive = Tenant.objects.with_code("402").get()
        backup = BackUpTenant(tenant=archive).execute()
        RestoreTenant(name=backup.name, by="lan").execute()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('portal_app', %s, 'UPDATE'), has_table_privilege('portal_app', %s, 'SELECT')",
                [f"{archive.schema_name}.wagtailcore_page"] * 2,
            )
            assert cursor.fetchone() == (False, True)


class TestBeside:
    def test_a_marked_copy_on_another_host_that_is_neither_public_nor_found_by_its_code(
        self, ward: Tenant
    ) -> None:
        before = state_of(ward)
        backup = BackUpTenant(tenant=ward).execute()
        restored = RestoreBeside(name=backup.name, host="xem-lai.test", by="lan").execute()
        copy = restored.tenant
        assert (copy.is_copy, copy.state) == (True, TenantState.DRAFT)
        assert rows_of(copy.schema_name) == rows_of(ward.schema_name)
        assert not Release.objects.of(copy.pk).exists()
        assert Tenant.objects.with_code("16522").get() == ward
        province = ward.parent()
        assert province is not None
        assert copy not in province.communes()
        assert [host.name for host in copy.hosts.all()] == ["xem-lai.test"]
        assert restored.files > 0
        assert state_of(ward) == before

    def test_a_host_that_is_taken_is_refused(self, ward: Tenant) -> None:
        backup = BackUpTenant(tenant=ward).execute()
        host = Host.objects.filter(tenant=ward)[0].name
        with pytest.raises(ActRefused, match="is taken"):
            RestoreBeside(name=backup.name, host=host, by="lan").execute()
        assert not Tenant.objects.filter(is_copy=True).exists()

    def test_a_commune_of_another_province_is_refused(self, ward: Tenant) -> None:
        backup = BackUpTenant(tenant=ward).execute()
        with pytest.raises(BackupRefused, match="province 38"):
            RestoreBeside(name=backup.name, host="xem-lai.test", by="lan", province="31").execute()
        assert not Tenant.objects.filter(is_copy=True).exists()


class TestRefusals:
    @pytest.fixture
    def backup(self, ward: Tenant) -> Backup:
        return BackUpTenant(tenant=ward, files=False).execute()

    @pytest.fixture
    def file(self, backup: Backup, backups: Path) -> Path:
        return backups / backup.name

    def refused(self, ward: Tenant, backup: Backup) -> str:
        before = state_of(ward)
        with pytest.raises(BackupRefused) as caught:
            RestoreTenant(name=backup.name, by="lan").execute()
        assert state_of(ward) == before
        return str(caught.value)

    @staticmethod
    def corrected(backup: Backup, file: Path) -> None:
        """Let every checksum be of what lies there: only what is inside can tell."""
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        note = file.parent.parent / note_name(backup.name)
        said = json.loads(note.read_text())
        note.write_text(json.dumps({**said, "sha256": digest}))
        Backup.objects.filter(pk=backup.pk).update(sha256=digest)

    def test_a_changed_byte(self, ward: Tenant, backup: Backup, file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.chmod(0o600)
        file.write_bytes(data)
        assert "checksum" in self.refused(ward, backup)
        self.corrected(backup, file)
        assert "torn, was changed" in self.refused(ward, backup)

    @pytest.mark.parametrize("kept", [0, 10, 300, -1])
    def test_a_torn_file(self, ward: Tenant, backup: Backup, file: Path, kept: int) -> None:
        file.write_bytes(file.read_bytes()[:kept])
        self.corrected(backup, file)
        assert "torn" in self.refused(ward, backup)

    def test_a_file_without_its_note(self, ward: Tenant, backup: Backup, backups: Path) -> None:
        (backups / note_name(backup.name)).unlink()
        assert "no note" in self.refused(ward, backup)

    def test_a_newer_version(self, ward: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
        run(
            f"INSERT INTO {ward.schema_name}.django_migrations (app, name, applied) VALUES ('content', '9999_later', now())"
        )
        backup = BackUpTenant(tenant=ward, files=False).execute()
        assert "content.9999_later" in self.refused(ward, backup)

    def test_somebody_elses_key(
        self, ward: Tenant, backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        strange = tmp_path / "strange.txt"
        strange.write_text(new_key_pair().identity)
        monkeypatch.setenv(IDENTITY_FILE, str(strange))
        assert "another key" in self.refused(ward, backup)

    def test_nobody_to_read_it(self, ward: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(RECIPIENTS, "")
        with pytest.raises(BackupError, match=RECIPIENTS):
            BackUpTenant(tenant=ward).execute()
        assert not Backup.objects.exists()

    def test_a_full_disk(self, ward: Tenant, backups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class Full:
            """A disk that takes 10,000 bytes."""

            def __init__(self) -> None:
                self.left = 10_000

            def write(self, data: bytes) -> int:
                self.left -= len(data)
                if self.left < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return len(data)

            def flush(self) -> None:
                """Nothing to do."""

        original = stream._Tap.__init__
        monkeypatch.setattr(stream._Tap, "__init__", lambda self, target: original(self, Full()))  # type: ignore
        with pytest.raises(BackupError, match="No space left"):
            BackUpTenant(tenant=ward).execute()
        assert not Backup.objects.exists()
        assert [path for path in backups.rglob("*") if path.is_file()] == []

    def test_rows_that_break_a_key_leave_all_as_it_was(
        self, ward: Tenant, backup: Backup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tenants.backup import restore

        def broken(cursor: Any, *arguments: Any) -> None:
            cursor.execute("SELECT 1/0")

        monkeypatch.setattr(restore, "_load", broken)
        assert "nothing was changed" in self.refused(ward, backup)


def test_what_lies_in_the_storage_is_encrypted(ward: Tenant, backups: Path) -> None:
    backup = BackUpTenant(tenant=ward).execute()
    data = (backups / backup.name).read_bytes()
    assert data.startswith(b"age-encryption.org/v1")
    assert "Quảng Phú".encode() not in data
    assert (backups / backup.name).stat().st_mode & 0o077 == 0

"""Taking a backup of one tenant: everything it has, inside one snapshot."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.utils import Error
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.backup.errors import BackupError
from tenants.backup.keys import recipients
from tenants.backup.manifest import FORMAT, HostRow, IdentityRow, Manifest, Note, Rows, StoredFile, TenantPart
from tenants.backup.parts import file_stores, shared_parts
from tenants.backup.storage import backup_storage, storage_errors
from tenants.backup.stream import Archive, Written, new_archive
from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.models import Backup, Tenant
from tenants.provisioning.catalogue import Catalogue, Table, read_catalogue
from tenants.provisioning.definitions import quoted, statements_after_rows, statements_before_rows
from tenants.provisioning.template import SCRATCH_SCHEMA

SUFFIX = ".tar.gz.age"
IN_MEMORY = 8 << 20
"""Bytes of a table's rows that are held in memory before they go to a temporary file."""
LEFT_OUT = frozenset({"django_session"})
"""Tables whose rows are not backed up: a restored session would let somebody in who had signed out."""


@dataclass(frozen=True, kw_only=True)
class BackUpTenant:
    """Back up a tenant into the storage `backups`.

    Parameters:
        tenant: whose.
        by: who asked for it.
        files: whether its files go with it.
    """

    tenant: Tenant
    by: str = ""
    files: bool = True

    def execute(self) -> Backup:
        """The backup, whole and entered in the registry.

        Raises:
            BackupError: it cannot be taken; nothing was left behind.
        """
        if self.tenant.state == TenantState.DELETED:
            raise BackupError(
                _("%(tenant)s is deleted: there is nothing left to back up.") % {"tenant": self.tenant}
            )
        keys, storage, begun = recipients(), backup_storage(), time.monotonic()
        taken_at = timezone.now()
        name = f"{self.tenant.schema_name}/{self.tenant.schema_name}-{taken_at:%Y%m%dT%H%M%S%f}Z{SUFFIX}"
        try:
            with no_tenant(), _scratch_folder() as folder:
                path = folder / "backup"
                with _snapshot() as cursor, new_archive(path, keys) as archive:
                    manifest = _Taking(self.tenant, cursor, archive, taken_at, self.files).run()
                    written = archive.written
                self._store(storage, name, path, manifest, written)
        except storage_errors() as error:
            reason = getattr(error, "strerror", None) or error
            raise BackupError(
                _("The backup of %(tenant)s cannot be written: %(reason)s. Nothing was left behind.")
                % {"tenant": self.tenant, "reason": reason}
            ) from error
        except Error as error:
            raise BackupError(
                _("The backup of %(tenant)s broke off: %(reason)s")
                % {"tenant": self.tenant, "reason": str(error).strip()}
            ) from error
        return Backup.objects.create(
            tenant=self.tenant,
            name=name,
            taken_at=taken_at,
            by=self.by,
            fingerprint=manifest.fingerprint,
            size=written.size,
            sha256=written.sha256,
            rows=manifest.row_count,
            files=len(manifest.files),
            seconds=round(time.monotonic() - begun, 3),
            verified_at=taken_at,
        )

    def _store(self, storage: Storage, name: str, path: Path, manifest: Manifest, written: Written) -> None:
        """The file first, the note last: a backup with a note is whole."""
        stored = storage.save(name, _moved(path))
        if stored != name:
            storage.delete(stored)
            raise BackupError(_("There is a backup %(name)s already.") % {"name": name})
        latest = manifest.tenant.identities[-1]
        note = Note(
            format=FORMAT,
            tenant=self.tenant.pk,
            schema_name=self.tenant.schema_name,
            code=latest.code,
            name=latest.name,
            taken_at=manifest.taken_at,
            fingerprint=manifest.fingerprint,
            size=written.size,
            sha256=written.sha256,
            rows=manifest.row_count,
            files=len(manifest.files),
        )
        storage.save(note_name(name), ContentFile(note.model_dump_json(indent=1).encode()))


def note_name(name: str) -> str:
    """The name of the note beside a backup."""
    return f"{name.removesuffix(SUFFIX)}.json"


class _Taking:
    """One backup under way: `cursor` looks at one snapshot."""

    def __init__(
        self, tenant: Tenant, cursor: Any, archive: Archive, taken_at: datetime, files: bool
    ) -> None:
        self.tenant, self.cursor, self.archive = tenant, cursor, archive
        self.taken_at, self.with_files = taken_at, files

    def run(self) -> Manifest:
        schema = self.tenant.schema_name
        row = self._registry_row()
        catalogue = read_catalogue(self.cursor, schema)
        definitions = self._definitions(catalogue)
        tables = tuple(self._table(schema, table) for table in catalogue.tables if table.name not in LEFT_OUT)
        self.cursor.execute(f"SELECT app, name FROM {quoted(schema)}.django_migrations ORDER BY id")  # noqa: S608
        migrations = tuple(self.cursor.fetchall())
        shared = tuple(self._shared())
        files = tuple(self._files()) if self.with_files else ()
        self.cursor.execute("SELECT current_setting('server_version')")
        manifest = Manifest(
            format=FORMAT,
            tenant=row[0],
            taken_at=self.taken_at,
            fingerprint=row[1],
            migrations=migrations,
            server_version=self.cursor.fetchone()[0],
            definitions_sha256=definitions,
            tables=tables,
            shared=shared,
            files=files,
        )
        self.archive.add_text("manifest.json", manifest.model_dump_json(indent=1))
        return manifest

    def _registry_row(self) -> tuple[TenantPart, str]:
        """Read with the snapshot's own connection: the registry of that very instant."""
        key = {"tenant": self.tenant.pk}
        self.cursor.execute(
            "SELECT id, schema_name, kind, state, abolished_on, fingerprint FROM public.tenants_tenant WHERE id = %(tenant)s",
            key,
        )
        *row, fingerprint = self.cursor.fetchone()
        self.cursor.execute(
            "SELECT i.code, i.unit_type, i.name, i.short_name, coalesce((SELECT p.code FROM public.tenants_tenantidentity p "
            "WHERE p.tenant_id = i.parent_id ORDER BY p.valid_from DESC LIMIT 1), ''), i.instrument, i.valid_from, i.valid_to "
            "FROM public.tenants_tenantidentity i WHERE i.tenant_id = %(tenant)s ORDER BY i.valid_from",
            key,
        )
        identities = tuple(
            IdentityRow(**dict(zip(IdentityRow.model_fields, one, strict=True)))
            for one in self.cursor.fetchall()
        )
        self.cursor.execute(
            "SELECT name, is_canonical, valid_from, valid_to FROM public.tenants_host WHERE tenant_id = %(tenant)s "
            "ORDER BY valid_from, name",
            key,
        )
        hosts = tuple(
            HostRow(**dict(zip(HostRow.model_fields, one, strict=True))) for one in self.cursor.fetchall()
        )
        names = ("id", "schema_name", "kind", "state", "abolished_on")
        values = dict(zip(names, [UUID(str(row[0])), *row[1:]], strict=True))
        return TenantPart(**values, identities=identities, hosts=hosts), fingerprint

    def _definitions(self, catalogue: Catalogue) -> str:
        schema = catalogue.schema
        before = statements_before_rows(catalogue).replace(f"{schema}.", f"{SCRATCH_SCHEMA}.")
        after = statements_after_rows(catalogue).replace(f"{schema}.", f"{SCRATCH_SCHEMA}.")
        first = self.archive.add_text("schema/tables.sql", before)
        second = self.archive.add_text("schema/rules.sql", after)
        return hashlib.sha256(f"{first}{second}".encode()).hexdigest()

    def _table(self, schema: str, table: Table) -> Rows:
        columns = [column.name for column in table.columns if not column.generated]
        names = ", ".join(quoted(name) for name in columns)
        copy = f"COPY {quoted(schema)}.{quoted(table.name)} ({names}) TO STDOUT"
        return self._copied(table.name, columns, copy, f"rows/{table.name}")

    def _shared(self) -> Iterator[Rows]:
        for part in shared_parts():
            for rows in part.tables:
                self.cursor.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                    "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                    [f"public.{rows.table}"],
                )
                columns = [name for (name,) in self.cursor.fetchall()]
                names = ", ".join(quoted(name) for name in columns)
                where = self.cursor.mogrify(rows.where, {"tenant": self.tenant.pk}).decode()
                copy = f"COPY (SELECT {names} FROM public.{quoted(rows.table)} WHERE {where}) TO STDOUT"  # noqa: S608
                yield self._copied(rows.table, columns, copy, f"shared/{rows.table}")

    def _copied(self, table: str, columns: list[str], copy: str, entry: str) -> Rows:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            self.cursor.copy_expert(copy, spool)
            count, size = self.cursor.rowcount, spool.tell()
            spool.seek(0)
            sha256 = self.archive.add(entry, spool, size)
        return Rows(table=table, columns=tuple(columns), rows=count, sha256=sha256, entry=entry)

    def _files(self) -> Iterator[StoredFile]:
        for store in file_stores():
            for name in store.names(self.tenant):
                try:
                    content = store.open(self.tenant, name)
                except FileNotFoundError:
                    continue  # deleted a moment ago: nothing in the snapshot need show it
                with content:
                    yield self._file(store.kind, name, content)

    def _file(self, kind: str, name: str, content: IO[bytes]) -> StoredFile:
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        entry = f"files/{kind}/{name}"
        return StoredFile(
            kind=kind, name=name, size=size, sha256=self.archive.add(entry, content, size), entry=entry
        )


@contextmanager
def _snapshot() -> Iterator[Any]:
    """A cursor on a connection of its own, all of whose statements see one instant."""
    connection = tenant_connection().copy()
    try:
        connection.set_schema_to_public()
        connection.ensure_connection()
        raw = connection.connection
        raw.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
        with raw.cursor() as cursor:
            yield cursor
        raw.rollback()
    finally:
        connection.close()


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Where the encrypted file is written before it goes to its storage: beside it, so that it only has to be renamed."""
    location = getattr(backup_storage(), "location", None)
    if location:
        Path(location).mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=location) as folder:
        yield Path(folder)


def _moved(path: Path) -> TemporaryUploadedFile:
    """The file as Django's storages take it: a folder's renames it, another's reads it."""

    class Moved(TemporaryUploadedFile):
        def __init__(self) -> None:
            super(TemporaryUploadedFile, self).__init__(
                path.open("rb"), path.name, "application/octet-stream", path.stat().st_size, None
            )

        def temporary_file_path(self) -> str:
            return str(path)

        def close(self) -> None:
            super(TemporaryUploadedFile, self).close()

    return Moved()

"""Restoring one tenant, in place or beside itself, without touching any other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.utils import Error
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.acts.hosts import checked_host, refuse_taken_host
from tenants.backup.errors import BackupRefused
from tenants.backup.manifest import IdentityRow, Manifest, Rows
from tenants.backup.opening import Opened, opened
from tenants.backup.parts import file_store, merge_shared
from tenants.calendar_day import today
from tenants.connection import tenant_connection
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.fleet.migrate import expected_shape
from tenants.fleet.recording import migrate_with_django
from tenants.fleet.replaying import refuse_other_shape
from tenants.locks import advisory_lock
from tenants.models import Backup, Host, StateChange, Tenant, TenantIdentity
from tenants.protection import close_schema
from tenants.provisioning.definitions import quoted
from tenants.provisioning.fingerprint import tenant_fingerprint
from tenants.provisioning.replay import grant_schema
from tenants.provisioning.template import SCRATCH_SCHEMA


@dataclass(slots=True)
class Restored:
    """What came of a restore."""

    tenant: Tenant
    rows: int = 0
    files: int = 0
    migrated: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RestoreTenant:
    """Put a tenant back as a backup holds it: schema, releases, files. Hosts, name and state stay as they are today.

    Items that are public now and were not then are withdrawn in the change feed, which moves forward.
    The whole is one transaction; killed at any point it leaves the tenant as before or as after.

    Parameters:
        name: the backup's name in the storage.
        by: who does it.
        reason: why, for the record.
    """

    name: str
    by: str
    reason: str = ""

    def execute(self) -> Restored:
        """The tenant as it was.

        Raises:
            BackupRefused: the backup cannot be used; nothing was changed.
        """
        backup = Backup.objects.filter(name=self.name).first()
        with (
            no_tenant(),
            opened(self.name, backup) as found,
            advisory_lock(f"tenants.restore.{found.manifest.tenant.schema_name}"),
        ):
            tenant = self._present(found.manifest)
            shape = expected_shape()
            result = Restored(tenant)
            result.files = _put_files(found, tenant)  # before: what is too much disturbs nobody
            with _told_as_refusal(self.name), transaction.atomic():
                tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
                _rebuild_schema(found, tenant, shape, result)
                _merge_shared(found, tenant)
                self._note(tenant, found.manifest)
        result.tenant = tenant
        return result

    def _present(self, manifest: Manifest) -> Tenant:
        tenant = Tenant.objects.filter(pk=manifest.tenant.id).first()
        if tenant is None:
            raise BackupRefused(
                _(
                    "The tenant of %(name)s, %(schema)s, is not in the registry any more. Create it again and restore beside, or restore the "
                    "whole system to a point in time."
                )
                % {"name": self.name, "schema": manifest.tenant.schema_name}
            )
        if tenant.schema_name != manifest.tenant.schema_name:
            raise BackupRefused(
                _("%(name)s is of %(there)s, not of %(here)s.")
                % {"name": self.name, "there": manifest.tenant.schema_name, "here": tenant.schema_name}
            )
        return tenant

    def _note(self, tenant: Tenant, manifest: Manifest) -> None:
        tenant.fingerprint, tenant.migration_error = tenant_fingerprint(), ""
        was = tenant.state
        if tenant.state == TenantState.DELETED:
            tenant.state = TenantState.ARCHIVED if tenant.abolished_on else TenantState.READ_ONLY
            tenant.state_changed_at, tenant.state_changed_by = timezone.now(), self.by
        tenant.save()
        if not tenant.is_writable:
            close_schema(tenant)
        StateChange.objects.create(
            tenant=tenant,
            from_state=was,
            to_state=tenant.state,
            by=self.by,
            reason=f"Restored to {manifest.taken_at:%Y-%m-%d %H:%M} UTC. {self.reason}".strip(),
        )


@dataclass(frozen=True, kw_only=True)
class RestoreBeside:
    """Put a copy of a tenant beside it, on another host, to look into it: neither public nor shared upward.

    The copy is marked, begins as a draft, has no releases and never any host of the original's.

    Parameters:
        name: the backup's name in the storage.
        host: where the copy is reached.
        suffix: tells its schema from the original's.
        by: who does it.
        province: the code of the province that the tenant must belong to, where the caller acts for one.
    """

    name: str
    host: str
    by: str
    suffix: str = ""
    province: str | None = None

    def execute(self) -> Restored:
        """The copy.

        Raises:
            BackupRefused: the backup cannot be used.
            ActRefused: the host is taken, or is none.
        """
        backup = Backup.objects.filter(name=self.name).first()
        with no_tenant(), opened(self.name, backup) as found:
            host, day = checked_host(self.host), today()
            refuse_taken_host(host, day)
            shape = expected_shape()
            with _told_as_refusal(self.name), transaction.atomic():
                tenant = self._register(found.manifest, host, day)
                result = Restored(tenant)
                _rebuild_schema(found, tenant, shape, result)
            result.files = _put_files(found, tenant, kinds=("private",))
        return result

    def _register(self, manifest: Manifest, host: str, day: date) -> Tenant:
        part = manifest.tenant
        suffix = self.suffix or f"copy{timezone.now():%y%m%d%H%M%S}"
        tenant = Tenant(
            schema_name=f"{part.schema_name}_{suffix}"[:63],
            kind=part.kind,
            state=TenantState.DRAFT,
            state_changed_by=self.by,
            state_reason=f"Copy of {part.schema_name} as of {manifest.taken_at:%Y-%m-%d %H:%M} UTC",
            abolished_on=part.abolished_on,
            fingerprint=tenant_fingerprint(),
            is_copy=True,
        )
        tenant.save(force_insert=True)
        TenantIdentity.objects.bulk_create(_identity(tenant, one, self.province) for one in part.identities)
        Host.objects.create(name=host, tenant=tenant, is_canonical=True, valid_from=day)
        StateChange.objects.create(
            tenant=tenant, from_state="", to_state=tenant.state, by=self.by, reason=tenant.state_reason
        )
        return tenant


def _identity(tenant: Tenant, row: IdentityRow, province: str | None) -> TenantIdentity:
    if province is not None and province not in {row.parent_code, row.code}:
        raise BackupRefused(
            _("%(unit)s belongs to province %(there)s, not to province %(here)s.")
            % {"unit": row.name, "there": row.parent_code, "here": province}
        )
    parent = Tenant.objects.with_code(row.parent_code).first() if row.parent_code else None
    values = row.model_dump(exclude={"parent_code"})
    return TenantIdentity(tenant=tenant, parent=parent, **values)


@contextmanager
def _told_as_refusal(name: str) -> Iterator[None]:
    """What the database refuses while a backup is put back reads as a refusal of the backup; all is rolled back."""
    try:
        yield
    except Error as error:
        sentence = str(error).strip().splitlines()[0]
        raise BackupRefused(
            _("%(name)s was not restored, and nothing was changed: %(sentence)s")
            % {"name": name, "sentence": sentence}
        ) from error
    finally:
        tenant_connection().set_schema_to_public()


def _rebuild_schema(found: Opened, tenant: Tenant, shape: Any, result: Restored) -> None:
    """Drop the schema and make it anew as the backup holds it, then bring it to the state of this code."""
    schema = tenant.schema_name
    with tenant_connection().cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE")
        cursor.execute(f"CREATE SCHEMA {quoted(schema)}")
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(_named(found.text("schema/tables.sql"), schema))
        for part in found.manifest.tables:
            _load(cursor, found, part, f"{quoted(schema)}.{quoted(part.table)}")
            result.rows += part.rows
        cursor.execute(_named(found.text("schema/rules.sql"), schema))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        grant_schema(cursor, schema)
    if found.manifest.fingerprint != tenant_fingerprint():
        migrate_with_django(schema)
        result.migrated = True
    with tenant_connection().cursor() as cursor:
        refuse_other_shape(cursor, schema, shape)
    tenant_connection().set_schema_to_public()


def _named(sql: str, schema: str) -> str:
    return sql.replace(SCRATCH_SCHEMA, schema)


def _load(cursor: Any, found: Opened, part: Rows, target: str) -> None:
    if not part.rows:
        return
    names = ", ".join(quoted(name) for name in part.columns)
    with found.path(part.entry).open("rb") as rows:
        cursor.copy_expert(f"COPY {target} ({names}) FROM STDIN", rows)
    if cursor.rowcount != part.rows:
        raise BackupRefused(
            _("%(entry)s holds %(found)d rows, its manifest says %(said)d.")
            % {"entry": part.entry, "found": cursor.rowcount, "said": part.rows}
        )


def _merge_shared(found: Opened, tenant: Tenant) -> None:
    """Hand each room the rows it had."""
    backed_up = {part.table: part for part in found.manifest.shared}
    with tenant_connection().cursor() as cursor:

        def load(table: str, staged: str) -> None:
            if table in backed_up:
                _load(cursor, found, backed_up[table], staged)

        merge_shared(cursor, tenant, load)


def _put_files(found: Opened, tenant: Tenant, kinds: Sequence[str] | None = None) -> int:
    count = 0
    for file in found.manifest.files:
        if kinds is not None and file.kind not in kinds:
            continue
        with found.path(file.entry).open("rb") as content:
            count += file_store(file.kind).put(tenant, file.name, content)
    return count


def rehearse_restore(found: Opened) -> int:
    """Restore an opened backup on trial, in a schema that is rolled back; returns how many rows it held.

    Raises:
        BackupRefused: it could not be restored.
    """
    trial = Tenant(schema_name=f"{found.manifest.tenant.schema_name}_trial", pk=found.manifest.tenant.id)
    result, shape = Restored(trial), expected_shape()
    with _told_as_refusal(found.manifest.tenant.schema_name), transaction.atomic():
        _rebuild_schema(found, trial, shape, result)
        transaction.set_rollback(True)
    return result.rows

"""Two portals with the same keys and different marks: whatever of one appears in the other is a leak, and can be seen.

The demo's ward is marked (a sign after each run of Vietnamese letters, in every text of every table), backed up, and
restored as the neighbouring commune with the other sign. So every row of every model has a twin under the same id, and a
new model is covered as soon as the demo has a row of it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cms.engagement import acts as engagement
from cms.engagement import keys
from cms.engagement.exchange import Contact
from cms.inbox.receipts import Receipt, new_secret
from sites.releases import changes
from sites.releases.models import Release
from tenants.backup import restore
from tenants.backup.opening import opened
from tenants.backup.private_files import PrivateFiles
from tenants.backup.take import BackUpTenant
from tenants.calendar_day import today
from tenants.context import no_tenant, tenant_context
from tenants.enums import TenantState
from tenants.fleet.migrate import expected_shape
from tenants.models import Host, Tenant, TenantIdentity, Unit
from tenants.provisioning.fingerprint import tenant_fingerprint

MARKS = ("ǁ", "ǃ")
HOSTS = ("quangphu.thanhhoa.localhost", "quangbinh.thanhhoa.localhost")
FILE_SIGNS = 8
UNMARKED = frozenset(
    {"auth_group", "django_migrations", "django_content_type", "auth_permission", "wagtailcore_locale"}
)
"""Tables whose texts are the program's own, the same in every tenant."""
SHARED = ("releases_release", "releases_oldaddress", "releases_publicfile")


@dataclass(frozen=True)
class Twin:
    """One of the two: its tenant, the sign in its texts, and what of it must not appear in the other."""

    tenant: Tenant
    mark: str
    host: str

    @property
    def file_traces(self) -> tuple[bytes, ...]:
        """The same for files: one sign is two bytes, which any picture may hold."""
        return (self.mark.encode() * FILE_SIGNS, self.host.encode())

    @property
    def traces(self) -> tuple[bytes, ...]:
        """What tells that something is this twin's: its sign, escaped or not, and its host."""
        return (self.mark.encode(), ascii(self.mark)[1:-1].encode(), self.host.encode())


def make_twins() -> tuple[Twin, Twin]:
    """Mark the ward and make its twin; runs with the owner's role, outside any transaction."""
    first = Tenant.objects.with_code("16522").get()
    Host.objects.filter(tenant=first).exclude(name=HOSTS[0]).delete()
    with tenant_context(first), transaction.atomic():
        _ask()
    with no_tenant(), transaction.atomic():
        mark(first, "", MARKS[0])
    backup = BackUpTenant(tenant=first, by="isolation").execute()
    with no_tenant(), opened(backup.name, backup) as found:
        shape = expected_shape()
        with transaction.atomic():
            second = _register_neighbour(first)
            restore._rebuild_schema(found, second, shape, restore.Restored(second))
            restore._merge_shared(found, second)
            mark(second, MARKS[0], MARKS[1])
        restore._put_files(found, second)
    for tenant, sign in zip((first, second), MARKS, strict=True):
        _mark_files(tenant, sign)
    changes.assign_positions()
    return Twin(first, MARKS[0], HOSTS[0]), Twin(second, MARKS[1], HOSTS[1])


def _ask() -> None:
    """A citizen's question, with a letter that waits to be sent."""
    keys.ensure_key()
    receipt = Receipt.of(new_secret())
    contact = Contact(email="nguoi.hoi@hopthu.example", token=receipt.token)
    case = engagement.receive(
        idempotency=receipt.idempotency, code=receipt.code, text="Xin hỏi lịch tiếp công dân?", contact=contact,
        received_at=timezone.now(),
    )  # fmt: skip
    assert case is not None
    case.topic = "Lịch tiếp công dân"
    case.save()


def mark(tenant: Tenant, old: str, new: str) -> None:
    """Put a sign after each run of letters that are not ASCII, or exchange one sign and one host for the other."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with waiting triggers cannot be altered
        for schema, table, columns in _texts(cursor, tenant):
            name = f'"{schema}"."{table}"'
            changed = ", ".join(
                f'"{column}" = {_marked(column, kind, size, old, new)}' for column, kind, size in columns
            )
            where = f"WHERE tenant_id = '{tenant.pk}'" if schema == "public" else ""
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {name} SET {changed} {where}")
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    connection.set_schema_to_public()  # type: ignore[attr-defined]


def _marked(column: str, kind: str, size: int, old: str, new: str) -> str:
    text = f'"{column}"::text'
    text = (
        f"replace(replace({text}, '{old}', '{new}'), '{HOSTS[0]}', '{HOSTS[1]}')"
        if old
        else f"regexp_replace({text}, '([^\\x01-\\x7f]+)', '\\1{new}', 'g')"
    )
    if size > 0:
        text = f"left({text}, {size})"
    return f"{text}::{kind}" if kind in {"json", "jsonb"} else text


def _texts(cursor: Any, tenant: Tenant) -> Iterable[tuple[str, str, list[tuple[str, str, int]]]]:
    """The columns of every table that hold texts, with their type and longest length (0: any)."""
    cursor.execute(
        "SELECT c.relnamespace::regnamespace::text, c.relname, a.attname, t.typname, greatest(a.atttypmod - 4, 0) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "JOIN pg_type t ON t.oid = a.atttypid AND t.typname IN ('text', 'varchar', 'json', 'jsonb') "
        "WHERE c.relkind = 'r' AND a.attgenerated = '' AND (c.relnamespace = %s::regnamespace "
        "OR (c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s))) ORDER BY 1, 2, a.attnum",
        [tenant.schema_name, list(SHARED)],
    )
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for schema, table, column, kind, size in cursor.fetchall():
        if table not in UNMARKED:
            found.setdefault((schema, table), []).append((column, kind, size))
    return [(schema, table, columns) for (schema, table), columns in found.items()]


def _register_neighbour(first: Tenant) -> Tenant:
    unit = Unit.objects.latest_of("16543")
    assert unit is not None
    second = Tenant.objects.create(
        schema_name=unit.schema_name,
        kind=first.kind,
        state=TenantState.ACTIVE,
        state_changed_at=timezone.now(),
        fingerprint=tenant_fingerprint(),
    )
    TenantIdentity.objects.create(
        tenant=second,
        code=unit.code,
        unit_type=unit.unit_type,
        name=unit.name,
        short_name=unit.short_name,
        parent=first.parent(),
        valid_from=unit.valid_from,
    )
    Host.objects.create(name=HOSTS[1], tenant=second, is_canonical=True, valid_from=today())
    return second


def _mark_files(tenant: Tenant, sign: str) -> None:
    """Let files that are no pictures hold their tenant's sign."""
    store = PrivateFiles()
    for name in store.names(tenant):
        if not name.endswith((".jpg", ".jpeg", ".png", ".webp")):
            path = store.folder(tenant) / name
            signed = path.read_bytes() + sign.encode() * FILE_SIGNS
            path.unlink()  # the template's file is the same one under another name
            path.write_bytes(signed)


def contents(tenant: Tenant) -> dict[str, str]:
    """A number for what each of a tenant's tables holds, sessions and logs of looking apart."""
    passing = ("django_session", "wagtailadmin_editingsession", "wagtailsearch_query")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [tenant.schema_name])
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(passing)]
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{tenant.schema_name}\".\"{table}\" t"
            )
            found[table] = cursor.fetchone()[0]
    rows = (
        Release.objects.of(tenant.pk)
        .order_by("item_id", "language")
        .values_list("item_id", "language", "etag", "text")
    )
    found["public.releases_release"] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found

"""From a host to its tenant: one query when cold, none when warm.

A row of the registry says how often it changed (`RegistryState.generation`, kept by a deferred trigger). It
is read at most every half second; whatever committed before is then seen, a suspension within a second.
Entries live for a minute at most, which bounds everything the number does not tell (midnight, when hosts
begin and end). All names are schema-qualified and nothing of the session is used, so this also works behind
a transaction pooler.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from tenants.calendar_day import today
from tenants.context import READER, process_role
from tenants.enums import TenantKind, TenantState
from tenants.models import Tenant, TenantIdentity

CHECK_SECONDS = 0.5
KEEP_SECONDS = 60.0
MAX_ENTRIES = 20_000
"""Twice every host of the country with an alias each; unknown hosts that somebody tries push out the oldest
entries.
"""

_TENANT_FIELDS = [field.attname for field in Tenant._meta.concrete_fields]
_IDENTITY_FIELDS = [field.attname for field in TenantIdentity._meta.concrete_fields]
_COLUMNS = ", ".join(
    [f't."{field.column}"' for field in Tenant._meta.concrete_fields]
    + [f'i."{field.column}"' for field in TenantIdentity._meta.concrete_fields]
)
_GENERATION = "SELECT generation FROM public.tenants_registrystate WHERE id = 1"
_TENANT_JOINS = """
LEFT JOIN public.tenants_host c ON c.tenant_id = t.id AND c.is_canonical
    AND c.valid_from <= %(day)s AND (c.valid_to IS NULL OR c.valid_to > %(day)s)
LEFT JOIN LATERAL (
    SELECT * FROM public.tenants_tenantidentity n WHERE n.tenant_id = t.id AND n.valid_from <= %(day)s
    ORDER BY n.valid_from DESC LIMIT 1
) i ON true"""
_BY_HOST = f"""
SELECT s.generation, h.is_canonical, c.name, {_COLUMNS}
FROM public.tenants_registrystate s
LEFT JOIN public.tenants_host h ON h.name = %(key)s
    AND h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to > %(day)s)
LEFT JOIN public.tenants_tenant t ON t.id = h.tenant_id
{_TENANT_JOINS}
WHERE s.id = 1"""  # noqa: S608 - column names of our own models
_BY_TENANT = f"""
SELECT s.generation, true, c.name, {_COLUMNS}
FROM public.tenants_registrystate s
LEFT JOIN public.tenants_tenant t ON t.id = %(key)s
{_TENANT_JOINS}
WHERE s.id = 1"""  # noqa: S608 - column names of our own models


@dataclass(frozen=True, slots=True)
class ResolvedHost:
    """What the registry knows of a host today."""

    tenant_id: UUID
    schema_name: str
    kind: TenantKind
    state: TenantState
    canonical_host: str | None
    is_canonical: bool
    tenant_row: tuple[Any, ...]
    identity_row: tuple[Any, ...]

    def tenant(self) -> Tenant:
        """The tenant, a fresh object each time, with its identity of today at hand."""
        tenant: Tenant = Tenant.from_db(DEFAULT_DB_ALIAS, _TENANT_FIELDS, self.tenant_row)
        if self.identity_row[0] is not None:
            identity = TenantIdentity.from_db(DEFAULT_DB_ALIAS, _IDENTITY_FIELDS, self.identity_row)
            tenant.remember_identity(identity)
        return tenant


@dataclass(frozen=True, slots=True)
class _Entry:
    found: ResolvedHost | None
    read_at: float
    day: date


class HostResolver:
    """The process's memory of hosts; `clock` counts seconds and only ever grows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._generation = -1
        self._checked_at = float("-inf")

    def resolve(self, host: str) -> ResolvedHost | None:
        """What is known of a host (in its one spelling, see `tenants.hosts.normalise`); None if no tenant
        has it today.
        """
        return self._look_up(_BY_HOST, ("host", host), host)

    def of_tenant(self, tenant_id: UUID) -> ResolvedHost | None:
        """What is known of a tenant; None if there is no such tenant."""
        return self._look_up(_BY_TENANT, ("tenant", str(tenant_id)), tenant_id)

    def clear(self) -> None:
        """Forget everything, as after a change made by this very process."""
        with self._lock:
            self._entries.clear()
            self._generation = -1
            self._checked_at = float("-inf")

    def _look_up(self, query: str, key: tuple[str, str], value: str | UUID) -> ResolvedHost | None:
        day = today()
        entry = self._remembered(key, day)
        if entry is not None and self._is_check_due():
            self._learn_generation()
            entry = self._remembered(key, day)
        if entry is not None:
            return entry.found
        return self._read(query, key, value, day)

    def _remembered(self, key: tuple[str, str], day: date) -> _Entry | None:
        with self._lock:
            entry = self._entries.get(key)
        if entry is None or entry.day != day or self._clock() - entry.read_at >= KEEP_SECONDS:
            return None
        return entry

    def _is_check_due(self) -> bool:
        """Whether this caller has to read the generation; only one caller is told so in each interval."""
        now = self._clock()
        with self._lock:
            if now - self._checked_at < CHECK_SECONDS:
                return False
            self._checked_at = now
            return True

    def _learn_generation(self) -> None:
        with connections[_alias()].cursor() as cursor:
            cursor.execute(_GENERATION)
            row = cursor.fetchone()
        with self._lock:
            self._accept_generation(row[0] if row else 0)

    def _accept_generation(self, generation: int) -> None:
        if generation != self._generation:
            self._entries.clear()
            self._generation = generation

    def _read(self, query: str, key: tuple[str, str], value: str | UUID, day: date) -> ResolvedHost | None:
        now = self._clock()
        with connections[_alias()].cursor() as cursor:
            cursor.execute(query, {"key": value, "day": day})
            row = cursor.fetchone()
        found = _resolved(row)
        if row is None:
            return None
        with self._lock:
            if (
                row[0] >= self._generation
            ):  # an older number is a slower reader's: it must not undo what others learned
                self._accept_generation(row[0])
                self._checked_at = max(self._checked_at, now)
                self._entries[key] = _Entry(found, now, day)
                while len(self._entries) > MAX_ENTRIES:
                    self._entries.popitem(last=False)
        return found


def _alias() -> str:
    """The reader's own connection where the process is a reader, else the process's."""
    return READER if process_role() == READER and READER in connections else DEFAULT_DB_ALIAS


def _resolved(row: tuple[Any, ...] | None) -> ResolvedHost | None:
    if row is None:
        return None
    tenant_row = row[3 : 3 + len(_TENANT_FIELDS)]
    tenant = dict(zip(_TENANT_FIELDS, tenant_row, strict=True))
    if tenant["id"] is None:
        return None
    return ResolvedHost(
        tenant_id=tenant["id"],
        schema_name=tenant["schema_name"],
        kind=TenantKind(tenant["kind"]),
        state=TenantState(tenant["state"]),
        canonical_host=row[2],
        is_canonical=bool(row[1]),
        tenant_row=tenant_row,
        identity_row=row[3 + len(_TENANT_FIELDS) :],
    )


resolver = HostResolver()
"""The one of this process."""

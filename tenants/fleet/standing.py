"""How the portals of a province stand: what its console shows of each, read from the registry. Nothing of their content is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from tenants.backup.routine import EVERY
from tenants.calendar_day import today
from tenants.enums import TenantState
from tenants.fleet.runs import tenants_below
from tenants.fleet.usage import Share
from tenants.models import Backup, Host, Tenant, TenantIdentity
from tenants.provisioning.fingerprint import tenant_fingerprint

BACKUP_LATE = EVERY + timedelta(hours=24)
"""A backup that is older than this is missing: one a routine turn later than it should be."""


class Version(StrEnum):
    """Which version of the program a portal's schema is of."""

    CURRENT = "current"
    BEHIND = "behind"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PortalStanding:
    """One portal below a province.

    Attributes:
        hosts: all that lead to it today, the canonical one first.
        backup: the last good backup's key, when it was taken, when its checksum was last compared and when it was last restored for trial.
        failure: why the last attempt to back it up failed, where it came after the last good one.
        storage, accounts: what is used of the quota; bytes of files and database, accounts that are not closed.
        measured_at: when that was measured; None: not yet.
    """

    id: UUID
    code: str
    name: str
    unit_type: str
    kind: str
    is_copy: bool
    state: TenantState
    state_changed_at: datetime
    state_changed_by: str
    state_reason: str
    version: Version
    migration_error: str
    hosts: tuple[str, ...]
    backup: UUID | None
    backup_taken_at: datetime | None
    backup_verified_at: datetime | None
    backup_rehearsed_at: datetime | None
    backup_size: int
    failure: str
    file_bytes: int
    database_bytes: int
    storage: Share
    accounts: Share
    published_at: datetime | None
    measured_at: datetime | None

    @property
    def host(self) -> str:
        """The canonical host; empty where it has none."""
        return self.hosts[0] if self.hosts else ""

    @property
    def hosts_more(self) -> int:
        """How many hosts redirect to the canonical one."""
        return max(0, len(self.hosts) - 1)

    @property
    def is_backup_late(self) -> bool:
        """Whether its last good backup is older than it may be, or there is none."""
        return self.backup_taken_at is None or timezone.now() - self.backup_taken_at > BACKUP_LATE

    @property
    def needs_care(self) -> bool:
        """Whether somebody should look at it."""
        return (
            self.version is Version.FAILED
            or self.storage.is_nearly_full
            or self.accounts.is_nearly_full
            or (self.is_backup_late and not self.is_copy)
        )


def portals_below(province: Tenant) -> list[PortalStanding]:
    """The portals of a province's communes and former units, by code; copies of them, too, each behind its original.

    Three queries, however many there are.
    """
    day = today()
    last = TenantIdentity.objects.filter(tenant=OuterRef("pk"), valid_from__lte=day).order_by("-valid_from")
    hosts = Host.objects.on(day).filter(tenant=OuterRef("pk")).order_by("-is_canonical", "name")
    rows = tenants_below(province).annotate(
        code=Subquery(last.values("code")[:1]),
        name=Subquery(last.values("name")[:1]),
        unit_type=Subquery(last.values("unit_type")[:1]),
        host_names=ArraySubquery(hosts.values("name")),
    )
    known = list(rows.order_by(F("code").asc(nulls_last=True), "is_copy", "pk").values(*_VALUES))
    of_these = Backup.objects.filter(tenant__in=[row["id"] for row in known])
    good = {one.tenant_id: one for one in of_these.latest_per_tenant()}
    failed = {
        one.tenant_id: one
        for one in of_these.exclude(error="").order_by("tenant_id", "-taken_at").distinct("tenant_id")
    }
    present = tenant_fingerprint()
    return [_standing(row, good.get(row["id"]), failed.get(row["id"]), present) for row in known]


_VALUES = (
    "id", "code", "name", "unit_type", "kind", "is_copy", "state", "state_changed_at", "state_changed_by", "state_reason", "fingerprint",
    "migration_error", "host_names", "storage_quota", "account_quota", "usage__file_bytes", "usage__database_bytes", "usage__accounts",
    "usage__published_at", "usage__measured_at",
)  # fmt: skip


def _standing(
    row: dict[str, Any], good: Backup | None, failed: Backup | None, present: str
) -> PortalStanding:
    """A row of the registry with its last good backup and its last failure."""
    kept = {name: row[name] for name in PortalStanding.__slots__ if name in row}
    is_behind = row["fingerprint"] != present
    version = Version.FAILED if row["migration_error"] else Version.BEHIND if is_behind else Version.CURRENT
    file_bytes, database_bytes = row["usage__file_bytes"] or 0, row["usage__database_bytes"] or 0
    is_news = failed is not None and (good is None or failed.taken_at > good.taken_at)
    return PortalStanding(
        **{**kept, "state": TenantState(row["state"])},
        version=version,
        hosts=tuple(row["host_names"]),
        backup=good.pk if good else None,
        backup_taken_at=good.taken_at if good else None,
        backup_verified_at=good.verified_at if good else None,
        backup_rehearsed_at=good.rehearsed_at if good else None,
        backup_size=good.size if good else 0,
        failure=failed.error if failed is not None and is_news else "",
        file_bytes=file_bytes,
        database_bytes=database_bytes,
        storage=Share(file_bytes + database_bytes, row["storage_quota"]),
        accounts=Share(row["usage__accounts"] or 0, row["account_quota"]),
        published_at=row["usage__published_at"],
        measured_at=row["usage__measured_at"],
    )

"""Backups as a routine: when they are due, whether they are good, how long they are kept.

At least three a week, at the level of a tenant and of the system, with a procedure that checks readiness and
integrity (Thống Nhất's regulation, 10.1d; the platform's floor for everybody).
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tenants.backup.errors import BackupError, BackupRefused
from tenants.backup.opening import check_integrity, opened
from tenants.backup.restore import rehearse_restore
from tenants.backup.storage import backup_storage
from tenants.backup.take import BackUpTenant, note_name
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.models import Backup, Tenant

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=48)
"""Three and a half a week: one that fails still leaves three."""
REHEARSE_EVERY = timedelta(days=30)
KEEP_ALL, KEEP_WEEKLY = timedelta(days=30), timedelta(days=365)
KEEP_LEAST = 3
"""So many good ones of a tenant stay, however old."""


def tenants_to_back_up() -> list[Tenant]:
    """Every tenant that has something to lose."""
    return list(
        Tenant.objects.exclude(state=TenantState.DELETED).exclude(is_copy=True).order_by("schema_name")
    )


def due(now: datetime | None = None) -> list[Tenant]:
    """The tenants whose last good backup is older than 48 hours, the longest waiting first."""
    instant = now or timezone.now()
    last = dict(Backup.objects.latest_per_tenant().values_list("tenant_id", "taken_at"))
    never = datetime.min.replace(tzinfo=instant.tzinfo)
    waiting = [one for one in tenants_to_back_up() if last.get(one.pk, never) + _period() <= instant]
    return sorted(waiting, key=lambda one: last.get(one.pk, never))


def back_up_due(limit: int = 1, now: datetime | None = None) -> int:
    """Back up some of the tenants that are due; a failure is noted and holds up no other. Returns how many were tried."""
    tenants = due(now)[:limit]
    for tenant in tenants:
        try:
            BackUpTenant(tenant=tenant, by="schedule").execute()
        except BackupError as error:
            logger.exception("Backup of %s failed", tenant)
            Backup.objects.create(tenant=tenant, name="", fingerprint="", by="schedule", error=str(error))
    return len(tenants)


def verify_backup(backup: Backup, rehearse: bool = False) -> str:
    """See whether a backup is good; returns the sentence that says what is wrong, or nothing.

    Parameters:
        rehearse: also open it and restore it on trial, in a transaction that is rolled back (readiness);
            else its checksum alone is compared (integrity).
    """
    now = timezone.now()
    try:
        check_integrity(backup.name, backup.sha256)
        if rehearse:
            with no_tenant(), opened(backup.name, backup) as found:
                rehearse_restore(found)
            backup.rehearsed_at = now
    except BackupRefused as refusal:
        Backup.objects.filter(pk=backup.pk).update(error=str(refusal))
        return str(refusal)
    backup.verified_at = now
    backup.save(update_fields=["verified_at", "rehearsed_at"])
    return ""


_no_trials_until: datetime | None = None


def postpone_trials(now: datetime | None = None) -> None:
    """Ask no more for a trial restore in this process for a day: the secret key is not on this machine."""
    global _no_trials_until
    _no_trials_until = (now or timezone.now()) + timedelta(days=1)


def to_rehearse(now: datetime | None = None) -> Backup | None:
    """The next backup to restore on trial: of a tenant none of whose backups was for 30 days; None if there is none."""
    instant = now or timezone.now()
    if _no_trials_until is not None and instant < _no_trials_until:
        return None
    since = instant - REHEARSE_EVERY
    tried = Backup.objects.filter(rehearsed_at__gt=since).values("tenant")
    return Backup.objects.kept().exclude(tenant__in=tried).order_by("-taken_at").first()


def remove_old(now: datetime | None = None) -> int:
    """Remove backups past their time: all are kept for 30 days, then one a week for a year; returns how many went."""
    instant, count = now or timezone.now(), 0
    seen: dict[tuple[UUID, object], int] = {}
    newer: dict[UUID, int] = {}
    for backup in Backup.objects.kept().order_by("-taken_at"):
        rank = newer[backup.tenant_id] = newer.get(backup.tenant_id, 0) + 1
        age, week = instant - backup.taken_at, (backup.tenant_id, backup.taken_at.isocalendar()[:2])
        in_week = seen[week] = seen.get(week, 0) + 1
        if age <= KEEP_ALL or rank <= KEEP_LEAST or (age <= KEEP_WEEKLY and in_week == 1):
            continue
        _remove(backup, instant)
        count += 1
    return count


def _remove(backup: Backup, now: datetime) -> None:
    """The note first: what has none is no backup any more, whenever this is broken off."""
    with transaction.atomic():
        Backup.objects.filter(pk=backup.pk).update(removed_at=now)
        for name in (note_name(backup.name), backup.name):
            with suppress(FileNotFoundError):
                backup_storage().delete(name)


def _period() -> timedelta:
    return timedelta(hours=float(getattr(settings, "PORTAL_BACKUP_HOURS", EVERY.total_seconds() / 3600)))

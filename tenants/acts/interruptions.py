"""Announcing that a portal will be interrupted, as the law wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.calendar_day import LEGAL_ZONE
from tenants.context import no_tenant
from tenants.errors import ActRefused
from tenants.models import Interruption, Tenant

NOTICE_WORKING_DAYS = 7
"""Working days between the announcement and a planned interruption (Nghị định 224/2026/NĐ-CP, Điều 13)."""

WorkingDay = Callable[[date], bool]
SATURDAY = 5


def _monday_to_friday(day: date) -> bool:
    return day.weekday() < SATURDAY


_is_working_day: WorkingDay = _monday_to_friday


def use_calendar(is_working_day: WorkingDay) -> None:
    """Let the room that knows public holidays say which days are working days; without it Monday to Friday are."""
    global _is_working_day
    _is_working_day = is_working_day


@dataclass(frozen=True, kw_only=True)
class AnnounceInterruption:
    """Announce an interruption of a portal; its readers and editors see it from now on.

    Parameters:
        starts_at, ends_at: from when until when.
        reason: what is done, for the public.
        force_majeure: why it could not be announced in time; empty for a planned one.
    """

    tenant: Tenant
    starts_at: datetime
    ends_at: datetime
    by: str
    reason: str
    force_majeure: str = ""

    def execute(self) -> Interruption:
        """The announced interruption.

        Raises:
            ActRefused: no reason, no length, or too early without force majeure.
        """
        if not self.reason.strip():
            raise ActRefused("reason", _("Say what is done: the public reads it."))
        if self.ends_at <= self.starts_at:
            raise ActRefused("ends_at", _("An interruption ends after it begins."))
        earliest = earliest_start(timezone.now())
        if not self.force_majeure.strip() and self.starts_at < earliest:
            raise ActRefused(
                "starts_at",
                _(
                    "A planned interruption is announced at least %(days)d working days ahead (Decree 224/2026, article 13): "
                    "not before %(day)s. If it could not be foreseen, record the force majeure."
                )
                % {
                    "days": NOTICE_WORKING_DAYS,
                    "day": earliest.astimezone(LEGAL_ZONE).strftime("%d/%m/%Y %H:%M"),
                },
            )
        with no_tenant():
            return Interruption.objects.create(
                tenant=self.tenant,
                starts_at=self.starts_at,
                ends_at=self.ends_at,
                reason=self.reason.strip(),
                force_majeure=self.force_majeure.strip(),
                announced_by=self.by,
            )


def earliest_start(now: datetime) -> datetime:
    """When an interruption that is announced now may begin: after 7 full working days, the day of announcing not counted."""
    day, left = now.astimezone(LEGAL_ZONE), NOTICE_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= _is_working_day(day.date())
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)

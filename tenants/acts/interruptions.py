"""Announcing that a portal will be interrupted, as the law wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.calendar_day import LEGAL_ZONE
from tenants.context import no_tenant
from tenants.errors import ActRefused
from tenants.models import Interruption, Tenant
from tenants.signals import interruptions_changed

NOTICE_WORKING_DAYS = 7
"""Working days between the announcement and a planned interruption (Nghị định 224/2026/NĐ-CP, Điều 13)."""

WorkingDays = Callable[[Tenant], Callable[[date], bool]]
"""For a tenant, whether offices work on a day."""
SATURDAY = 5


def _monday_to_friday(tenant: Tenant) -> Callable[[date], bool]:
    return lambda day: day.weekday() < SATURDAY


_working_days: WorkingDays = _monday_to_friday


def use_calendar(working_days: WorkingDays) -> None:
    """Let the room that knows public holidays and the provinces' calendars say which days are working days.

    Without it Monday to Friday are.
    """
    global _working_days
    _working_days = working_days


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
    asked_at: datetime | None = None

    def refuse(self) -> None:
        """See whether it may be announced, before it is.

        Raises:
            ActRefused: no reason, no length, or too early without force majeure.
        """
        if not self.reason.strip():
            raise ActRefused("reason", _("Say what is done: the public reads it."))
        if self.ends_at <= self.starts_at:
            raise ActRefused("ends_at", _("An interruption ends after it begins."))
        if self.ends_at <= timezone.now():
            raise ActRefused("ends_at", _("This interruption is over already."))
        earliest = earliest_start(self.asked_at or timezone.now(), self.tenant)
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

    def execute(self) -> Interruption:
        """The announced interruption.

        Raises:
            ActRefused: it may not be.
        """
        self.refuse()
        with no_tenant(), transaction.atomic():
            made = Interruption.objects.create(
                tenant=self.tenant,
                starts_at=self.starts_at,
                ends_at=self.ends_at,
                reason=self.reason.strip(),
                force_majeure=self.force_majeure.strip(),
                announced_by=self.by,
            )
            _tell(self.tenant)
        return made


@dataclass(frozen=True, kw_only=True)
class CallOffInterruption:
    """Take an announcement back: what was to come does not, or what goes on is over. The row stays, for the record."""

    interruption: Interruption

    def execute(self) -> Interruption:
        """The interruption, called off.

        Raises:
            ActRefused: it is over, or was called off before.
        """
        with no_tenant(), transaction.atomic():
            found = Interruption.objects.select_for_update().get(pk=self.interruption.pk)
            if found.called_off_at is not None or found.ends_at <= timezone.now():
                raise ActRefused("interruption", _("This interruption is over, or was called off before."))
            found.called_off_at = timezone.now()
            found.save(update_fields=["called_off_at"])
            _tell(found.tenant)
        return found


def earliest_start(now: datetime, tenant: Tenant | None = None) -> datetime:
    """When an interruption that is announced now may begin: after 7 full working days, the day of announcing not counted.

    Parameters:
        tenant: whose calendar counts; without one Monday to Friday are worked.
    """
    works = (_working_days if tenant is not None else _monday_to_friday)(tenant)  # type: ignore[arg-type]
    day, left = now.astimezone(LEGAL_ZONE), NOTICE_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= works(day.date())
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def _tell(tenant: Tenant) -> None:
    transaction.on_commit(lambda: interruptions_changed.send(sender=Interruption, tenant=tenant), robust=True)

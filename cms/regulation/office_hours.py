"""The office hours that a portal keeps: from a day on, with a lunch break, by decision. No regulation states them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.powers import Powers
from cms.regulation.models import OfficeHoursPeriod
from cms.regulation.signals import own_rules_changed
from tenants.guards import ensure_writable


@dataclass(frozen=True, kw_only=True)
class SetOfficeHours:
    """Keep other office hours from a day on; the hours of the same first day are replaced.

    Args:
        spans: such as `07:30-11:30`, in order and apart from each other.
        weekdays: `mon` to `sun`; empty follows the regulation, else Monday to Friday.

    Raises PermissionDenied for anybody but the head and the administrators, ValidationError beside the field.
    """

    by: Any
    valid_from: dt.date
    spans: Sequence[str]
    weekdays: Sequence[str] = ()
    decision: str = ""

    @transaction.atomic
    def execute(self) -> OfficeHoursPeriod:
        """Return the period; open deadlines are computed anew in the same transaction."""
        _allow(self.by)
        period = OfficeHoursPeriod.objects.filter(valid_from=self.valid_from).first() or OfficeHoursPeriod()
        period.valid_from, period.spans = self.valid_from, list(self.spans)
        period.weekdays, period.decision = list(self.weekdays), self.decision.strip()
        period.full_clean()
        period.save()
        words = _("Office hours from %(day)s: %(hours)s")
        reason = words % {"day": f"{self.valid_from:%d/%m/%Y}", "hours": ", ".join(self.spans)}
        own_rules_changed.send(sender=OfficeHoursPeriod, reason=reason, by=self.by)
        return period


@dataclass(frozen=True, kw_only=True)
class RemoveOfficeHours:
    """Take a period out; the one before it holds on. Raises PermissionDenied, OfficeHoursPeriod.DoesNotExist."""

    by: Any
    key: int

    @transaction.atomic
    def execute(self) -> None:
        """Take it out."""
        _allow(self.by)
        period = OfficeHoursPeriod.objects.get(pk=self.key)
        words = _("The office hours from %(day)s no longer hold") % {"day": f"{period.valid_from:%d/%m/%Y}"}
        period.delete()
        own_rules_changed.send(sender=OfficeHoursPeriod, reason=words, by=self.by)


def _allow(user: Any) -> None:
    ensure_writable()
    if not Powers.of(user).manages_accounts:
        raise PermissionDenied(_("Only the head and the administrators set the office hours."))


def spans_of(morning: tuple[str, str] | None, afternoon: tuple[str, str] | None) -> list[str]:
    """Return spans from what a form asks for: opening and closing before and after lunch.

    Raises:
        ValidationError: neither half of the day is worked.
    """
    halves = [half for half in (morning, afternoon) if half and all(half)]
    if not halves:
        raise ValidationError({"morning_opens": _("Give the hours of at least one half of the day.")})
    return [f"{opens}-{closes}" for opens, closes in halves]

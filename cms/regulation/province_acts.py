"""Acts of a province's IT on what binds all communes: days of the working calendar, decided years, the rulebook.

Each is one transaction: it is written, every process learns that there is a new state, and higher apps are told (`rules_changed`), so that
open deadlines are computed anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import Appointment
from cms.accounts.posts import HEAD, PROVINCE_IT
from cms.province.models import CalendarDay, DecidedYear, Rulebook, RulebookRule, RulesState
from cms.province.models.calendar import FIRST_YEAR, LAST_YEAR
from cms.province.signals import rules_changed
from cms.regulation.calendar import OfficeHours, WorkingCalendar, calendar_table
from cms.regulation.parameter_types import is_list
from cms.regulation.province_layer import OWN, overrides, typed_rulebook
from cms.regulation.registers import parameters
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.models import Tenant


def keeps_calendar(user: Any) -> bool:
    """Whether a person keeps the province's calendar: its IT."""
    return _holds(user, PROVINCE_IT)


def keeps_rulebook(user: Any) -> bool:
    """Whether a person keeps the province's rulebook: its IT, and the head of its editorial board."""
    return _holds(user, PROVINCE_IT, HEAD)


def _holds(user: Any, *posts: str) -> bool:
    if not user.is_active or current_tenant().kind != TenantKind.PROVINCE:
        return False
    return user.is_superuser or Appointment.objects.current().holding(*posts).filter(user=user).exists()


def _province(user: Any, *, rulebook: bool = False) -> Tenant:
    if not (keeps_rulebook(user) if rulebook else keeps_calendar(user)):
        raise PermissionDenied(
            _("Only the province's IT keeps the calendar, and with the head the rulebook.")
        )
    return current_tenant()


def _tell(province: Tenant, reason: str, user: Any) -> None:
    RulesState.objects.mark_changed(province)
    rules_changed.send(sender=RulesState, province=province, reason=reason, by=str(user))


def kept_calendar(province: Tenant) -> WorkingCalendar:
    """Return a province's calendar of days, with the platform's usual week; for showing, not for counting hours."""
    days = tuple(CalendarDay.objects.filter(province=province).values_list("day", "working"))
    years = DecidedYear.objects.filter(province=province).values_list("year", flat=True)
    return WorkingCalendar(OfficeHours.parse(["00:00-23:59"]), overrides=overrides(days), also_decided=years)


def working_days(tenant: Tenant) -> Callable[[dt.date], bool]:
    """Return, for a portal, whether offices work on a day: by the calendar of its province."""
    return kept_calendar(tenant.parent() or tenant).is_working_day


@dataclass(frozen=True, kw_only=True)
class SetDay:
    """Say that a day is off or worked, whatever is computed; entering a day again replaces what was entered.

    Raises PermissionDenied for anybody but the province's IT, ValidationError beside the field for a day outside the calendar or without
    a reason.
    """

    by: Any
    day: dt.date
    working: bool
    reason: str
    decision: str = ""

    @transaction.atomic
    def execute(self) -> CalendarDay:
        """Return the day."""
        province = _province(self.by)
        if not FIRST_YEAR <= self.day.year <= LAST_YEAR:
            message = _("The calendar reaches from %(first)s to %(last)s.") % {
                "first": FIRST_YEAR,
                "last": LAST_YEAR,
            }
            raise ValidationError({"day": message})
        if not self.reason.strip():
            raise ValidationError({"reason": _("Say why, for example “Hoán đổi ngày nghỉ lễ”.")})
        found, _new = CalendarDay.objects.update_or_create(
            province=province,
            day=self.day,
            defaults={
                "working": self.working,
                "reason": self.reason.strip(),
                "decision": self.decision.strip(),
                "entered_by": str(self.by),
            },
        )
        words = _("%(day)s is worked: %(reason)s") if self.working else _("%(day)s is a day off: %(reason)s")
        _tell(province, words % {"day": f"{self.day:%d/%m/%Y}", "reason": self.reason.strip()}, self.by)
        return found


@dataclass(frozen=True, kw_only=True)
class RemoveDay:
    """Take an entered day out: what is computed holds again. Raises PermissionDenied, CalendarDay.DoesNotExist."""

    by: Any
    day: dt.date

    @transaction.atomic
    def execute(self) -> None:
        """Take it out."""
        province = _province(self.by)
        CalendarDay.objects.get(province=province, day=self.day).delete()
        _tell(
            province,
            _("%(day)s follows the computed calendar again") % {"day": f"{self.day:%d/%m/%Y}"},
            self.by,
        )


@dataclass(frozen=True, kw_only=True)
class DecideYear:
    """Say that the days off of a year are officially decided, and by what; dates counted over it are certain then.

    Raises PermissionDenied, ValidationError beside the field.
    """

    by: Any
    year: int
    decision: str

    @transaction.atomic
    def execute(self) -> DecidedYear:
        """Return the year."""
        province = _province(self.by)
        known = calendar_table().decided
        if known.first <= self.year <= known.last:
            raise ValidationError({"year": _("%(year)s is decided already.") % {"year": self.year}})
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            message = _("The calendar reaches from %(first)s to %(last)s.") % {
                "first": FIRST_YEAR,
                "last": LAST_YEAR,
            }
            raise ValidationError({"year": message})
        if not self.decision.strip():
            raise ValidationError(
                {"decision": _("Give the notice or decision, for example “Công văn số …”.")}
            )
        found, _new = DecidedYear.objects.update_or_create(
            province=province,
            year=self.year,
            defaults={"decision": self.decision.strip(), "entered_by": str(self.by)},
        )
        words = _("The days off of %(year)s are decided: %(decision)s")
        _tell(province, words % {"year": self.year, "decision": self.decision.strip()}, self.by)
        return found


@dataclass(frozen=True, kw_only=True)
class SaveRulebook:
    """Save the instrument of a rulebook, a new one or one that is there.

    Raises PermissionDenied, ValidationError beside the field, also where another rulebook is in force on the same days.
    """

    by: Any
    book: Rulebook

    @transaction.atomic
    def execute(self) -> Rulebook:
        """Return the rulebook."""
        province = _province(self.by, rulebook=True)
        book = self.book
        if book.pk and book.province_id != province.pk:
            raise PermissionDenied(_("This rulebook is another province's."))
        book.province, book.entered_by = province, str(self.by)
        if book.effective_to and book.effective_to < book.effective_from:
            raise ValidationError({"effective_to": _("It cannot end before it begins.")})
        if book.effective_from < book.issued_on:
            raise ValidationError({"effective_from": _("It cannot be in force before it was issued.")})
        if self._meets_another(book):
            raise ValidationError(
                {
                    "effective_from": _(
                        "Another rulebook is in force on some of these days: let it end the day before."
                    )
                }
            )
        book.save()
        _tell(province, _("Rulebook of the province: %(title)s") % {"title": book}, self.by)
        return book

    @staticmethod
    def _meets_another(book: Rulebook) -> bool:
        others = Rulebook.objects.filter(province=book.province).exclude(pk=book.pk)
        last = book.effective_to or dt.date.max
        return any(
            one.effective_from <= last and (one.effective_to or dt.date.max) >= book.effective_from
            for one in others
        )


@dataclass(frozen=True, kw_only=True)
class SaveRule:
    """Save what a rulebook says of one parameter; None takes the rule out.

    Args:
        leaf: as the regulation's model writes it (`cms.regulation.forms.parameter`).

    Raises PermissionDenied, KeyError for an unknown parameter or a list, pydantic's ValidationError.
    """

    by: Any
    book: Rulebook
    group: str
    key: str
    leaf: dict[str, Any] | None

    @transaction.atomic
    def execute(self) -> None:
        """Save it."""
        province = _province(self.by, rulebook=True)
        if self.book.province_id != province.pk:
            raise PermissionDenied(_("This rulebook is another province's."))
        if is_list(self.group, self.key):
            raise KeyError(f"{self.group}.{self.key} is a list, which a rulebook cannot lay down")
        name = f"{self.group}.{self.key}"
        RulebookRule.objects.filter(rulebook=self.book, parameter=name).delete()
        if self.leaf is not None:
            RulebookRule.objects.create(rulebook=self.book, parameter=name, **_columns(self.leaf))
        typed_rulebook(Rulebook.objects.prefetch_related("rules").get(pk=self.book.pk), OWN)
        label = parameters()[self.group, self.key].label
        _tell(
            province,
            _("Rulebook of the province: %(title)s, %(label)s") % {"title": self.book, "label": label},
            self.by,
        )


def _columns(leaf: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": leaf.get("amount"),
        "unit": leaf.get("unit", ""),
        "start": leaf.get("start", ""),
        "value": leaf.get("value"),
        "clause": leaf["clause"],
        "condition": leaf.get("scope", ""),
    }

"""What a province's IT keeps over the platform's registers: days of the calendar, decided years, rulebooks. Effective without a restart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cms.province.models import CalendarDay, DecidedYear, RulebookRule, RulesState
from cms.province.models import Rulebook as RulebookRow
from cms.regulation.calendar import calendar_table
from cms.regulation.layer_data import LayerDeadline, LayerValue, Rulebook
from cms.regulation.leaves import Deadline
from cms.regulation.parameter_types import leaf_class
from cms.regulation.vocabulary import DeadlineKey, StartEvent, Unit

DEADLINES = "deadlines"
OWN = "00"
"""In place of a province's code where it is the province's own portal that asks: no rulebook binds it."""
Days = tuple[tuple[dt.date, bool], ...]
"""Days of a calendar, each with whether it is worked."""


@dataclass(frozen=True, slots=True)
class ProvinceLayer:
    """What a province keeps, in one of its states."""

    days: Days = ()
    decided: frozenset[int] = frozenset()
    rulebooks: tuple[Rulebook, ...] = ()


NOTHING = ProvinceLayer()


def overrides(days: Days) -> dict[dt.date, bool]:
    """Return the days that are worked (True) or off (False) whatever is computed; `days` of a province go before the platform's."""
    table = {dt.date.fromisoformat(entry.day): entry.working for entry in calendar_table().days}
    return table | dict(days)


def province_layer(province_id: UUID | None, code: str | None) -> ProvinceLayer:
    """Return what a province keeps now: one query, and the rest from memory while nothing changes.

    Args:
        province_id: the province's tenant; None for a portal without one.
        code: the province's 2-digit code; None for the province's own portal.
    """
    if province_id is None:
        return NOTHING
    state = RulesState.objects.of(province_id)
    return _read(province_id, code or OWN, state) if state else NOTHING


@lru_cache(maxsize=256)
def _read(province_id: UUID, code: str, state: UUID) -> ProvinceLayer:
    days = CalendarDay.objects.filter(province_id=province_id).values_list("day", "working")
    years = DecidedYear.objects.filter(province_id=province_id).values_list("year", flat=True)
    books = RulebookRow.objects.filter(province_id=province_id).prefetch_related("rules")
    return ProvinceLayer(tuple(days), frozenset(years), tuple(typed_rulebook(book, code) for book in books))


def typed_rulebook(row: RulebookRow, code: str) -> Rulebook:
    """Return a rulebook of the table as the layers read it.

    Raises:
        pydantic.ValidationError: a rule is not what the model takes.
    """
    rules = list(row.rules.all())
    title = f"{row.title} số {row.number}"
    return Rulebook(
        province=code,
        title=title,
        text_supplied=True,
        effective_from=row.effective_from.isoformat(),
        effective_to=row.effective_to.isoformat() if row.effective_to else None,
        deadlines=tuple(_deadline(rule, title) for rule in rules if is_deadline_rule(rule)),
        values=tuple(_value(rule, title) for rule in rules if not is_deadline_rule(rule)),
    )


def is_deadline_rule(rule: RulebookRule) -> bool:
    """Whether a rule of a rulebook sets a deadline."""
    group, _, key = rule.parameter.partition(".")
    return group == DEADLINES and issubclass(leaf_class(group, key), Deadline)


def _deadline(rule: RulebookRule, title: str) -> LayerDeadline:
    return LayerDeadline(
        key=(DeadlineKey(rule.parameter.partition(".")[2]),),
        amount=rule.amount,
        unit=Unit(rule.unit),
        start=StartEvent(rule.start) if rule.start else None,
        title=title,
        clause=rule.clause,
        condition=rule.condition or None,
    )


def _value(rule: RulebookRule, title: str) -> LayerValue:
    return LayerValue(parameter=rule.parameter, value=rule.value, title=title, clause=rule.clause)

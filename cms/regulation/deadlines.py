"""When something is due: exact, and the same everywhere.

Counting (Bộ luật Dân sự 2015 Đ147–148): the day of the event is not counted; a time limit in days ends with
the last second of its last
day, in calendar days not on a day off. Administrative hours run inside office hours only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.regulation.calendar import ZONE, CalendarError, WorkingCalendar, end_of
from cms.regulation.vocabulary import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """A due instant; None where the unit gives none. `certain` is False when it was counted over an undecided
    year."""

    instant: dt.datetime | None
    certain: bool = True


NOT_COUNTED = Due(None)


def due(
    unit: Unit,
    amount: int | None,
    start: dt.datetime,
    calendar: WorkingCalendar,
    *,
    immediate_minutes: int | None = None,
) -> Due:
    """Return when a time limit that began at `start` ends.

    Args:
        unit: in what it is counted.
        amount: how many of `unit`, for counted units.
        start: the starting event, with a time zone.
        calendar: the portal's working calendar.
        immediate_minutes: the platform's target for `immediate`, in minutes; None where only the rule itself
            is asked.

    Raises:
        CalendarError: the calendar does not reach that far.
        ValueError: a counted unit without a positive amount.
    """
    local = start.astimezone(ZONE)
    if unit is Unit.IMMEDIATE:
        return (
            NOT_COUNTED if immediate_minutes is None else Due(local + dt.timedelta(minutes=immediate_minutes))
        )
    if unit.is_measured_only:
        return NOT_COUNTED
    if amount is None or amount < 1:
        raise ValueError(f"{unit.value} needs an amount of 1 or more, not {amount}")
    instant = _counted(unit, amount, local, calendar)
    return Due(instant, calendar.is_certain(local.date(), instant.date()))


def _counted(unit: Unit, amount: int, start: dt.datetime, calendar: WorkingCalendar) -> dt.datetime:
    if unit is Unit.ADMIN_HOUR:
        return calendar.add_office_time(start, dt.timedelta(hours=amount))
    if unit is Unit.WORKING_DAY:
        return end_of(calendar.working_day_after(start.date(), amount))
    last = start.date() + dt.timedelta(days=amount)
    return end_of(last if calendar.is_working_day(last) else calendar.working_day_after(last))


__all__ = ["CalendarError", "Due", "due"]

"""Putting a due instant off by the time in which a clock stood still, in the time that its rule counts in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cms.regulation.calendar import ZONE, WorkingCalendar, end_of
from cms.regulation.vocabulary import Unit

Span = tuple[dt.datetime, dt.datetime]


def put_off(due: dt.datetime, spans: Iterable[Span], unit: str, calendar: WorkingCalendar) -> dt.datetime:
    """Return when a time limit ends that stood still for some spans.

    Working days and days on which the clock stood still at any time do not count; administrative hours are put off by the office time of
    the span; *at once* by the span itself.

    Args:
        due: when it would have ended.
        spans: first and last instant of each, in order and apart from each other.
        unit: in what the limit is counted (`Unit`).
        calendar: the portal's working calendar.
    """
    for first, last in spans:
        begun, ended = first.astimezone(ZONE), last.astimezone(ZONE)
        if begun >= ended or begun > due:
            continue
        due = _put_off(due, begun, ended, unit, calendar)
    return due


def _put_off(
    due: dt.datetime, begun: dt.datetime, ended: dt.datetime, unit: str, calendar: WorkingCalendar
) -> dt.datetime:
    if unit == Unit.ADMIN_HOUR:
        lost_time = calendar.office_time_between(begun, ended)
        return calendar.add_office_time(due, lost_time) if lost_time else due
    if unit == Unit.WORKING_DAY:
        lost = calendar.working_days_between(begun.date(), ended.date())
        return end_of(calendar.working_day_after(due.astimezone(ZONE).date(), lost)) if lost else due
    if unit == Unit.DAY:
        last = due.astimezone(ZONE).date() + dt.timedelta(days=(ended.date() - begun.date()).days + 1)
        return end_of(last if calendar.is_working_day(last) else calendar.working_day_after(last))
    return due + (ended - begun)

"""The working calendar: which days are worked and at what hours, in Asia/Ho_Chi_Minh.

Days come from the `holidays` library (Bộ luật Lao động Đ111–112, NQ 28/2026/QH16, swaps it knows), overridden
by a table that province IT
keeps. A year that the Prime Minister has not decided yet is computed all the same, and everything computed
over it is marked.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from cms.regulation.files import read_data
from cms.regulation.leaves import FullDate, Strict, Text

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 2000, 2099
END_OF_DAY = dt.time(23, 59, 59)
WEEK = frozenset(range(5))
_SPAN = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")


class CalendarError(ValueError):
    """Office hours, a working week or a year that no calendar can be made of."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a working day in which administrative hours run."""

    spans: tuple[tuple[dt.time, dt.time], ...]

    @classmethod
    def parse(cls, spans: Iterable[str]) -> OfficeHours:
        """Read spans such as `07:30-11:30`.

        Raises:
            CalendarError: a span is not of that form, ends before it starts, or overlaps the one before.
        """
        read: list[tuple[dt.time, dt.time]] = []
        for text in spans:
            match = _SPAN.fullmatch(text)
            if not match:
                raise CalendarError(
                    f"{text!r} is not a span of office hours; expected for example 07:30-11:30"
                )
            opens, closes = dt.time(int(match[1]), int(match[2])), dt.time(int(match[3]), int(match[4]))
            if opens >= closes:
                raise CalendarError(f"{text!r} ends before it starts")
            if read and opens < read[-1][1]:
                raise CalendarError(f"{text!r} begins before the span in front of it has ended")
            read.append((opens, closes))
        if not read:
            raise CalendarError("expected at least one span of office hours, for example 07:30-11:30")
        return cls(tuple(read))

    @property
    def minutes(self) -> int:
        """Return the minutes of a whole working day."""
        return sum(
            (closes.hour - opens.hour) * 60 + closes.minute - opens.minute for opens, closes in self.spans
        )


class CalendarOverride(Strict):
    """A day that the library has wrong or does not know."""

    day: FullDate
    working: bool
    reason: Text
    verified: bool = False


class DecidedYears(Strict):
    """The years whose days off are officially decided, first and last."""

    first: int
    last: int


class CalendarTable(Strict):
    """The table over the library."""

    decided: DecidedYears
    days: tuple[CalendarOverride, ...] = ()


@lru_cache(maxsize=1)
def calendar_table() -> CalendarTable:
    """Return the table that comes with the platform (data/calendar.yaml)."""
    return read_data("calendar.yaml", CalendarTable)


@lru_cache(maxsize=256)
def _library_year(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the days off and the worked weekend days of a year, as the library has them."""
    import holidays  # slow to import, and only needed when a year is first asked for

    table = holidays.country_holidays("VN", years=year)
    worked = frozenset(day for day in getattr(table, "weekend_workdays", ()) if day.year == year)
    return frozenset(day for day in table if day.year == year), worked


class WorkingCalendar:
    """The calendar of one portal: working week, days off and worked, office hours, decided years."""

    def __init__(
        self,
        hours: OfficeHours,
        *,
        week: Iterable[int] = WEEK,
        overrides: Mapping[dt.date, bool] | None = None,
        decided: tuple[int, int] | None = None,
        also_decided: Iterable[int] = (),
        later_hours: Sequence[tuple[dt.date, OfficeHours]] = (),
    ) -> None:
        """Make a calendar.

        Args:
            hours: office hours until the first of `later_hours`.
            week: weekdays that are worked, Monday is 0.
            overrides: days that are worked (True) or off (False) whatever the library says; the platform's
                table when left out.
            decided: first and last year that are officially decided; the platform's table when left out.
            also_decided: further years that are officially decided.
            later_hours: (first day, hours) of changes, in the order of their days.

        Raises:
            CalendarError: no day of the week is worked.
        """
        table = calendar_table()
        self._week = frozenset(week)
        if not self._week & frozenset(range(7)):
            raise CalendarError("expected at least one working day in the week")
        if overrides is None:
            overrides = {dt.date.fromisoformat(entry.day): entry.working for entry in table.days}
        self._overrides = dict(overrides)
        first, last = decided or (table.decided.first, table.decided.last)
        self._decided = frozenset([*range(first, last + 1), *also_decided])
        self._hours = [(dt.date.min, hours), *sorted(later_hours, key=lambda change: change[0])]
        self._years: dict[int, list[int]] = {}

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on `day`."""
        if day in self._overrides:
            return self._overrides[day]
        off, worked = _library_year(day.year)
        return day in worked or (day.weekday() in self._week and day not in off)

    def _working(self, year: int) -> list[int]:
        found = self._years.get(year)
        if found is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise CalendarError(f"the year {year} is outside the calendar ({FIRST_YEAR} to {LAST_YEAR})")
            first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
            found = [day for day in range(first, last + 1) if self.is_working_day(dt.date.fromordinal(day))]
            self._years[year] = found
        return found

    def working_day_after(self, day: dt.date, count: int = 1) -> dt.date:
        """Return the `count`-th working day after `day`; `day` itself is not counted.

        Raises:
            CalendarError: the calendar does not reach that far.
        """
        year = day.year
        days = self._working(year)
        index = bisect_right(days, day.toordinal()) + count - 1
        while index >= len(days):
            index -= len(days)
            year += 1
            days = self._working(year)
        return dt.date.fromordinal(days[index])

    def hours_on(self, day: dt.date) -> OfficeHours:
        """Return the office hours that hold on `day`, whether it is worked or not."""
        held = self._hours[0][1]
        for first, hours in self._hours[1:]:
            if first <= day:
                held = hours
        return held

    def add_office_time(self, start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
        """Return when `amount` of office time has run since `start`; time outside office hours does not run.

        An amount that is used up at closing time ends at closing time, not at the next opening.
        """
        local = start.astimezone(ZONE)
        day = local.date()
        if not self.is_working_day(day):
            day = self.working_day_after(day)
        remaining = amount
        while True:
            for opens, closes in self.hours_on(day).spans:
                begin = max(dt.datetime.combine(day, opens, ZONE), local)
                end = dt.datetime.combine(day, closes, ZONE)
                if begin >= end:
                    continue
                if remaining <= end - begin:
                    return begin + remaining
                remaining -= end - begin
            day = self.working_day_after(day)

    def office_time_between(self, begun: dt.datetime, ended: dt.datetime) -> dt.timedelta:
        """Return how much office time lies between two instants."""
        first, last = begun.astimezone(ZONE), ended.astimezone(ZONE)
        total, day = dt.timedelta(), first.date()
        while day <= last.date():
            if self.is_working_day(day):
                for opens, closes in self.hours_on(day).spans:
                    since = max(dt.datetime.combine(day, opens, ZONE), first)
                    until = min(dt.datetime.combine(day, closes, ZONE), last)
                    total += max(until - since, dt.timedelta())
            day += dt.timedelta(days=1)
        return total

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """Return how many days from `first` to `last`, both included, are worked."""
        days = (dt.date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
        return sum(map(self.is_working_day, days))

    def is_certain(self, first: dt.date, last: dt.date) -> bool:
        """Whether every year from `first` to `last` is officially decided."""
        return all(year in self._decided for year in range(first.year, last.year + 1))


def end_of(day: dt.date) -> dt.datetime:
    """Return the last second of a day (Bộ luật Dân sự 2015 Đ148)."""
    return dt.datetime.combine(day, END_OF_DAY, ZONE)

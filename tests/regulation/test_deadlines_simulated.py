"""Deadlines against a simulation that walks minute by minute and knows nothing of the engine's arithmetic."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.regulation.calendar import ZONE
from cms.regulation.deadlines import due
from cms.regulation.vocabulary import Unit
from tests.regulation.conftest import calendar

CALENDAR = calendar()
FIRST, LAST = dt.datetime(2024, 1, 1), dt.datetime(2028, 12, 31, 23, 59)
STARTS = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=ZONE))
VIETNAM = holidays.country_holidays("VN", years=range(2024, 2031))
MADE_UP = {dt.date(2024, 5, 4), dt.date(2025, 4, 26), dt.date(2026, 8, 22), dt.date(2026, 1, 10)}
OFF = {dt.date(2026, 1, 2)}
OPEN_MINUTES = set(range(7 * 60 + 30, 11 * 60 + 30)) | set(range(13 * 60 + 30, 17 * 60 + 30))
MINUTE = dt.timedelta(minutes=1)


@cache
def worked(day: dt.date) -> bool:
    if day in MADE_UP:
        return True
    return day.weekday() < 5 and day not in VIETNAM and day not in OFF


def simulated_days(start: dt.datetime, amount: int) -> dt.datetime:
    """Walk day by day; the day of the start does not count."""
    day = start.date()
    left = amount
    while left:
        day += dt.timedelta(days=1)
        left -= worked(day)
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZONE)


def simulated_hours(start: dt.datetime, amount: int) -> dt.datetime:
    """Walk minute by minute; only minutes of office hours on worked days run."""
    moment, left = start, amount * 60
    while left:
        if worked(moment.date()) and moment.hour * 60 + moment.minute in OPEN_MINUTES:
            left -= 1
            moment += MINUTE
        elif worked(moment.date()) and moment.hour < 18:
            moment += MINUTE
        else:
            moment = dt.datetime.combine(moment.date() + dt.timedelta(days=1), dt.time.min, ZONE)
    return moment


@settings(max_examples=300, deadline=None)
@given(STARTS, st.integers(1, 60))
def test_working_days_are_those_of_the_simulation(start, amount):
    assert due(Unit.WORKING_DAY, amount, start, CALENDAR).instant == simulated_days(start, amount)


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(1, 40))
def test_office_hours_are_those_of_the_simulation(start, amount):
    assert due(Unit.ADMIN_HOUR, amount, start, CALENDAR).instant == simulated_hours(start, amount)


@settings(max_examples=300, deadline=None)
@given(STARTS, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.ADMIN_HOUR, Unit.DAY]))
def test_nothing_is_due_on_a_day_off_or_before_it_began(start, amount, unit):
    found = due(unit, amount, start, CALENDAR).instant
    assert worked(found.date())
    assert found > start


@settings(max_examples=300, deadline=None)
@given(STARTS, STARTS, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.ADMIN_HOUR, Unit.DAY]))
def test_a_later_start_is_never_due_earlier(one, other, amount, unit):
    first, second = sorted((one, other))
    assert due(unit, amount, first, CALENDAR).instant <= due(unit, amount, second, CALENDAR).instant


@settings(max_examples=300, deadline=None)
@given(STARTS, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.ADMIN_HOUR, Unit.DAY]))
def test_more_is_never_due_earlier(start, amount, unit):
    shorter, longer = (due(unit, count, start, CALENDAR).instant for count in (amount, amount + 1))
    assert shorter <= longer
    if unit is not Unit.DAY:
        assert shorter < longer


@settings(max_examples=300, deadline=None)
@given(STARTS, st.integers(1, 40), st.integers(1, 40), st.sampled_from([Unit.WORKING_DAY, Unit.ADMIN_HOUR]))
def test_time_limits_add_up(start, one, other, unit):
    middle = due(unit, one, start, CALENDAR).instant
    assert due(unit, other, middle, CALENDAR).instant == due(unit, one + other, start, CALENDAR).instant


@settings(max_examples=100, deadline=None)
@given(st.integers(2024, 2028), st.integers(1, 60))
def test_no_drift_over_tet(year, amount):
    eve = next(
        day for day in sorted(VIETNAM) if day.year == year and day.month < 3 and day > dt.date(year, 1, 15)
    )
    start = dt.datetime.combine(eve - dt.timedelta(days=3), dt.time(15, 0), ZONE)
    assert due(Unit.WORKING_DAY, amount, start, CALENDAR).instant == simulated_days(start, amount)
    assert due(Unit.ADMIN_HOUR, amount, start, CALENDAR).instant == simulated_hours(start, amount)


@settings(max_examples=200, deadline=None)
@given(STARTS, st.integers(1, 60))
def test_certain_exactly_while_every_year_is_decided(start, amount):
    found = due(Unit.WORKING_DAY, amount, start, CALENDAR)
    assert found.certain == (found.instant.year <= 2026)

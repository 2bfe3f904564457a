"""A clock that stood still is due later by exactly what did not count, in the time its rule counts in."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.regulation.calendar import ZONE
from cms.regulation.deadlines import due
from cms.regulation.suspension import put_off
from cms.regulation.vocabulary import Unit
from tests.regulation.conftest import calendar


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> dt.datetime:
    """20/11/2026 is a Friday; 24/11 is a day off."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def end(day: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, 23, 59, 59, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("unit", "before", "spans", "after"),
    [
        (
            Unit.WORKING_DAY,
            end(23),
            [(at(4), at(4, 10))],
            end(25),
        ),  # a day on which it stood still does not count
        (Unit.WORKING_DAY, end(23), [(at(4), at(5))], end(26)),
        (Unit.WORKING_DAY, end(23), [(at(7), at(8))], end(23)),  # a weekend costs nothing
        (Unit.WORKING_DAY, end(20), [(at(6), at(6, 10)), (at(9), at(9, 10))], end(25)),
        (Unit.DAY, end(18), [(at(16), at(17))], end(20)),
        (Unit.DAY, end(18), [(at(16), at(18))], end(23)),  # would end on a Saturday
        (Unit.ADMIN_HOUR, at(20, 15), [(at(20, 9), at(20, 10))], at(20, 16)),
        (Unit.ADMIN_HOUR, at(20, 15), [(at(20, 11), at(20, 14))], at(20, 16)),  # lunch costs nothing
        (Unit.ADMIN_HOUR, at(20, 15), [(at(20, 14), at(23, 8))], at(23, 9)),
        (Unit.ADMIN_HOUR, at(20, 17, 30), [(at(20, 12), at(20, 13))], at(20, 17, 30)),
        (Unit.IMMEDIATE, at(20, 10), [(at(20, 9), at(20, 9, 30))], at(20, 10, 30)),
    ],
)
def test_what_did_not_count_is_added(
    unit: Unit, before: dt.datetime, spans: list[tuple[dt.datetime, dt.datetime]], after: dt.datetime
) -> None:
    assert put_off(before, spans, unit, calendar()) == after


@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.DAY, Unit.ADMIN_HOUR, Unit.IMMEDIATE])
def test_spans_that_are_none_or_come_too_late_change_nothing(unit: Unit) -> None:
    assert put_off(end(20), [], unit, calendar()) == end(20)
    assert put_off(end(20), [(at(19), at(19))], unit, calendar()) == end(20)
    assert put_off(end(20), [(at(19, 10), at(19, 9))], unit, calendar()) == end(20)
    assert put_off(end(20), [(at(23), at(25))], unit, calendar()) == end(20)


def test_a_span_that_begins_with_the_due_instant_still_counts() -> None:
    assert put_off(at(20, 10), [(at(20, 10), at(20, 11))], Unit.IMMEDIATE, calendar()) == at(20, 11)


def test_instants_of_another_zone_are_the_same_instants() -> None:
    spans = [(at(4).astimezone(dt.UTC), at(5).astimezone(dt.UTC))]
    assert put_off(end(23).astimezone(dt.UTC), spans, Unit.WORKING_DAY, calendar()) == end(26)


STARTS = st.datetimes(dt.datetime(2026, 1, 5), dt.datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=ZONE)
)


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(2, 20), st.integers(1, 30 * 24))
def test_standing_still_for_office_time_is_that_much_more_to_count(
    start: dt.datetime, amount: int, hours: int
) -> None:
    """Counting `amount` hours of which some time did not run is counting `amount` and that time."""
    begun = start + dt.timedelta(minutes=1)
    ended = begun + dt.timedelta(hours=hours)
    before = due(Unit.ADMIN_HOUR, amount, start, calendar()).instant
    assert before is not None
    found = put_off(before, [(begun, ended)], Unit.ADMIN_HOUR, calendar())
    stood = calendar().office_time_between(begun, ended)
    ran = calendar().office_time_between(start, found)
    assert ran == dt.timedelta(hours=amount) + (stood if begun <= before else dt.timedelta())


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(0, 40))
def test_working_days_between_are_those_one_by_one(start: dt.datetime, days: int) -> None:
    first = start.date()
    last = first + dt.timedelta(days=days)
    one_by_one = sum(
        calendar().is_working_day(first + dt.timedelta(days=number)) for number in range(days + 1)
    )
    assert calendar().working_days_between(first, last) == one_by_one


def test_office_time_between_two_instants() -> None:
    hours = calendar().office_time_between
    assert hours(at(20, 9), at(20, 10)) == dt.timedelta(hours=1)
    assert hours(at(20, 7), at(20, 20)) == dt.timedelta(hours=8)
    assert hours(at(20, 11), at(23, 8)) == dt.timedelta(hours=5)
    assert hours(at(21), at(22)) == dt.timedelta()
    assert hours(at(20, 10), at(20, 9)) == dt.timedelta()

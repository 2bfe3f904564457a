"""The working calendar: days off, swaps, make-up Saturdays, office hours, years that are not decided."""

from __future__ import annotations

import datetime as dt

import pytest

from cms.regulation.calendar import ZONE, CalendarError, OfficeHours, WorkingCalendar, calendar_table
from tests.regulation.conftest import calendar

HOURS = OfficeHours.parse(["07:30-11:30", "13:30-17:30"])


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-01-02",
        "2026-02-16",
        "2026-02-20",
        "2026-04-27",
        "2026-04-30",
        "2026-05-01",
        "2026-08-31",
        "2026-09-01",
        "2026-09-02",
        "2026-11-24",
        "2026-11-21",
        "2026-11-22",
        "2025-05-02",
        "2024-04-29",
        "2024-02-14",
    ],
)
def test_days_off(day):
    assert not calendar().is_working_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-10",
        "2026-08-22",
        "2025-04-26",
        "2024-05-04",
        "2026-11-23",
        "2026-11-25",
        "2026-02-23",
        "2025-11-24",
    ],
)
def test_days_that_are_worked(day):
    assert calendar().is_working_day(dt.date.fromisoformat(day))


def test_the_table_wins_over_the_library():
    given = WorkingCalendar(HOURS, overrides={dt.date(2026, 11, 24): True, dt.date(2026, 11, 23): False})
    assert given.is_working_day(dt.date(2026, 11, 24))
    assert not given.is_working_day(dt.date(2026, 11, 23))
    assert given.is_working_day(dt.date(2026, 1, 2))


def test_a_working_week_of_six_days():
    six = WorkingCalendar(HOURS, week=range(6))
    assert six.is_working_day(dt.date(2026, 11, 21))
    assert six.working_day_after(dt.date(2026, 11, 20)) == dt.date(2026, 11, 21)


def test_a_week_without_working_days_is_refused():
    with pytest.raises(CalendarError, match="at least one working day"):
        WorkingCalendar(HOURS, week=[])


def test_counting_crosses_years():
    assert calendar().working_day_after(dt.date(2025, 12, 31)) == dt.date(2026, 1, 5)
    assert calendar().working_day_after(dt.date(2025, 12, 31), 6) == dt.date(2026, 1, 10)
    far = calendar().working_day_after(dt.date(2025, 6, 1), 500)
    days = [
        dt.date(2025, 6, 1) + dt.timedelta(days=count)
        for count in range(1, (far - dt.date(2025, 6, 1)).days + 1)
    ]
    assert sum(calendar().is_working_day(day) for day in days) == 500
    assert calendar().is_working_day(far)


def test_outside_the_calendar_is_said():
    with pytest.raises(CalendarError, match="the year 2100 is outside the calendar"):
        calendar().working_day_after(dt.date(2099, 12, 30), 30)


@pytest.mark.parametrize(
    ("first", "last", "certain"),
    [
        ("2026-11-20", "2026-12-31", True),
        ("2026-12-31", "2027-01-04", False),
        ("2022-01-01", "2022-01-10", True),
        ("2021-12-31", "2022-01-04", False),
        ("2027-05-01", "2027-05-02", False),
    ],
)
def test_a_date_over_an_undecided_year_is_uncertain(first, last, certain):
    assert calendar().is_certain(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) is certain


def test_decided_years_can_be_given():
    given = WorkingCalendar(HOURS, decided=(2027, 2027))
    assert given.is_certain(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert not given.is_certain(dt.date(2026, 12, 31), dt.date(2027, 1, 1))


def test_every_day_of_the_table_has_a_reason():
    table = calendar_table()
    assert {entry.day for entry in table.days} >= {"2026-01-02", "2026-01-10"}
    assert all(entry.reason for entry in table.days)


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        (["7:30-11:30"], "is not a span"),
        (["07:30-24:00"], "is not a span"),
        (["07:30-11:30\n"], "is not a span"),
        (["11:30-07:30"], "ends before it starts"),
        (["07:30-07:30"], "ends before it starts"),
        (["07:30-11:30", "11:00-12:00"], "begins before the span in front of it has ended"),
        (["13:30-17:30", "07:30-11:30"], "begins before the span in front of it has ended"),
        ([], "at least one span"),
    ],
)
def test_spans_that_are_no_office_hours_are_refused(spans, said):
    with pytest.raises(CalendarError, match=said):
        OfficeHours.parse(spans)


def test_spans_may_touch():
    assert OfficeHours.parse(["07:30-11:30", "11:30-15:30"]).minutes == 480
    assert HOURS.minutes == 480


def test_office_hours_change_on_their_day():
    winter = OfficeHours.parse(["08:00-12:00", "13:00-17:00"])
    summer = OfficeHours.parse(["07:00-11:00", "13:00-17:00"])
    given = WorkingCalendar(
        HOURS, later_hours=[(dt.date(2026, 12, 1), winter), (dt.date(2026, 11, 25), summer)]
    )
    assert given.hours_on(dt.date(2026, 11, 24)) == HOURS
    assert given.hours_on(dt.date(2026, 11, 25)) == summer
    assert given.hours_on(dt.date(2026, 12, 1)) == winter
    start = dt.datetime(2026, 11, 30, 16, 0, tzinfo=ZONE)
    assert given.add_office_time(start, dt.timedelta(hours=2)) == dt.datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)


def test_seconds_are_kept():
    start = dt.datetime(2026, 11, 20, 17, 29, 30, tzinfo=ZONE)
    assert calendar().add_office_time(start, dt.timedelta(hours=1)) == dt.datetime(
        2026, 11, 23, 8, 29, 30, tzinfo=ZONE
    )


def test_another_zone_is_the_same_instant():
    start = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)  # 15:00 in Vietnam
    assert calendar().add_office_time(start, dt.timedelta(hours=8)).isoformat() == "2026-11-23T15:00:00+07:00"

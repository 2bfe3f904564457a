"""When something is due: the vectors of the regulations, the units, and how starts are read."""

from __future__ import annotations

import datetime as dt

import pytest

from cms.regulation.calendar import ZONE
from cms.regulation.deadlines import due
from cms.regulation.events import EVENT_FIELDS, EventDates, as_instant
from cms.regulation.layers import tenant_finding
from cms.regulation.vocabulary import DeadlineKey, StartEvent, Unit
from tests.regulation.conftest import TODAY, calendar, regulation


def at(text: str) -> dt.datetime:
    return as_instant(dt.datetime.fromisoformat(text))


def own_rule(slug: str, key: str, start: str) -> str | None:
    given = regulation(slug)
    dates = EventDates.all_at(at(start))
    found = tenant_finding(DeadlineKey(key), [given], dates, given.around, asked_on=TODAY, targets=False)
    return found.due.isoformat() if found and found.due else None


@pytest.mark.parametrize(
    ("slug", "key", "start", "expected"),
    [
        ("quang-phu", "news_event", "2026-11-20T00:00", "2026-11-23T23:59:59+07:00"),
        ("quang-phu", "news_event", "2026-11-20T23:59:59", "2026-11-23T23:59:59+07:00"),
        ("quang-phu", "news_event", "2026-11-23", "2026-11-25T23:59:59+07:00"),
        ("quang-phu", "major_event", "2026-11-20T17:00", "2026-11-25T23:59:59+07:00"),
        ("tan-cuong", "news_event", "2026-11-20", "2026-11-26T23:59:59+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T15:00", "2026-11-23T15:00:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-23T15:00", "2026-11-25T15:00:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-21T09:00", "2026-11-23T17:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T12:00", "2026-11-23T11:30:00+07:00"),
        ("thong-nhat", "law_dissemination", "2026-11-20", "2026-12-02T23:59:59+07:00"),
        ("thanh-dong", "strategy_plan", "2026-11-20", "2026-12-07T23:59:59+07:00"),
        ("thanh-dong", "qa_answer", "2026-11-02", "2026-11-23T23:59:59+07:00"),
        ("tan-cuong", "qa_answer", "2026-11-02", "2026-11-23T23:59:59+07:00"),
        ("thong-nhat", "qa_answer", "2026-11-02", "2026-11-23T23:59:59+07:00"),
        ("thanh-dong", "qa_answer", "2026-11-10", "2026-12-02T23:59:59+07:00"),
        ("tan-cuong", "qa_answer", "2026-11-10T16:59", "2026-12-02T23:59:59+07:00"),
        ("thong-nhat", "qa_answer", "2026-11-10", "2026-12-02T23:59:59+07:00"),
        # further ones that we keep: swaps, make-up Saturdays, Tết, the seam of two years
        ("quang-phu", "news_event", "2025-12-31", "2026-01-05T23:59:59+07:00"),
        ("quang-phu", "news_event", "2026-01-09", "2026-01-10T23:59:59+07:00"),
        ("quang-phu", "news_event", "2026-08-21", "2026-08-22T23:59:59+07:00"),
        ("quang-phu", "news_event", "2026-08-28", "2026-09-03T23:59:59+07:00"),
        ("quang-phu", "major_event", "2026-02-13", "2026-02-24T23:59:59+07:00"),
        ("quang-phu", "own_document", "2026-04-24", "2026-04-28T23:59:59+07:00"),
        ("thanh-dong", "news_event", "2026-01-09T16:30", "2026-01-10T16:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T17:30", "2026-11-23T17:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T07:30", "2026-11-20T17:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T05:00", "2026-11-20T17:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-11-20T11:30", "2026-11-23T11:30:00+07:00"),
        ("thanh-dong", "news_event", "2026-02-13T17:29", "2026-02-23T17:29:00+07:00"),
        ("thanh-dong", "own_document", "2026-11-20", "2026-11-25T23:59:59+07:00"),
        ("thanh-dong", "statistics", "2026-11-20T10:00", "2026-12-07T23:59:59+07:00"),
        ("thong-nhat", "own_document", "2026-11-20", "2026-11-26T23:59:59+07:00"),
        ("thong-nhat", "other", "2026-11-20", "2026-12-07T23:59:59+07:00"),
    ],
)
def test_the_communes_own_rules(slug, key, start, expected):
    assert own_rule(slug, key, start) == expected


@pytest.mark.parametrize(
    ("slug", "key"),
    [
        ("thong-nhat", "news_event"),  # immediate: no instant of the regulation's own
        ("thong-nhat", "violation_takedown"),
        ("thong-nhat", "content_change"),  # timely
        ("thanh-dong", "introduction_contact"),  # continuous
        ("quang-phu", "other"),
        ("quang-phu", "qa_answer"),  # silent
        ("thanh-dong", "violation_takedown"),
        ("nhu-xuan", "news_event"),
        ("nhu-xuan", "other"),
    ],
)
def test_no_instant_without_a_figure(slug, key):
    assert own_rule(slug, key, "2026-11-20T09:00") is None


def test_all_deadlines_of_the_five_regulations_have_an_event_with_a_field():
    for slug in ("quang-phu", "thanh-dong", "tan-cuong", "nhu-xuan", "thong-nhat"):
        for key in DeadlineKey:
            rule = regulation(slug).deadline(key)
            if rule and rule.start:
                assert EVENT_FIELDS[rule.start]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (1, "2026-11-23"),
        (2, "2026-11-23"),
        (3, "2026-11-23"),
        (4, "2026-11-25"),
        (5, "2026-11-25"),
        (12, "2026-12-02"),
    ],
)
def test_calendar_days_do_not_end_on_a_day_off(amount, expected):
    found = due(Unit.DAY, amount, at("2026-11-20T15:00"), calendar())
    assert found.instant.isoformat() == f"{expected}T23:59:59+07:00"


def test_at_once_is_the_platforms_minutes_or_nothing():
    start = at("2026-11-21T22:50")
    assert due(Unit.IMMEDIATE, None, start, calendar()).instant is None
    assert (
        due(Unit.IMMEDIATE, None, start, calendar(), immediate_minutes=90).instant.isoformat()
        == "2026-11-22T00:20:00+07:00"
    )


@pytest.mark.parametrize("unit", [Unit.TIMELY, Unit.CONTINUOUS])
def test_what_is_only_measured_is_never_due(unit):
    assert due(unit, None, at("2026-11-20"), calendar(), immediate_minutes=60).instant is None


@pytest.mark.parametrize("amount", [None, 0, -1])
def test_a_counted_unit_needs_an_amount(amount):
    with pytest.raises(ValueError, match="needs an amount of 1 or more"):
        due(Unit.WORKING_DAY, amount, at("2026-11-20"), calendar())


def test_the_day_of_the_event_is_the_one_in_vietnam():
    late = dt.datetime(2026, 11, 19, 18, 0, tzinfo=dt.UTC)  # 01:00 on the 20th in Vietnam
    assert due(Unit.WORKING_DAY, 1, late, calendar()).instant.isoformat() == "2026-11-23T23:59:59+07:00"


def test_over_an_undecided_year_it_is_uncertain():
    assert due(Unit.WORKING_DAY, 1, at("2026-12-30"), calendar()).certain
    assert not due(Unit.WORKING_DAY, 2, at("2026-12-30"), calendar()).certain
    assert not due(Unit.WORKING_DAY, 1, at("2027-03-01"), calendar()).certain
    assert due(Unit.IMMEDIATE, None, at("2027-03-01"), calendar(), immediate_minutes=5).certain


def test_events_are_read_from_fields():
    dates = EventDates.of_fields(
        {"event_at": dt.datetime(2026, 11, 20, 9), "issued_on": dt.date(2026, 11, 19), "approved_on": None}
    )
    assert dates.begun(StartEvent.EVENT_OCCURRED).at.isoformat() == "2026-11-20T09:00:00+07:00"
    assert dates.begun(StartEvent.DOCUMENT_ISSUED).at == dt.datetime(2026, 11, 19, tzinfo=ZONE)
    assert dates.begun(StartEvent.APPROVED) is None
    assert dates.begun(None) is None
    assert dates.earliest() == dt.datetime(2026, 11, 19, tzinfo=ZONE)


def test_one_date_stands_in_for_another_and_says_so():
    dates = EventDates.of_fields({"issued_on": dt.date(2026, 11, 19)})
    signed = dates.begun(StartEvent.DOCUMENT_SIGNED)
    assert (signed.event, signed.stands_in) == (StartEvent.DOCUMENT_ISSUED, True)
    assert dates.begun(StartEvent.INFORMATION_CREATED).event is StartEvent.DOCUMENT_ISSUED
    assert dates.begun(StartEvent.EVENT_OCCURRED) is None


def test_without_dates_nothing_begins():
    assert EventDates({}).begun(StartEvent.EVENT_OCCURRED) is None
    assert EventDates({}).earliest() is None

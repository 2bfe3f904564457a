"""The screens on which a province keeps calendar and rulebook, and a portal its office hours: who is let in, errors beside their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cms.province.models import CalendarDay, DecidedYear, Recomputation, Rulebook
from cms.regulation.models import OfficeHoursPeriod
from tests.clocks.conftest import THANH_DONG, THANH_HOA
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
OfficeOf = Callable[[str], Office]


def day_form(**more: str) -> dict[str, str]:
    return {"act": "day", "ngay-day": "04/01/2027", "ngay-working": "off", "ngay-reason": "Nghỉ bù", **more}


@pytest.mark.parametrize("name", ["province_calendar", "province_rulebooks"])
def test_only_the_provinces_it_and_for_the_rulebook_the_head_come_in(office_of: OfficeOf, name: str) -> None:
    thanh_hoa = office_of(THANH_HOA)
    assert thanh_hoa.client("kythuat").get(reverse(name)).status_code == 200
    assert thanh_hoa.client("quantri").get(reverse(name)).status_code != 200
    head = thanh_hoa.client("truongban").get(reverse(name)).status_code
    assert (head == 200) is (name == "province_rulebooks")
    commune = office_of(THANH_DONG)
    for person in ("truongban", "quantri"):
        assert commune.client(person).get(reverse(name)).status_code != 200


def test_a_day_is_entered_shown_and_taken_out(office_of: OfficeOf) -> None:
    client = office_of(THANH_HOA).client("kythuat")
    address = reverse("province_calendar")

    assert client.post(address, day_form()).status_code == 302
    page = client.get(address, {"nam": "2027"}).content.decode()
    assert "04/01/2027" in page
    assert "Nghỉ bù" in page
    assert "chưa được quyết định" in page
    recomputation = Recomputation.objects.get()
    assert client.get(reverse("province_recomputation", args=[recomputation.pk])).status_code == 200

    assert client.post(address, {"act": "remove", "day": "2027-01-04"}).status_code == 302
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("sent", "form", "field"),
    [
        (day_form(**{"ngay-day": "31/02/2027"}), "day_form", "day"),
        (day_form(**{"ngay-day": ""}), "day_form", "day"),
        (day_form(**{"ngay-day": "01/01/1999"}), "day_form", "day"),
        (day_form(**{"ngay-reason": ""}), "day_form", "reason"),
        ({"act": "year", "nam-year": "", "nam-decision": "x"}, "year_form", "year"),
        ({"act": "year", "nam-year": "2026", "nam-decision": "x"}, "year_form", "year"),
        ({"act": "year", "nam-year": "2027", "nam-decision": ""}, "year_form", "decision"),
    ],
)
def test_what_is_wrong_with_a_day_or_a_year_is_said_beside_its_field(
    office_of: OfficeOf, sent: dict[str, str], form: str, field: str
) -> None:
    refused = office_of(THANH_HOA).client("kythuat").post(reverse("province_calendar"), sent)
    assert refused.status_code == 200
    assert list(refused.context[form].errors) == [field]
    assert not CalendarDay.objects.exists()
    assert not DecidedYear.objects.exists()


def test_a_rulebook_is_entered_rule_by_rule(office_of: OfficeOf) -> None:
    client = office_of(THANH_HOA).client("truongban")
    given = {
        "title": "Quy định về cổng",
        "number": "5/QĐ-UBND",
        "issued_on": "01/03/2026",
        "effective_from": "01/02/2026",
    }

    refused = client.post(reverse("province_rulebooks"), given)
    assert list(refused.context["form"].errors) == ["effective_from"]
    assert (
        client.post(reverse("province_rulebooks"), {**given, "effective_from": "01/04/2026"}).status_code
        == 302
    )
    book = Rulebook.objects.get()
    there = reverse("province_rulebook", args=[book.pk])
    led = client.post(there, {"act": "rule", "parameter": "deadlines.news_event"})
    rule = reverse("province_rule", args=[book.pk, "deadlines", "news_event"])
    assert led["Location"] == rule

    sent = {"deadlines-news_event-unit": "working_day", "deadlines-news_event-start": "event_occurred",
            "deadlines-news_event-clause": "9.2", "deadlines-news_event-provenance": "stated"}  # fmt: skip
    wrong = client.post(rule, sent)
    assert list(wrong.context["rule_form"].errors) == ["amount"]
    assert client.post(rule, {**sent, "deadlines-news_event-amount": "1"}).status_code == 302
    assert "không quá 01 ngày làm việc" in client.get(there).content.decode()
    assert client.get(rule).status_code == 200
    assert client.post(rule, {"deadlines-news_event-silent": "on"}).status_code == 302
    assert not book.rules.exists()
    assert client.get(reverse("province_rule", args=[book.pk, "roles", "items"])).status_code == 404


def hours(**more: Any) -> dict[str, Any]:
    return {"valid_from": "01/12/2026", "morning_opens": "08:00", "morning_closes": "12:00",
            "afternoon_opens": "13:00", "afternoon_closes": "17:00", **more}  # fmt: skip


def test_office_hours_with_lunch_are_set_and_taken_out(office_of: OfficeOf) -> None:
    thanh_dong = office_of(THANH_DONG)
    client, address = thanh_dong.client("quantri"), reverse("regulation_office_hours")

    assert client.post(address, hours(weekdays=["mon", "sat"])).status_code == 302
    period = OfficeHoursPeriod.objects.get(valid_from=dt.date(2026, 12, 1))
    assert (period.spans, period.weekdays) == (["08:00-12:00", "13:00-17:00"], ["mon", "sat"])
    assert "13:00-17:00" in client.get(address).content.decode()
    assert client.post(address, {"act": "remove", "key": period.pk}).status_code == 302
    assert not OfficeHoursPeriod.objects.filter(pk=period.pk).exists()
    assert thanh_dong.client("congtacvien").get(address).status_code != 200


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"valid_from": "mai"}, "valid_from"),
        ({"morning_opens": "8h"}, "morning_opens"),
        ({"morning_closes": ""}, "morning_closes"),
        ({"afternoon_closes": "12:30"}, "afternoon_closes"),
        ({"afternoon_opens": "11:00"}, "afternoon_opens"),
        (
            dict.fromkeys(["morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes"], ""),
            "morning_opens",
        ),
    ],
)
def test_hours_that_cannot_be_are_said_beside_their_field(
    office_of: OfficeOf, more: dict[str, str], field: str
) -> None:
    refused = office_of(THANH_DONG).client("quantri").post(reverse("regulation_office_hours"), hours(**more))
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == [field]

"""Schedules: an entry is internal unless it is marked as public; what is public is a table, a text to search, and a calendar."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from icalendar import Calendar
from wagtail.blocks import StructBlockValidationError

from cms.content.blocks import ScheduleEntryBlock
from cms.content.models import SchedulePage
from sites.releases.models import Release
from tests.sites.conftest import Desk, Portal, release_of

pytestmark = pytest.mark.portal_database("demo")
SECRET = "Họp kín về nhân sự"
THURSDAY = "2026-07-02"


def entry(**more: Any) -> dict[str, Any]:
    value = {
        "public": True,
        "day": THURSDAY,
        "starts": "08:00",
        "ends": "11:00",
        "weekly": False,
        "last_day": None,
        "who": "Chủ tịch Ủy ban nhân dân",
        "what": "Tiếp công dân",
        "place": "Phòng Tiếp công dân",
        **more,
    }
    return {"type": "entry", "value": value}


def schedule(desk: Desk, *entries: dict[str, Any], title: str = "Lịch tiếp dân thử") -> SchedulePage:
    page = SchedulePage(title=title, category="leader_schedule", entries=json.dumps(list(entries)))
    found: SchedulePage = desk.published(page, desk.section("gioi-thieu"))
    return found


def calendar(portal: Portal, **query: str) -> list[Any]:
    response = portal.get("/lich.ics", query)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


class TestWhatIsPublic:
    def test_marked_entries_alone_in_the_order_of_day_and_hour(self, desk: Desk, quang_phu: Portal) -> None:
        page = schedule(
            desk,
            entry(day="2026-12-02", what="Sau"),
            entry(what=SECRET, public=False),
            entry(day="2026-12-01", starts="14:00", ends=None, what="Chiều"),
            entry(day="2026-12-01", starts="07:30", what="Sáng"),
        )

        told = quang_phu.json(f"/api/v1/items/{page.item_id}/")

        assert told["type"] == "schedule"
        assert told["schedule"]["kind"]["key"] == "reception"
        assert [each["what"] for each in told["schedule"]["entries"]] == ["Sáng", "Chiều", "Sau"]
        assert told["schedule"]["entries"][1]["ends"] is None

    def test_nothing_of_an_internal_entry_leaves_the_office(self, desk: Desk, quang_phu: Portal) -> None:
        page = schedule(desk, entry(), entry(what=SECRET, who="Người ấy", place="Nơi ấy", public=False))

        release = release_of(page)
        assert release is not None
        everything = json.dumps([release.full, release.summary, release.text], ensure_ascii=False)
        for word in (SECRET, "Người ấy", "Nơi ấy"):
            assert word not in everything
        assert SECRET.encode() not in quang_phu.get("/lich.ics").content

    def test_it_can_be_found_by_its_words(self, desk: Desk) -> None:
        release = release_of(schedule(desk, entry(place="Nhà văn hóa thôn Đoài")))
        assert release is not None
        assert "Nhà văn hóa thôn Đoài" in release.text

    def test_other_items_have_none(self, desk: Desk, quang_phu: Portal) -> None:
        page = desk.article("Tin thường")
        assert quang_phu.json(f"/api/v1/items/{page.item_id}/")["schedule"] is None


class TestCalendar:
    def test_an_entry_is_an_event_in_vietnams_time(self, desk: Desk, quang_phu: Portal) -> None:
        page = schedule(desk, entry())

        (event,) = calendar(quang_phu, item=str(page.item_id))

        assert event["SUMMARY"] == "Tiếp công dân"
        assert event.decoded("DTSTART").isoformat() == "2026-07-02T08:00:00+07:00"
        assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(hours=3)
        assert event["LOCATION"] == "Phòng Tiếp công dân"
        assert str(event["URL"]).startswith(f"http://{quang_phu.host}")
        assert "RRULE" not in event

    def test_what_is_repeated_says_until_when(self, desk: Desk, quang_phu: Portal) -> None:
        page = schedule(desk, entry(weekly=True), entry(weekly=True, last_day="2026-12-31", day="2026-07-03"))
        for_ever, until = calendar(quang_phu, item=str(page.item_id))
        assert for_ever["RRULE"] == {"FREQ": ["WEEKLY"]}
        assert until["RRULE"]["UNTIL"][0] == dt.datetime(2026, 12, 31, 16, 59, tzinfo=dt.UTC)

    def test_all_schedules_of_the_portal_and_of_no_other(
        self, desk: Desk, quang_phu: Portal, thanh_hoa: Portal
    ) -> None:
        schedule(desk, entry(what="Việc của phường"))
        schedule(desk, entry(what="Việc khác của phường"), title="Lịch khác")
        told = {str(event["SUMMARY"]) for event in calendar(quang_phu)}
        assert {"Việc của phường", "Việc khác của phường"} <= told
        assert not told & {str(event["SUMMARY"]) for event in calendar(thanh_hoa)} - {"Tiếp công dân"}

    def test_an_event_keeps_its_key_when_the_schedule_is_published_again(
        self, desk: Desk, quang_phu: Portal
    ) -> None:
        page = schedule(desk, entry())
        before = calendar(quang_phu, item=str(page.item_id))[0]["UID"]
        page.summary = "Có thay đổi"
        desk.published(page)
        assert calendar(quang_phu, item=str(page.item_id))[0]["UID"] == before

    def test_what_is_withdrawn_is_in_it_no_more(self, desk: Desk, quang_phu: Portal) -> None:
        page = schedule(desk, entry(what="Việc đã gỡ"))
        page.unpublish()
        assert not Release.objects.filter(item_id=page.item_id).exists()
        assert calendar(quang_phu, item=str(page.item_id)) == []

    def test_it_is_not_sent_again_while_nothing_changed_and_refuses_what_it_does_not_know(
        self, desk: Desk, quang_phu: Portal
    ) -> None:
        schedule(desk, entry())
        tag = quang_phu.get("/lich.ics")["ETag"]
        assert quang_phu.get("/lich.ics", if_none_match=tag).status_code == 304
        assert quang_phu.get("/lich.ics", {"item": "x"}).status_code == 400
        assert quang_phu.get("/lich.ics", {"colour": "red"}).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": "07:00"}, "ends"),
        ({"last_day": "2026-12-31"}, "last_day"),
        ({"weekly": True, "last_day": "2026-07-01"}, "last_day"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(wrong: dict[str, Any], field: str) -> None:
    block = ScheduleEntryBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(entry(**wrong)["value"]))
    assert list(refusal.value.block_errors) == [field]
    block.clean(block.to_python(entry()["value"]))

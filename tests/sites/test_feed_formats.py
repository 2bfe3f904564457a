"""RSS, JSON Feed, and the open data of legal documents."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from cms.province.models import Timeliness
from sites.feeds.open_data import COLUMNS, DEADLINE_COLUMNS
from tenants.calendar_day import today
from tests.sites.conftest import THANH_DONG, Desk, Portal

BYTE_ORDER_MARK = "\ufeff"

pytestmark = pytest.mark.portal_database("demo")


def whole(response: Any) -> bytes:
    """All bytes of an answer, streamed or not."""
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def rss_items(portal: Portal, **query: str) -> list[ElementTree.Element]:
    """The items of the RSS feed."""
    return list(ElementTree.fromstring(whole(portal.get("/feed.rss", query))).iter("item"))


def test_every_format_tells_the_same_entries(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Hội <xuân> & tết", summary="Có “múa lân”.", lead_image=desk.image())

    told = json.loads(whole(quang_phu.get("/feed.json")))
    rss = rss_items(quang_phu)

    first = told["items"][0]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{told['home_page_url']}feed.json"
    assert first["id"] == rss[0].findtext("guid") == f"urn:uuid:{page.item_id}"
    assert first["title"] == rss[0].findtext("title") == "Hội <xuân> & tết"
    assert first["content_text"] == rss[0].findtext("description") == "Có “múa lân”."
    assert first["url"] == rss[0].findtext("link")
    assert first["image"].startswith(told["home_page_url"] + "media/")
    assert [item["id"] for item in told["items"]] == [item.findtext("guid") for item in rss]
    published = parsedate_to_datetime(rss[0].findtext("pubDate") or "")
    assert published.isoformat() == first["date_published"]


def test_a_feed_is_narrowed_and_refuses_what_it_does_not_know(desk: Desk, quang_phu: Portal) -> None:
    desk.article("Tin văn bản", category="documents", section="van-ban")
    assert "Tin văn bản" in {item.findtext("title") for item in rss_items(quang_phu, category="documents")}
    assert "Tin văn bản" not in {item.findtext("title") for item in rss_items(quang_phu, category="news")}
    for path in ("/feed.rss", "/feed.json", "/feed.atom"):
        assert quang_phu.get(path, {"colour": "red"}).status_code == 400


def test_a_feed_is_not_sent_again_while_nothing_changed(desk: Desk, quang_phu: Portal) -> None:
    for path in ("/feed.rss", "/feed.json"):
        tag = quang_phu.get(path)["ETag"]
        assert quang_phu.get(path, if_none_match=tag).status_code == 304


def test_all_documents_can_be_taken_along(desk: Desk, quang_phu: Portal) -> None:
    desk.document("905/QĐ-UBND", desk.attachment(), abstract='Về "giá đất", quý I')
    response = quang_phu.get("/du-lieu-mo/van-ban.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = whole(response).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    told = json.loads(whole(quang_phu.get("/du-lieu-mo/van-ban.json")))["documents"]

    assert text.startswith(BYTE_ORDER_MARK)
    assert tuple(rows[0]) == COLUMNS
    assert [row["number"] for row in rows] == [each["number"] for each in told]
    mine = next(row for row in rows if row["number"] == "905/QĐ-UBND")
    assert mine["abstract"] == 'Về "giá đất", quý I'
    assert mine["files"].startswith(f"http://{quang_phu.host}")
    assert len(rows) == len(quang_phu.json("/api/v1/items/", type="document", page_size=100)["items"])


def test_how_deadlines_are_kept_can_be_taken_along(
    quang_phu: Portal, portals: Callable[[str], Portal]
) -> None:
    kept = {"tenant_id": quang_phu.tenant.pk, "key": "news", "layer": "tenant", "clause": "7.3a"}
    Timeliness.objects.create(**kept, month=date(2026, 10, 1), category="news", met=7, met_late=1)
    Timeliness.objects.create(**kept, month=date(2026, 11, 1), category="news", met=4, overdue=2, soon=3)

    text = whole(quang_phu.get("/du-lieu-mo/thoi-han.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    told = json.loads(whole(quang_phu.get("/du-lieu-mo/thoi-han.json")))

    assert tuple(rows[0]) == DEADLINE_COLUMNS == tuple(told["columns"])
    mine = [row for row in rows if row["month"] in {"2026-10", "2026-11"} and row["clause"] == "7.3a"]
    assert [(row["month"], row["met"], row["overdue"]) for row in mine][:1] == [("2026-11", "4", "2")]
    assert mine[0]["category_label"] != "news"
    assert len(told["deadlines"]) == len(rows)
    others = json.loads(whole(portals(THANH_DONG).get("/du-lieu-mo/thoi-han.json")))["deadlines"]
    assert not [row for row in others if row["clause"] == "7.3a"]
    assert quang_phu.get("/du-lieu-mo/thoi-han.csv", {"colour": "red"}).status_code == 400


def test_the_portal_says_how_many_were_kept_and_never_rounds_up(quang_phu: Portal) -> None:
    Timeliness.objects.filter(tenant=quang_phu.tenant).delete()
    assert quang_phu.json("/api/v1/portal/")["deadlines"] is None
    month = today().replace(day=1)
    counts = {"tenant": quang_phu.tenant, "key": "news", "layer": "tenant", "clause": "7.3a"}
    Timeliness.objects.create(**counts, month=month, category="news", met=1999, overdue=1, soon=5)
    Timeliness.objects.create(**counts, month=month, category="", met_late=50)
    Timeliness.objects.create(**counts, month=date(2020, 1, 1), category="news", met_late=50)

    said = quang_phu.json("/api/v1/portal/")["deadlines"]

    assert (said["timely"], said["total"], said["percent"]) == (1999, 2000, 99.9)
    assert said["from"] == month.isoformat()
    assert quang_phu.get(said["url"].partition("localhost")[2].lstrip(":0123456789")).status_code == 200


def test_no_cell_is_a_formula(desk: Desk, quang_phu: Portal) -> None:
    desk.document("906/QĐ-UBND", abstract='=HYPERLINK("http://evil.test")')
    rows = list(csv.DictReader(io.StringIO(whole(quang_phu.get("/du-lieu-mo/van-ban.csv")).decode()[1:])))
    mine = next(row for row in rows if row["number"] == "906/QĐ-UBND")
    assert mine["abstract"].startswith("'=")


def test_a_withdrawn_document_is_in_no_export(desk: Desk, quang_phu: Portal) -> None:
    desk.document("907/QĐ-UBND").unpublish()
    assert b"907/Q" not in whole(quang_phu.get("/du-lieu-mo/van-ban.csv"))

"""RSS, JSON Feed, and the open data of legal documents."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from sites.feeds.open_data import BYTE_ORDER_MARK, COLUMNS
from tests.sites.conftest import Desk, Portal

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


def test_no_cell_is_a_formula(desk: Desk, quang_phu: Portal) -> None:
    desk.document("906/QĐ-UBND", abstract='=HYPERLINK("http://evil.test")')
    rows = list(csv.DictReader(io.StringIO(whole(quang_phu.get("/du-lieu-mo/van-ban.csv")).decode()[1:])))
    mine = next(row for row in rows if row["number"] == "906/QĐ-UBND")
    assert mine["abstract"].startswith("'=")


def test_a_withdrawn_document_is_in_no_export(desk: Desk, quang_phu: Portal) -> None:
    desk.document("907/QĐ-UBND").unpublish()
    assert b"907/Q" not in whole(quang_phu.get("/du-lieu-mo/van-ban.csv"))

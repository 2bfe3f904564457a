"""Feed, site map, files and health on the public origin."""

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from PIL import Image

from sites.feeds import sitemap
from sites.releases.models import Change, Release
from tests.sites.conftest import NHU_XUAN, Desk, Portal, release_of

pytestmark = pytest.mark.portal_database("demo")

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(response: Any) -> ElementTree.Element:
    """An answer's XML."""
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def body(response: Any) -> bytes:
    """All bytes of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_feed_tells_what_is_new_with_absolute_addresses(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Hội <xuân> & tết", summary="Có “múa lân”.")

    feed = xml(quang_phu.get("/feed.atom"))
    first = feed.findall(f"{ATOM}entry")[0]

    assert first.findtext(f"{ATOM}id") == f"urn:uuid:{page.item_id}"
    assert first.findtext(f"{ATOM}title") == "Hội <xuân> & tết"
    assert first.findtext(f"{ATOM}summary") == "Có “múa lân”."
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").startswith(f"http://{quang_phu.host}")
    assert feed.findtext(f"{ATOM}title") == "Trang thông tin điện tử phường Quảng Phú"


def test_a_feed_of_a_category_or_section_holds_only_that(desk: Desk, quang_phu: Portal) -> None:
    desk.article("Tin văn bản", category="documents", section="van-ban")
    section = release_of(desk.section("van-ban"))
    assert section is not None

    for query in ({"category": "documents"}, {"section": str(section.item_id)}):
        feed = xml(quang_phu.get("/feed.atom", query))
        links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert "Tin văn bản" in titles
        assert any("category=" in link or "section=" in link for link in links)
    assert "Tin văn bản" not in xml_titles(quang_phu.get("/feed.atom", {"category": "news"}))


def xml_titles(response: Any) -> list[str | None]:
    """The titles of a feed's entries."""
    return [entry.findtext(f"{ATOM}title") for entry in xml(response).iter(f"{ATOM}entry")]


def test_the_feed_is_not_sent_again_while_nothing_changed(desk: Desk, quang_phu: Portal) -> None:
    first = quang_phu.get("/feed.atom")
    assert quang_phu.get("/feed.atom", if_none_match=first["ETag"]).status_code == 304

    desk.article("Mới")
    assert quang_phu.get("/feed.atom", if_none_match=first["ETag"]).status_code == 200


def test_the_site_map_names_exactly_the_public_pages(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Vừa gỡ")
    page.unpublish()

    found = {each.text for each in xml(quang_phu.get("/sitemap.xml")).iter(f"{MAP}loc")}

    origin = f"http://{quang_phu.host}"
    public = Release.objects.of(desk.tenant.pk).items().values_list("path", flat=True)
    assert {address.split(quang_phu.host)[1].split("/", 1)[1] for address in found if address} == {
        path.lstrip("/") for path in public
    }
    assert all(address and address.startswith(origin) for address in found)


def test_a_large_site_map_is_an_index_of_parts(
    desk: Desk, quang_phu: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {each.text for each in xml(quang_phu.get("/sitemap.xml")).iter(f"{MAP}loc")}
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 7)

    index = [each.text or "" for each in xml(quang_phu.get("/sitemap.xml")).iter(f"{MAP}loc")]
    parts = [xml(quang_phu.get(f"/sitemap.xml?{address.split('?')[1]}")) for address in index]

    addresses = [each.text for part in parts for each in part.iter(f"{MAP}loc")]
    assert len(index) == -(-len(whole) // 7)
    assert len(addresses) == len(whole)
    assert set(addresses) == whole
    assert quang_phu.get("/sitemap.xml", {"part": len(index) + 1}).status_code == 404


def test_robots_are_led_to_the_map(quang_phu: Portal) -> None:
    assert f"Sitemap: http://{quang_phu.host}" in quang_phu.get("/robots.txt").content.decode()


def test_every_picture_of_an_item_is_served_as_the_item_says(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Có ảnh", lead_image=desk.image(size=(1600, 900)))
    image = release_of(page).summary["image"]  # type: ignore[union-attr]

    assert [source["type"] for source in image["sources"]] == ["image/webp", "image/jpeg"]
    for source in image["sources"]:
        for each in source["srcset"]:
            response = quang_phu.get(each["src"])
            assert response["Content-Type"] == source["type"]
            assert Image.open(io.BytesIO(body(response))).width == each["width"]
    assert (image["width"], image["height"], image["alt"]) == (1280, 720, "Một màu navy")


def test_a_file_is_sent_with_its_name_and_can_do_nothing(desk: Desk, quang_phu: Portal) -> None:
    document = desk.document("15/QĐ-UBND", desk.attachment("Quyết định 15.pdf"))
    file = release_of(document).full["files"][0]  # type: ignore[union-attr]

    response = quang_phu.get(file["href"])

    assert body(response) == b"%PDF-1.7 one"
    assert file["size"] == len(b"%PDF-1.7 one")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline;")
    assert "must-revalidate" in response["Cache-Control"]
    assert quang_phu.get(file["href"], if_none_match=response["ETag"]).status_code == 304


def test_what_a_browser_could_run_is_saved_instead(desk: Desk, quang_phu: Portal) -> None:
    document = desk.document("16/QĐ-UBND", desk.attachment("bang.zip", b"PK zip"))
    file = release_of(document).full["files"][0]  # type: ignore[union-attr]

    assert quang_phu.get(file["href"])["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("wanted", "status", "sent", "content_range"),
    [
        ("bytes=0-3", 206, b"%PDF", "bytes 0-3/12"),
        ("bytes=9-", 206, b"one", "bytes 9-11/12"),
        ("bytes=-3", 206, b"one", "bytes 9-11/12"),
        ("bytes=5-99", 206, b"1.7 one", "bytes 5-11/12"),
        ("bytes=12-", 416, b"", "bytes */12"),
        ("bytes=-0", 416, b"", "bytes */12"),
        ("bytes=3-1", 416, b"", "bytes */12"),
        ("bytes=0-1,3-4", 200, b"%PDF-1.7 one", None),
        ("chars=0-1", 200, b"%PDF-1.7 one", None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(
    wanted: str, status: int, sent: bytes, content_range: str | None, desk: Desk, quang_phu: Portal
) -> None:
    document = desk.document("15/QĐ-UBND", desk.attachment())
    href = release_of(document).full["files"][0]["href"]  # type: ignore[union-attr]

    response = quang_phu.get(href, range=wanted)

    assert (response.status_code, body(response), response.get("Content-Range")) == (
        status,
        sent,
        content_range,
    )
    stale = quang_phu.get(href, range=wanted, if_range='"older"')
    assert stale.status_code == 200


def test_a_file_of_a_withdrawn_item_is_refused_while_its_bytes_are_still_there(
    desk: Desk, quang_phu: Portal
) -> None:
    page = desk.article("Gỡ ảnh", lead_image=desk.image())
    src = release_of(page).summary["image"]["src"]  # type: ignore[union-attr]
    etag = quang_phu.get(src)["ETag"]

    page.unpublish()

    assert quang_phu.get(src).status_code == 404
    assert quang_phu.get(src, if_none_match=etag).status_code == 404


def test_a_file_of_an_item_past_its_time_is_refused(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Hết hạn", lead_image=desk.image())
    src = release_of(page).summary["image"]["src"]  # type: ignore[union-attr]
    Release.objects.filter(item_id=page.item_id).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert quang_phu.get(src).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "ab/cd/" + "0" * 64 + ".webp",
        "%2e%2e/%2e%2e/x",
        "ab/cd/short.webp",
        "00/00/" + "a" * 64 + ".webp",
        "",
    ],
)
def test_what_is_no_public_file_is_not_found(path: str, quang_phu: Portal) -> None:
    assert quang_phu.get(f"/media/{path}").status_code == 404


def test_health_answers_on_any_host_and_says_how_far_the_feed_is(quang_phu: Portal) -> None:
    report = quang_phu.client.get("/health/", headers={"host": "10.0.0.7"}).json()

    assert report["status"] == "ok"
    assert report["changes"]["waiting"] == 0


def test_health_fails_when_changes_wait_too_long(desk: Desk, quang_phu: Portal) -> None:
    waiting = Change.objects.order_by("-id").first()
    assert waiting is not None
    Change.objects.filter(pk=waiting.pk).update(position=None, at=timezone.now() - timedelta(minutes=5))

    response = quang_phu.get("/health/")

    assert (response.status_code, response.json()["status"]) == (503, "error")


def test_health_fails_when_the_database_does_not_answer(
    quang_phu: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(**kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("sites.feeds.health.changes.state", down)

    assert quang_phu.get("/health/").status_code == 503


def test_an_archives_feed_and_map_stay(portals: Callable[[str], Portal]) -> None:
    archive = portals(NHU_XUAN)

    assert xml_titles(archive.get("/feed.atom"))
    assert len(list(xml(archive.get("/sitemap.xml")).iter(f"{MAP}loc"))) > 5

"""Lists: filters that hold together, orders, members, batches, and what is refused."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest

from sites.releases.models import Release
from tests.sites.conftest import Desk, Portal

pytestmark = pytest.mark.portal_database("demo")


def numbers(portal: Portal, **query: Any) -> list[str]:
    """Numbers of the documents listed."""
    response = portal.get("/api/v1/items/", {"type": "document", "page_size": 100, **query})
    assert response.status_code == 200, response.content[:300]
    return [item["document"]["number"] for item in response.json()["items"]]


@pytest.fixture
def documents(desk: Desk) -> Desk:
    """Three documents that differ in everything that can be asked for."""
    desk.document(
        "901/QĐ-UBND", issued_on=date(2024, 5, 1), status="expired", issuing_body="Ủy ban nhân dân phường"
    )
    desk.document(
        "902/KH-UBND", kind="ke-hoach", issued_on=date(2025, 6, 2), issuing_body="Hội đồng nhân dân phường"
    )
    desk.document("903/QĐ-UBND", issued_on=date(2026, 7, 3), issuing_body="Ủy ban nhân dân phường")
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"number": "902/KH-UBND"}, {"902/KH-UBND"}),
        ({"number": "902 / kh-ubnd"}, {"902/KH-UBND"}),
        ({"number": "902"}, set()),
        ({"kind": "ke-hoach"}, {"902/KH-UBND"}),
        ({"kind": "ke-hoach,quyet-dinh", "year": "2024"}, {"901/QĐ-UBND"}),
        ({"issuer": "hội đồng nhân dân phường"}, {"902/KH-UBND"}),
        ({"status": "expired"}, {"901/QĐ-UBND"}),
        ({"issued_from": "2025-06-02", "issued_to": "2026-07-03"}, {"902/KH-UBND", "903/QĐ-UBND"}),
        ({"issued_from": "2025-06-03", "issued_to": "2026-07-02"}, set()),
        ({"issuer": "Ủy ban nhân dân phường", "year": "2026", "status": "in_force"}, {"903/QĐ-UBND"}),
    ],
)
def test_documents_are_found_by_what_stands_on_them(
    documents: Desk, quang_phu: Portal, query: dict[str, str], found: set[str]
) -> None:
    made = {"901/QĐ-UBND", "902/KH-UBND", "903/QĐ-UBND"}
    assert set(numbers(quang_phu, **query)) & made == found


def test_an_order_is_kept_over_all_pages(documents: Desk, quang_phu: Portal) -> None:
    expected = list(
        Release.objects.of(documents.tenant.pk)
        .filter(type="document", language="vi", issued_on__isnull=False)
        .order_by("issued_on", "id")
        .values_list("facets__number", flat=True)
    )
    read: list[str] = []
    answer = quang_phu.json("/api/v1/items/", type="document", sort="issued_on", page_size=2)
    while True:
        read += [item["document"]["number"] for item in answer["items"]]
        if answer["next"] is None:
            break
        parts = urlsplit(answer["next"])
        answer = quang_phu.json(parts.path, **dict(parse_qsl(parts.query)))
    assert read == expected
    assert numbers(quang_phu, sort="-issued_on") == expected[::-1]


def test_what_was_changed_last_comes_first_where_that_is_asked(desk: Desk, quang_phu: Portal) -> None:
    first, second = desk.article("Bài thứ nhất"), desk.article("Bài thứ hai")
    Release.objects.filter(item_id=first.item_id).update(updated_at="2999-01-01T00:00:00Z")
    Release.objects.filter(item_id=second.item_id).update(updated_at="2998-01-01T00:00:00Z")
    assert quang_phu.listed(type="article", sort="-updated_at")[:2] == ["Bài thứ nhất", "Bài thứ hai"]
    assert quang_phu.listed(type="article", sort="updated_at")[-2:] == ["Bài thứ hai", "Bài thứ nhất"]


def test_items_without_the_date_of_the_order_are_left_out(desk: Desk, quang_phu: Portal) -> None:
    desk.article("Không có ngày ban hành")
    assert "Không có ngày ban hành" not in quang_phu.listed(sort="issued_on")


def test_chosen_members_come_alone_and_with_the_key(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Có chọn lọc")
    item = quang_phu.json("/api/v1/items/", ids=str(page.item_id), fields="title,url")["items"][0]
    full = quang_phu.json(f"/api/v1/items/{page.item_id}/", fields="body,title")
    whole = quang_phu.json(f"/api/v1/items/{page.item_id}/")
    assert item == {name: whole[name] for name in ("id", "title", "url")}
    assert full == {name: whole[name] for name in ("id", "title", "body")}


def test_many_items_are_asked_for_at_once(desk: Desk, quang_phu: Portal, hai_phong: Portal) -> None:
    pages = [desk.article(f"Một trong nhiều {number}") for number in range(3)]
    foreign = hai_phong.json("/api/v1/items/", page_size=1)["items"][0]["id"]
    keys = [str(page.item_id) for page in pages]
    asked = ",".join([*keys, str(uuid4()), foreign])
    assert {item["id"] for item in quang_phu.json("/api/v1/items/", ids=asked)["items"]} == set(keys)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"ids": ",".join(str(uuid4()) for _number in range(101))}, "ids"),
        ({"ids": "1,2"}, "ids"),
        ({"from": "2026-02-01", "to": "2026-01-31"}, "to"),
        ({"from": "1950-01-01", "to": "2026-01-31"}, "to"),
        ({"issued_from": "2026-02-01", "issued_to": "2025-01-31"}, "issued_to"),
        ({"sort": "title"}, "sort"),
        ({"fields": "title,secret"}, "fields"),
        ({"number": "9" * 101}, "number"),
        ({"year": "26"}, "year"),
        ({"kind": "luat"}, "kind"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(
    quang_phu: Portal, query: dict[str, str], parameter: str
) -> None:
    problem = quang_phu.json("/api/v1/items/", 400, **query)
    assert problem["parameter"] == parameter
    assert problem["allowed"]


def test_a_cursor_of_another_order_is_refused(desk: Desk, quang_phu: Portal) -> None:
    for number in range(3):
        desk.article(f"Bài {number}")
    following = quang_phu.json("/api/v1/items/", type="article", page_size=1)["next"]
    cursor = dict(parse_qsl(urlsplit(following).query))["cursor"]
    refused = quang_phu.json("/api/v1/items/", 400, type="article", sort="published_at", cursor=cursor)
    assert refused["parameter"] == "cursor"


def test_the_first_page_is_told_in_one_call(desk: Desk, quang_phu: Portal, thanh_hoa: Portal) -> None:
    page = desk.article("Lên trang đầu")
    desk.document("904/QĐ-UBND")
    front = quang_phu.json("/api/v1/front/")
    assert front["articles"][0]["id"] == str(page.item_id)
    assert front["documents"][0]["document"]["number"] == "904/QĐ-UBND"
    assert front["shared"] == []

    above = thanh_hoa.json("/api/v1/front/")
    assert str(page.item_id) in {item["id"] for item in above["shared"]}
    assert {item["source"]["code"] for item in above["articles"]} == {"38"}
    assert "38" not in {item["source"]["code"] for item in above["shared"]}


def test_a_withdrawn_item_changes_the_tag_of_the_list(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Sẽ gỡ")
    tag = quang_phu.get("/api/v1/items/")["ETag"]
    assert quang_phu.get("/api/v1/items/", if_none_match=tag).status_code == 304
    page.unpublish()
    assert quang_phu.get("/api/v1/items/", if_none_match=tag).status_code == 200

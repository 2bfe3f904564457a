"""The calls of the API, on the demo, as the reader's role: what it may not read it cannot show."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from sites.api import schemas
from tests.sites.conftest import NHU_XUAN, QUANG_PHU, THANH_HOA, Portal

pytestmark = pytest.mark.portal_database("demo", role="reader")

CALLS = ("", "portal/", "items/", "sections/", "regulation/", "changes/")


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Checks answers against the document's own shapes."""
    return Draft202012Validator({**schema, "components": {"schemas": schemas.COMPONENTS}})


def pages_of(portal: Portal, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list, followed by `next`."""
    answer = portal.json("/api/v1/items/", **query)
    while True:
        yield answer["items"]
        if answer["next"] is None:
            return
        parts = urlsplit(answer["next"])
        assert parts.netloc.startswith(portal.host)
        answer = portal.json(parts.path, **dict(parse_qsl(parts.query)))


@pytest.mark.parametrize("call", CALLS)
def test_every_call_answers_as_the_document_says(call: str, quang_phu: Portal) -> None:
    answers = {"": schemas.ROOT, "portal/": schemas.PORTAL, "items/": schemas.ITEM_LIST, "sections/": schemas.SECTIONS,
               "regulation/": schemas.REGULATION, "changes/": schemas.CHANGES}  # fmt: skip

    validator(answers[call][200, "application/json"]).validate(quang_phu.json(f"/api/v1/{call}"))


def test_every_item_of_the_demo_is_what_the_document_says(portals: Callable[[str], Portal]) -> None:
    check = validator(schemas.ITEM[200, "application/json"])
    seen = set()
    for code in (QUANG_PHU, THANH_HOA, NHU_XUAN):
        portal = portals(code)
        for page in pages_of(portal, page_size=50):
            for summary in page:
                item = portal.json(f"/api/v1/items/{summary['id']}/")
                check.validate(item)
                assert {name: item[name] for name in summary} == summary
                seen.add(item["type"])

    assert seen == {"home", "section", "article", "document", "page", "contacts", "schedule"}


def test_a_page_of_the_list_costs_two_queries_however_long(quang_phu: Portal) -> None:
    quang_phu.json("/api/v1/items/")

    with CaptureQueriesContext(connections["reader"]) as queries:
        quang_phu.json("/api/v1/items/", page_size=50)

    # The tests' one database makes the request's transaction a savepoint; the reader's process opens none.
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len([query for query in asked if "releases_release" in query]) == 2
    assert len(asked) <= 2, asked  # and perhaps one that asks whether the registry has changed


def test_no_call_touches_a_tenants_schema(quang_phu: Portal, thanh_hoa: Portal) -> None:
    with CaptureQueriesContext(connection) as queries:
        for call in CALLS:
            quang_phu.json(f"/api/v1/{call}")
        thanh_hoa.json("/api/v1/communes/")
        thanh_hoa.json("/api/v1/items/", scope="province")

    assert connection.settings_dict["USER"] == "portal_reader"
    assert not [query["sql"] for query in queries if "t_16522" in query["sql"] or "wagtail" in query["sql"]]


def test_items_come_newest_first_and_pages_neither_skip_nor_double(thanh_hoa: Portal) -> None:
    everything = [item for page in pages_of(thanh_hoa, scope="province", page_size=100) for item in page]
    by_threes = [item for page in pages_of(thanh_hoa, scope="province", page_size=3) for item in page]

    assert len({item["id"] for item in everything}) == len(everything) > 20
    assert [item["id"] for item in by_threes] == [item["id"] for item in everything]
    moments = [item["published_at"] for item in everything]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"type": "document"}, lambda item: item["type"] == "document" and item["document"]["number"]),
        ({"type": "article,document"}, lambda item: item["type"] in {"article", "document"}),
        ({"category": "news"}, lambda item: item["category"]["key"] == "news"),
        ({"category": "news,documents"}, lambda item: item["category"]["key"] in {"news", "documents"}),
        ({"field": "culture"}, lambda item: item["field"]["key"] == "culture"),
        ({"language": "vi"}, lambda item: item["language"] == "vi"),
    ],
)
def test_filters_keep_what_they_say(
    query: dict[str, str], holds: Callable[[Any], Any], quang_phu: Portal
) -> None:
    everything = quang_phu.json("/api/v1/items/", page_size=100)["items"]
    items = quang_phu.json("/api/v1/items/", page_size=100, **query)["items"]

    assert all(holds(item) for item in items)
    expected = [item["id"] for item in everything if _safely(holds, item)]
    assert [item["id"] for item in items] == expected


def _safely(holds: Callable[[Any], Any], item: Any) -> bool:
    try:
        return bool(holds(item))
    except TypeError:  # an item without category or field
        return False


def test_a_section_holds_what_stands_in_it_and_below(quang_phu: Portal) -> None:
    sections = quang_phu.json("/api/v1/sections/")["sections"]
    news = next(section for section in sections if section["children"])

    items = quang_phu.json("/api/v1/items/", section=news["id"], page_size=100)["items"]

    assert {item["path"].startswith(news["path"]) for item in items} == {True}
    assert {item["section"]["id"] for item in items if item["section"]} >= {news["children"][0]["id"]}


def test_from_and_to_bound_the_first_publication(quang_phu: Portal) -> None:
    everything = quang_phu.json("/api/v1/items/", page_size=100)["items"]
    day = everything[len(everything) // 2]["published_at"][:10]

    later = quang_phu.json("/api/v1/items/", page_size=100, **{"from": day})["items"]
    earlier = quang_phu.json("/api/v1/items/", page_size=100, to=day)["items"]
    that_day = quang_phu.json("/api/v1/items/", page_size=100, **{"from": day, "to": day})["items"]

    assert [item["id"] for item in later] == [
        item["id"] for item in everything if item["published_at"][:10] >= day
    ]
    assert [item["id"] for item in earlier] == [
        item["id"] for item in everything if item["published_at"][:10] <= day
    ]
    assert {item["published_at"][:10] for item in that_day} == {day}


def test_a_cursor_of_another_list_is_refused(quang_phu: Portal) -> None:
    following = quang_phu.json("/api/v1/items/", page_size=1)["next"]
    cursor = dict(parse_qsl(urlsplit(following).query))["cursor"]

    assert quang_phu.json("/api/v1/items/", page_size=3, cursor=cursor)["items"]
    problem = quang_phu.json("/api/v1/items/", 400, type="document", cursor=cursor)
    assert problem["parameter"] == "cursor"


@pytest.mark.parametrize(
    "call", ["portal/", "items/", "sections/", "regulation/", "items/{id}/", "resolve/?path=/"]
)
def test_what_the_client_has_is_not_sent_again(call: str, quang_phu: Portal) -> None:
    call = call.format(id=quang_phu.json("/api/v1/items/")["items"][0]["id"])
    first = quang_phu.get(f"/api/v1/{call}")

    again = quang_phu.get(f"/api/v1/{call}", if_none_match=first["ETag"])
    other = quang_phu.get(f"/api/v1/{call}", if_none_match='"another"')

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "no-cache"
    assert "Accept-Encoding" in first["Vary"]


def test_an_item_knows_when_it_last_changed(quang_phu: Portal) -> None:
    address = f"/api/v1/items/{quang_phu.json('/api/v1/items/')['items'][0]['id']}/"
    first = quang_phu.get(address)

    assert quang_phu.get(address, if_modified_since=first["Last-Modified"]).status_code == 304
    assert quang_phu.get(address, if_modified_since="Wed, 01 Jan 2020 00:00:00 GMT").status_code == 200


def test_head_answers_without_a_body(quang_phu: Portal) -> None:
    response = quang_phu.client.head("/api/v1/portal/", headers={"host": quang_phu.host})

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"]


def test_pages_of_other_origins_may_read(quang_phu: Portal) -> None:
    answer = quang_phu.get("/api/v1/items/", origin="https://example.org")
    asked = quang_phu.client.options(
        "/api/v1/items/", headers={"host": quang_phu.host, "origin": "https://example.org"}
    )
    problem = quang_phu.get("/api/v1/items/", {"x": "1"}, origin="https://example.org")

    assert answer["Access-Control-Allow-Origin"] == asked["Access-Control-Allow-Origin"] == "*"
    assert problem["Access-Control-Allow-Origin"] == "*"
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("path", ["/tin-tuc", "/TIN-TUC/", "/tin-tuc/?x=1"])
def test_a_path_in_another_spelling_leads_to_the_right_one(path: str, quang_phu: Portal) -> None:
    answer = quang_phu.resolve(path)

    assert answer.get("redirect", {}).get("location") == "/tin-tuc/" or answer["item"]["path"] == "/tin-tuc/"


def test_nothing_at_a_path_is_said_as_a_problem(quang_phu: Portal) -> None:
    problem = quang_phu.resolve("/khong-co/", 404)

    assert problem["type"] == "urn:cong-xa:problem:not-found"


def test_the_portal_says_who_it_is(quang_phu: Portal, thanh_hoa: Portal) -> None:
    portal = quang_phu.json("/api/v1/portal/")

    assert (portal["kind"], portal["code"], portal["unit_type"]) == ("commune", QUANG_PHU, "phuong")
    assert portal["name"] == "Trang thông tin điện tử phường Quảng Phú"
    assert portal["parent"]["id"] == str(thanh_hoa.tenant.pk)
    assert portal["province"] == {"code": "38", "name": "Tỉnh Thanh Hóa"}
    assert portal["archive"] is None
    assert [entry["path"] for entry in portal["menu"]][:2] == ["/gioi-thieu/", "/tin-tuc/"]
    assert portal["contact"]["address"]
    assert portal["attribution"].startswith("Nguồn")


def test_an_archive_says_since_when_and_who_succeeded(portals: Callable[[str], Portal]) -> None:
    archive = portals(NHU_XUAN).json("/api/v1/portal/")

    assert (archive["kind"], archive["state"]) == ("former_unit", "archived")
    assert archive["archive"]["abolished_on"] == "2025-07-01"
    assert [each["code"] for each in archive["archive"]["successors"]] == [
        "16174", "16177", "16186", "16213", "16222", "16225",
    ]  # fmt: skip


def test_the_regulation_of_a_day(quang_phu: Portal, thanh_hoa: Portal) -> None:
    today = quang_phu.json("/api/v1/regulation/")
    before = quang_phu.json("/api/v1/regulation/", 404, on="2001-01-01")

    assert today["groups"]
    assert [version["current"] for version in today["versions"]] == [True]
    assert before["status"] == 404
    assert thanh_hoa.get("/api/v1/regulation/").status_code == 404


def test_an_archives_last_regulation_stays_to_be_read(portals: Callable[[str], Portal]) -> None:
    regulation = portals(NHU_XUAN).json("/api/v1/regulation/")

    assert regulation["effective_to"] == "2025-06-30"


def test_changes_are_followed_by_next(quang_phu: Portal) -> None:
    answer = quang_phu.json("/api/v1/changes/", page_size=5)
    seen = []
    while answer["changes"]:
        seen += answer["changes"]
        parts = urlsplit(answer["next"])
        answer = quang_phu.json(parts.path, **dict(parse_qsl(parts.query)))

    positions = [change["position"] for change in seen]
    assert positions == sorted(set(positions))
    assert {change["portal"] for change in seen} == {str(quang_phu.tenant.pk)}
    items = [item["id"] for page in pages_of(quang_phu, page_size=100) for item in page]
    assert {change["id"] for change in seen if change["kind"] == "released"} >= set(items)


def test_an_unknown_host_is_told_no_other_portals_content(quang_phu: Portal) -> None:
    response = quang_phu.client.get("/api/v1/items/", headers={"host": "nobody.example"})

    assert response.status_code == 404
    assert b"items" not in response.content


def test_a_known_host_leads_to_the_canonical_one(quang_phu: Portal) -> None:
    response = quang_phu.client.get(
        "/api/v1/items/?page_size=2", headers={"host": "quangphu.tpthanhhoa.thanhhoa.gov.vn:8080"}
    )

    assert response.status_code in {301, 308}
    assert response["Location"] == f"http://{quang_phu.host}:8080/api/v1/items/?page_size=2"


def test_the_document_is_served(quang_phu: Portal) -> None:
    response = quang_phu.get("/api/v1/schema/")

    assert response.status_code == 200
    assert response.content.startswith(b"openapi: 3.1")


def test_the_list_of_calls_names_addresses_that_answer(thanh_hoa: Portal) -> None:
    links = thanh_hoa.json("/api/v1/")

    for name, address in links.items():
        if name not in {"regulation", "search"}:  # no regulation of its own; the search has its own tests
            assert thanh_hoa.get(urlsplit(address).path).status_code == 200, name


def test_an_answers_json_has_no_surprises(quang_phu: Portal) -> None:
    body = quang_phu.get("/api/v1/items/").content

    assert json.loads(body)["items"]
    assert "Phường Quảng Phú".encode() in body  # letters are not escaped

"""Whatever is asked, the answer is right or says what is wrong, with what, and what is allowed; never a fault."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.api.feed import ChangesView
from sites.api.items import ItemView, ResolveView
from sites.api.lists import ItemsView
from sites.api.portals import RegulationView
from sites.feeds import newest, sitemap
from tests.sites.conftest import Portal

pytestmark = pytest.mark.portal_database("demo", role="reader")

PARAMETERS = {
    "/api/v1/items/": ItemsView.parameters,
    "/api/v1/items/01a1fda9-3877-752a-a109-43354a6812e3/": ItemView.parameters,
    "/api/v1/resolve/": ResolveView.parameters,
    "/api/v1/regulation/": RegulationView.parameters,
    "/api/v1/changes/": ChangesView.parameters,
    "/feed.atom": newest.PARAMETERS,
    "/feed.rss": newest.PARAMETERS,
    "/feed.json": newest.PARAMETERS,
    "/sitemap.xml": sitemap.PARAMETERS,
}
EVERY = [(call, parameter.name) for call, declared in PARAMETERS.items() for parameter in declared]
BAD = "\u0001 not allowed anywhere"


def problem(response: Any, status: int) -> Any:
    """A problem's content, after a look at its form."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    content = json.loads(response.content)
    assert content["status"] == status
    assert content["type"].startswith("urn:cong-xa:problem:")
    assert content["title"]
    assert content["detail"]
    return content


@pytest.mark.parametrize(("call", "name"), EVERY)
def test_a_bad_value_is_named_with_what_is_allowed(call: str, name: str, quang_phu: Portal) -> None:
    told = problem(quang_phu.get(call, {name: BAD}), 400)

    assert told["parameter"] == name
    assert told["allowed"]


@pytest.mark.parametrize(
    "call", [*PARAMETERS, "/api/v1/", "/api/v1/portal/", "/api/v1/sections/", "/api/v1/schema/"]
)
def test_an_unknown_parameter_is_an_error(call: str, quang_phu: Portal) -> None:
    told = problem(quang_phu.get(call, {"pagesize": "3"}), 400)

    assert told["type"] == "urn:cong-xa:problem:unknown-parameter"
    assert told["parameter"] == "pagesize"
    assert told["allowed"] == sorted(each.name for each in PARAMETERS.get(call, []))


@pytest.mark.parametrize(("call", "name"), EVERY)
def test_a_parameter_given_twice_is_an_error(call: str, name: str, quang_phu: Portal) -> None:
    told = problem(quang_phu.client.get(f"{call}?{name}=1&{name}=2", headers={"host": quang_phu.host}), 400)

    assert told["parameter"] == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "0"), ("page_size", "101"), ("page_size", "-1"), ("page_size", "1.5"), ("page_size", "１０"),
        ("page_size", "9" * 50), ("type", "article,"), ("type", ",".join(["article"] * 200)), ("category", "News"),
        ("from", "2026-02-30"), ("from", "2026-13-01"), ("from", "2026-01-01T25:00:00+07:00"), ("from", "2026-01-01T10:00"),
        ("from", "0001-01-01"), ("to", "9999-12-31"), ("section", "123"), ("section", "{01a1fda9}"), ("language", "fr"),
        ("scope", "all"), ("commune", "1"), ("cursor", "x"), ("cursor", "WzEsMl0"), ("cursor", "ź"),
    ],
)  # fmt: skip
def test_values_that_look_right_and_are_not(name: str, value: str, quang_phu: Portal) -> None:
    assert problem(quang_phu.get("/api/v1/items/", {name: value}), 400)["parameter"] == name


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("call", ["/api/v1/items/", "/feed.atom", "/media/ab/cd/x.webp", "/health/"])
def test_writing_is_not_possible(method: str, call: str, quang_phu: Portal) -> None:
    response = getattr(quang_phu.client, method)(call, headers={"host": quang_phu.host})

    assert "GET" in problem(response, 405)["allowed"]
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v2/items/", "/api/", "/api/v1/items/abc/"])
def test_calls_that_do_not_exist_are_said_to_be_none(path: str, quang_phu: Portal) -> None:
    problem(quang_phu.get(path), 404)


def test_a_query_longer_than_any_call_needs_is_refused(quang_phu: Portal) -> None:
    problem(quang_phu.get("/api/v1/items/", {"category": "x" * 5000}), 414)


def test_a_database_that_does_not_answer_is_said_with_when_to_ask_again(
    quang_phu: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("sites.api.lists.newest_of", down)
    response = quang_phu.get("/api/v1/items/")

    problem(response, 503)
    assert int(response["Retry-After"]) > 0
    assert b"server closed" not in response.content


names = st.sampled_from(sorted({name for _call, name in EVERY}))
values = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "0",
            "1",
            "own",
            "province",
            "vi",
            "news",
            "article",
            "2026-01-01",
            "/",
            "/tin-tuc/",
            "\x00",
            "%",
            "'",
        ]
    ),
    st.integers().map(str),
    st.uuids().map(str),
    st.datetimes().map(str),
    st.binary(max_size=40).map(lambda data: data.decode("latin-1")),
)


@given(
    call=st.sampled_from(sorted(PARAMETERS)),
    query=st.dictionaries(names | st.text(max_size=8), values, max_size=4),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_makes_a_fault(
    call: str, query: dict[str, str], quang_phu: Portal, thanh_hoa: Portal
) -> None:
    encodable = {name: value for name, value in query.items() if _encodable(name + value)}
    for portal in (quang_phu, thanh_hoa):
        response = portal.get(call, encodable)
        assert response.status_code in {200, 400, 404, 410, 414}
        if response.status_code != 200:
            problem(response, response.status_code)


@given(raw=st.binary(max_size=60), call=st.sampled_from(sorted(PARAMETERS)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_in_the_query_make_a_fault(raw: bytes, call: str, quang_phu: Portal) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in raw)
    for name in ("cursor", "path", "category", ""):
        response = quang_phu.client.get(f"{call}?{name}={quoted}", headers={"host": quang_phu.host})
        assert response.status_code < 500


@given(path=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_makes_a_fault(path: str, quang_phu: Portal) -> None:
    if _encodable(path):
        assert quang_phu.get("/api/v1/resolve/", {"path": f"/{path}"}).status_code in {200, 400, 404, 410}
        assert quang_phu.get(f"/media/{path.replace(chr(0), '')}").status_code in {301, 404}


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

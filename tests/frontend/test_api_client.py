"""Calls to the API: what is sent along, and what each refusal becomes."""

from collections.abc import Callable

import httpx
import pytest

from frontend.api import (
    Answer,
    Api,
    ApiGone,
    ApiMoved,
    ApiNotFound,
    ApiRefused,
    ApiUnavailable,
    Visitor,
)
from tests.frontend.running import run

VISITOR = Visitor(host="xa.example:8080", scheme="https", address="203.0.113.7")


def call(answer: Callable[[httpx.Request], httpx.Response], **arguments: object) -> Answer:
    client = httpx.AsyncClient(base_url="http://api.test", transport=httpx.MockTransport(answer))
    return run(Api(client).get(VISITOR, "/api/v1/items/", **arguments))  # type: ignore[arg-type]


def test_the_visitor_goes_with_the_call() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    call(answer)
    headers = seen[0].headers
    assert headers["host"] == headers["x-forwarded-host"] == "xa.example:8080"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert seen[0].url.host == "api.test"


def test_empty_parameters_are_not_sent() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        return httpx.Response(200, json={})

    call(answer, parameters={"type": "article", "cursor": "", "field": None, "page_size": 20})
    assert seen == ["type=article&page_size=20"]


def test_a_tag_makes_the_call_conditional() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["if-none-match"] == '"a"'
        return httpx.Response(304)

    assert call(answer, etag='"a"') == Answer(etag='"a"', unchanged=True)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ApiRefused),
        (404, ApiNotFound),
        (410, ApiGone),
        (414, ApiRefused),
        (422, ApiRefused),
        (429, ApiUnavailable),
        (500, ApiUnavailable),
        (503, ApiUnavailable),
    ],
)
def test_each_refusal_has_its_name(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        call(lambda request: httpx.Response(status, json={"title": "no"}, request=request))


def test_a_refusal_names_the_parameter() -> None:
    problem = {"title": "Bad", "detail": "no such field", "parameter": "field", "allowed": ["economy"]}
    with pytest.raises(ApiRefused, match="no such field") as caught:
        call(lambda request: httpx.Response(400, json=problem, request=request))
    assert caught.value.parameter == "field"
    assert caught.value.problem["allowed"] == ["economy"]


def test_a_refusal_without_a_problem_is_still_one() -> None:
    with pytest.raises(ApiRefused):
        call(lambda request: httpx.Response(400, text="<h1>Bad</h1>", request=request))


@pytest.mark.parametrize(("sent", "understood"), [("7", 7), ("Wed, 21 Oct 2026 07:28:00 GMT", 30), ("", 30)])
def test_the_wait_that_the_api_asks_for_is_passed_on(sent: str, understood: int) -> None:
    with pytest.raises(ApiUnavailable) as caught:
        call(lambda request: httpx.Response(503, headers={"Retry-After": sent}, request=request))
    assert caught.value.retry_after == understood


@pytest.mark.parametrize("body", ["not json", "[1, 2]", ""])
def test_what_is_no_json_object_counts_as_no_answer(body: str) -> None:
    with pytest.raises(ApiUnavailable):
        call(lambda request: httpx.Response(200, text=body, request=request))


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_a_broken_connection_is_no_answer(fault: type[httpx.TransportError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("broken", request=request)

    with pytest.raises(ApiUnavailable):
        call(answer)


@pytest.mark.parametrize(("status", "permanent"), [(301, True), (302, False), (307, False), (308, True)])
def test_a_redirect_tells_the_canonical_origin(status: int, permanent: bool) -> None:
    location = {"Location": "http://new.example:8080/api/v1/items/?x=1"}
    with pytest.raises(ApiMoved) as caught:
        call(lambda request: httpx.Response(status, headers=location, request=request))
    assert caught.value.origin == "http://new.example:8080"
    assert caught.value.permanent is permanent

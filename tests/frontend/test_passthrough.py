"""Feeds, sitemap, media and the API itself, unchanged on the public origin."""

import gzip

import httpx
import pytest

from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream


def answer_with(upstream: Upstream, path: str, response: httpx.Response) -> None:
    """Let the API answer a path with this."""
    upstream.answers[path] = lambda request: response


def test_the_feed_is_the_apis(citizen: Citizen) -> None:
    response = citizen.get("/feed.atom")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/atom+xml")
    assert response.headers["etag"] == '"feed-1"'


def test_conditional_requests_reach_the_api(citizen: Citizen) -> None:
    response = citizen.get("/feed.atom", if_none_match='"feed-1"')
    assert response.status_code == 304
    assert response.content == b""


def test_no_cookie_and_no_connection_header_comes_through(citizen: Citizen, upstream: Upstream) -> None:
    answer_with(
        upstream,
        "/feed.atom",
        httpx.Response(
            200,
            content=b"x",
            headers={
                "Connection": "keep-alive, X-Trace",
                "Keep-Alive": "5",
                "X-Trace": "1",
                "Set-Cookie": "a=b",
                "X-Kept": "1",
            },
        ),
    )
    headers = citizen.get("/feed.atom").headers
    assert headers["x-kept"] == "1"
    for name in ("connection", "keep-alive", "x-trace", "set-cookie"):
        assert name not in headers


def test_neither_cookies_nor_credentials_reach_the_api(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get(
        "/feed.atom", cookie="session=1", authorization="Basic x", connection="upgrade", range="bytes=0-9"
    )
    sent = upstream.calls[-1].headers
    assert "cookie" not in sent
    assert "authorization" not in sent
    assert sent["range"] == "bytes=0-9"
    assert sent["host"] == f"{content.WARD}:{content.PORT}"
    assert sent["x-forwarded-host"] == f"{content.WARD}:{content.PORT}"


def test_forged_forwarding_headers_are_replaced(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get("/feed.atom", x_forwarded_host="evil.example")
    assert upstream.calls[-1].headers["x-forwarded-host"] == f"{content.WARD}:{content.PORT}"


def test_bytes_come_through_as_the_api_compressed_them(citizen: Citizen, upstream: Upstream) -> None:
    packed = gzip.compress(b"<feed/>")
    answer_with(
        upstream,
        "/sitemap.xml",
        httpx.Response(
            200,
            stream=httpx.ByteStream(packed),
            headers={"Content-Encoding": "gzip", "Content-Length": str(len(packed))},
        ),
    )
    response = citizen.get("/sitemap.xml", accept_encoding="gzip")
    assert response.headers["content-encoding"] == "gzip"
    assert upstream.calls[-1].headers["accept-encoding"] == "gzip"
    assert response.content == b"<feed/>"
    assert response.headers["content-length"] == str(len(packed))


def test_addresses_go_on_as_they_were_sent(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get("/media/t%E1%BB%87p%2Fa.pdf?x=%20y&x=2")
    assert upstream.calls[-1].url.raw_path == b"/media/t%E1%BB%87p%2Fa.pdf?x=%20y&x=2"


def test_problems_of_the_api_stay_problems(citizen: Citizen, upstream: Upstream) -> None:
    problem = httpx.Response(400, json={"title": "no"}, headers={"Content-Type": "application/problem+json"})
    answer_with(upstream, "/api/v1/items/", problem)
    response = citizen.get("/api/v1/items/?x=1")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_redirects_of_the_api_are_passed_on(citizen: Citizen) -> None:
    response = citizen.get("/feed.atom", content.OLD_WARD)
    assert response.status_code == 308
    assert response.headers["location"] == content.origin(content.WARD) + "/feed.atom"


def test_head_has_no_body(citizen: Citizen, upstream: Upstream) -> None:
    response = citizen.request("HEAD", "/feed.atom")
    assert response.status_code == 200
    assert upstream.calls[-1].method == "HEAD"


@pytest.mark.parametrize("path", ["/api/v1/portal/", "/media/anh/1-480.webp", "/feed.atom"])
def test_what_is_passed_through_cannot_be_framed_or_sniffed(citizen: Citizen, path: str) -> None:
    headers = citizen.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]

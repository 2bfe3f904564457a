"""Headers, caching, compression, assets: how a page travels."""

import gzip
import re

import brotli
import httpx
import pytest

from frontend.assets import assets, best_encoding
from frontend.configuration import Configuration
from frontend.security import content_security_policy
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream

ARTICLE = "/tin-tuc/ngay-hoi-dai-doan-ket-to-dan-pho-so-4/"
PAGES = [
    "/",
    ARTICLE,
    "/tra-cuu-van-ban/",
    "/tim-kiem/?q=a",
    "/quy-che/",
    "/so-do-cong/",
    "/khong-co/",
    "/danh-ba/",
]


@pytest.mark.parametrize("path", PAGES)
def test_security_headers(citizen: Citizen, path: str) -> None:
    headers = citizen.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_inline_script_no_inline_style_no_other_host(citizen: Citizen, path: str) -> None:
    page = citizen.get(path).text
    scripts = re.findall(r"<script(?![^>]*ld\+json)[^>]*>", page)
    assert len(scripts) == 1
    assert 'src="/static/portal.' in scripts[0]
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"\sstyle=", page)
    loaded = re.findall(
        r'<(?:link rel="(?:stylesheet|preload|icon)"[^>]*href|img[^>]*src|script[^>]*src)="([^"]+)"', page
    )
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_the_one_inline_rule_is_allowed_by_its_hash(citizen: Citizen) -> None:
    response = citizen.get("/")
    style = re.search(r"<style>(.*?)</style>", response.text)
    assert style is not None
    assert style[1].startswith(":root{--accent:#0b5c8a;")
    assert content_security_policy(style[1]) == response.headers["content-security-policy"]
    assert content_security_policy(style[1] + " ") != response.headers["content-security-policy"]


def test_a_page_is_revalidated_and_spared_when_unchanged(citizen: Citizen) -> None:
    first = citizen.get("/")
    assert first.headers["cache-control"] == "no-cache"
    again = citizen.get("/", if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_what_changed_is_sent(citizen: Citizen, upstream: Upstream) -> None:
    etag = citizen.get("/").headers["etag"]
    upstream.answers["/api/v1/front/"] = lambda request: httpx.Response(
        200, json={"articles": []}, request=request
    )
    assert citizen.get("/", if_none_match=etag).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
    ],
)
def test_pages_are_compressed_as_the_browser_likes(
    citizen: Citizen, accepted: str, encoding: str | None
) -> None:
    response = citizen.get("/", accept_encoding=accepted)
    assert response.headers.get("content-encoding") == encoding
    assert "accept-encoding" in response.headers["vary"].lower()
    assert "Quảng Phú" in response.text


def test_the_encodings_are_those_of_rfc_9110() -> None:
    ready = {"": b"", "br": b"", "gzip": b""}
    assert best_encoding("", ready) == ""
    assert best_encoding("gzip;q=0.5, br;q=0.1", ready) == "br"
    assert best_encoding("br", {"": b""}) == ""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("host", [content.WARD, content.PROVINCE, content.DISTRICT])
def test_html_and_styles_fit_the_budget(citizen: Citizen, path: str, host: str) -> None:
    response = citizen.get(path, host, accept_encoding="gzip")
    html = int(response.headers["content-length"])
    assert html + len(assets()["portal.css"].bodies["gzip"]) <= 60 * 1024


def test_assets_are_kept_for_good_under_a_name_of_their_content(citizen: Citizen) -> None:
    address = citizen.read("/").select_one("link[rel=stylesheet]")["href"]  # type: ignore[index]
    assert re.fullmatch(r"/static/portal\.[0-9a-f]{10}\.css", str(address))
    response = citizen.get(str(address))
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/css")


def test_assets_are_ready_compressed() -> None:
    style = assets()["portal.css"]
    assert brotli.decompress(style.bodies["br"]) == style.bodies[""]
    assert gzip.decompress(style.bodies["gzip"]) == style.bodies[""]
    assert set(assets()["fonts/be-vietnam-pro-latin-400-normal.woff2"].bodies) == {""}


def test_the_style_sheet_names_fonts_that_are_there(citizen: Citizen) -> None:
    fonts = re.findall(r'url\("(/static/[^"]+)"\)', assets()["portal.css"].bodies[""].decode())
    assert len(fonts) == 6
    for address in fonts:
        response = citizen.get(address)
        assert response.status_code == 200
        assert response.headers["content-type"] == "font/woff2"


def test_there_are_two_weights_and_they_are_small() -> None:
    fonts = {name: asset for name, asset in assets().items() if name.endswith(".woff2")}
    assert {name.split("-")[-2] for name in fonts} == {"400", "700"}
    assert all(len(font.bodies[""]) < 24 * 1024 for font in fonts.values())


@pytest.mark.parametrize(
    "path", ["/static/", "/static/portal.css", "/static/../app.py", "/static/%2e%2e/app.py"]
)
def test_nothing_else_is_under_static(citizen: Citizen, path: str) -> None:
    assert citizen.get(path).status_code in (404, 308)
    assert "import" not in citizen.get(path).text


def test_a_browser_finds_an_icon(citizen: Citizen) -> None:
    response = citizen.get("/favicon.ico")
    assert response.status_code == 302
    assert citizen.get(response.headers["location"]).headers["content-type"].startswith("image/svg+xml")


def test_head_is_answered_like_get(citizen: Citizen) -> None:
    response = citizen.request("HEAD", "/")
    assert response.status_code == 200
    assert int(response.headers["content-length"]) > 1000


# Who asks


def test_the_visitors_host_scheme_and_address_go_to_the_api(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get("/", x_forwarded_proto="https", x_forwarded_for="10.0.0.1, 203.0.113.9")
    sent = upstream.calls[-1].headers
    assert sent["x-forwarded-host"] == f"{content.WARD}:{content.PORT}"
    assert sent["x-forwarded-proto"] == "https", "the peer of this test is a trusted proxy (127.0.0.1)"
    assert sent["x-forwarded-for"] == "203.0.113.9", "only what the trusted proxy added is believed"


def test_strangers_cannot_forward(upstream: Upstream, configuration: Configuration) -> None:
    from dataclasses import replace

    from frontend.app import create_app

    alone = replace(configuration, trusted_proxies=frozenset())
    stranger = Citizen(create_app(alone, transport=upstream))
    stranger.get("/", x_forwarded_proto="https", x_forwarded_for="10.0.0.1")
    sent = upstream.calls[-1].headers
    assert sent["x-forwarded-proto"] == "http"
    assert sent["x-forwarded-for"] == "127.0.0.1"


# Settings


def test_settings_come_from_the_environment() -> None:
    read = Configuration.from_environment(
        {
            "PORTAL_API_URL": "http://api:8000/",
            "PORTAL_API_TIMEOUT": "2.5",
            "PORTAL_TRUSTED_PROXIES": "10.0.0.1, ::1",
        }
    )
    assert read.api_url == "http://api:8000"
    assert read.api_timeout_seconds == 2.5
    assert read.trusted_proxies == {"10.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORTAL_API_URL", "api:8000"), ("PORTAL_API_URL", ""), ("PORTAL_API_TIMEOUT", "soon")],
)
def test_a_setting_that_cannot_be_used_is_named(variable: str, value: str) -> None:
    with pytest.raises(ValueError, match=variable):
        Configuration.from_environment({variable: value})

"""The contract held against a running installation: schemathesis makes the calls, from openapi.yaml alone; so does a fuzzer."""

import os
import random
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tenants.state import CHECKOUT
from tests.support.plain_http import NO_TLS
from tests.support.portals import PortalServers

COMMUNE, PROVINCE = "quangphu.thanhhoa.localhost", "thanhhoa.localhost"
CONFIGURATION = CHECKOUT / "tests" / "sites" / "schemathesis.toml"
EXAMPLES = "12"
SEED = "20261121"


@pytest.mark.parametrize("host", [COMMUNE, PROVINCE])
def test_schemathesis_finds_nothing(portal_servers: PortalServers, tmp_path: Path, host: str) -> None:
    """Whatever the document allows is answered as it says; whatever it does not is refused; nothing is a fault."""
    done = subprocess.run(
        (
            *(f"{Path(sys.executable).parent}/schemathesis", "--config-file", str(CONFIGURATION)),
            *("run", str(CHECKOUT / "openapi.yaml")),
            *("--url", f"http://127.0.0.1:{portal_servers.around.ports.api}"),
            *("--header", f"Host: {host}:{portal_servers.around.ports.front}"),
            *("--max-examples", EXAMPLES, "--seed", SEED, "--generation-deterministic"),
            *("--phases", "examples,coverage,fuzzing", "--no-color", "--continue-on-failure"),
            # What one parameter allows may depend on another (commune on scope, to on from): no document of OpenAPI can say it.
            *("--exclude-checks", "positive_data_acceptance"),
        ),
        cwd=tmp_path,
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]


PATHS = [
    "/api/v1/", "/api/v1/portal/", "/api/v1/front/", "/api/v1/items/", "/api/v1/items/{}/", "/api/v1/resolve/",
    "/api/v1/sections/", "/api/v1/regulation/", "/api/v1/communes/", "/api/v1/search/", "/api/v1/changes/",
    "/feed.atom", "/feed.rss", "/feed.json", "/sitemap.xml", "/robots.txt", "/media/{}", "/du-lieu-mo/van-ban.csv", "/du-lieu-mo/thoi-han.csv",
    "/lich.ics", "/lich.ics?item={}", "/{}",
]  # fmt: skip
NAMES = [
    "q", "type", "category", "field", "section", "from", "to", "ids", "number", "kind", "issuer", "year", "status",
    "issued_from", "language", "scope", "commune", "fields", "sort", "page_size", "cursor", "path", "on", "since", "wait", "part",
]  # fmt: skip
BAD = [
    "", "%", "%00", "%ff%fe", "%c3%28", "a%0d%0aSet-Cookie:x=1", "9" * 30, "-1", "1e9", "../../etc/passwd", "%2e%2e%2f",
    "'%20OR%201=1--", "{}", "[]", "%F0%9F%98%80", "x" * 3000, "2026-13-40", "0001-01-01", "9999-12-31T99:99:99Z", "article,",
    "%EF%BF%BF", "%ED%A0%80", "vi;q=0", "null", "-published_at", "WzIsIiIsIjIwMjYtMDEtMDEiLDFd", "bnVsbA", "*",
]  # fmt: skip
HEADERS = [
    {}, {"If-None-Match": "*"}, {"If-None-Match": '"' * 3}, {"If-None-Match": "W/" * 500}, {"If-Modified-Since": "yesterday"},
    {"Accept-Encoding": "br;q=nan, *;q=2, gzip;q=-1"}, {"Accept": "text/html"}, {"Range": "bytes=9-1"}, {"Range": "bytes=-0"},
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-For": "not an address"}, {"Cookie": "a=b"},
    {"If-Match": '"x"'}, {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"Accept-Language": "x" * 200},
]  # fmt: skip
METHODS = ["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "BREW"]
HOSTS = [
    COMMUNE,
    COMMUNE,
    COMMUNE,
    PROVINCE,
    "nowhere.localhost",
    "a..b",
    "xn--",
    "[::1]",
    "é.localhost",
    "-",
]


def test_whatever_is_asked_is_no_fault_of_ours(portal_servers: PortalServers) -> None:
    """Wrong hosts, methods, types, cursors, codings and letters: an answer, or a word on what is wrong; never a 5xx."""
    draw = random.Random(int(SEED))
    ports = portal_servers.around.ports
    with httpx.Client(trust_env=False, timeout=60, verify=NO_TLS) as client:
        for _call in range(700):
            path = draw.choice(PATHS).replace("{}", draw.choice(BAD) or "x")
            query = "&".join(
                f"{draw.choice(NAMES)}={draw.choice(BAD)}" for _n in range(draw.choice((0, 1, 1, 1, 2, 4)))
            )
            method, host = draw.choice(METHODS), draw.choice(HOSTS)
            headers = [(b"Host", f"{host}:{ports.front}".encode())]
            headers += [(name.encode(), value.encode()) for name, value in draw.choice(HEADERS).items()]
            url = httpx.URL(f"http://127.0.0.1:{ports.api}").copy_with(
                raw_path=(path + ("?" + query if query else "")).encode()
            )
            try:
                response = client.request(method, url, headers=headers)
            except httpx.RemoteProtocolError:
                continue  # the server refused the bytes before they were a request
            asked = f"{method} {path[:200]}?{query[:300]} on {host} with {headers[1:]}"
            assert response.status_code < 500, asked
            if response.status_code >= 400 and method != "HEAD" and path.startswith("/api/"):
                assert response.headers["content-type"].startswith(("application/problem+json", "text/")), (
                    asked
                )
        assert (
            client.get(
                f"http://127.0.0.1:{ports.api}/health/", headers={"Host": f"{COMMUNE}:{ports.front}"}
            ).json()["status"]
            == "ok"
        )

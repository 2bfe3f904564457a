"""A real caching proxy (Varnish, with the configuration that docs/examples offers) in front of the reading process."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from cms.demo.plan import READING_SETTINGS, granian
from cms.demo.processes import Process, Processes, Service, free_port
from sites.releases import purge
from tenants.roles import Role
from tenants.state import CHECKOUT
from tests.support.plain_http import NO_TLS
from tests.support.portals import PortalServers

pytestmark = pytest.mark.needs("varnish")

HOST = "quangphu.thanhhoa.localhost"
PROVINCE = "thanhhoa.localhost"
ACT = """
from cms.content.models import ArticlePage, SectionPage
from tenants.context import tenant_context
from tenants.models import Tenant
tenant = Tenant.objects.with_code("16522").exclude(state="deleted").get()
with tenant_context(tenant):
    page = ArticlePage.objects.get(item_id="{key}")
    {act}
"""


@dataclass(frozen=True)
class Cached:
    """Varnish before a reading process of its own, over the installation's database."""

    servers: PortalServers
    port: int
    origin: Process

    def ask(self, path: str, host: str = HOST, **headers: str) -> httpx.Response:
        """Ask the cache."""
        return httpx.get(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Host": f"{host}:{self.servers.around.ports.front}", **headers},
            timeout=30,
            trust_env=False,
            verify=NO_TLS,
        )

    def act(self, key: str, act: str) -> None:
        """Do something to a page as an editor's process would, with its caches configured; returns when it is done."""
        environment = self.servers.around.command_environment("application")
        environment["PORTAL_PURGE_URLS"] = f"http://127.0.0.1:{self.port}/"
        done = subprocess.run(
            (sys.executable, "manage.py", "shell", "-v", "0", "-c", ACT.format(key=key, act=act)),
            cwd=CHECKOUT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert "did not confirm" not in done.stderr


@pytest.fixture
def cached(portal_servers: PortalServers, tmp_path: Path) -> Iterator[Cached]:
    with tempfile.TemporaryDirectory(prefix="cong-xa-cache-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - Varnish reads its configuration as a user of its own
        with _running(portal_servers, tmp_path, Path(folder)) as cached:
            yield cached


@contextmanager
def _running(portal_servers: PortalServers, logs: Path, folder: Path) -> Iterator[Cached]:
    around = portal_servers.around
    api, port = free_port(), free_port()
    example = (CHECKOUT / "docs" / "examples" / "varnish.vcl").read_text()
    configuration = folder / "cache.vcl"
    configuration.write_text(example.replace('"8001"', f'"{api}"'))
    environment = around.environment(
        Role.READER,
        role="reader",
        DJANGO_SETTINGS_MODULE=READING_SETTINGS,
        PORTAL_PURGE_URLS=f"http://127.0.0.1:{port}/",
    )
    program = shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "varnishd"
    services = [
        Service(
            "cached-api", "API", granian("asgi", "sites.gateway.asgi:application", api), environment, api
        ),
        Service(
            "varnish",
            "Varnish",
            (
                *(program, "-F", "-a", f"127.0.0.1:{port}", "-f", str(configuration)),
                *("-s", "malloc,32m", "-n", str(folder / "work")),
            ),
            environment,
        ),
    ]
    with Processes(services, logs, CHECKOUT) as processes:
        processes.wait_ready(90)
        cached = Cached(portal_servers, port, processes.running[0])
        wait_until(lambda: _answers(cached))
        yield cached


def _answers(cached: Cached) -> bool:
    try:
        return cached.ask("/health/").status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, some seconds at most."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def articles(cached: Cached) -> list[dict[str, Any]]:
    """The portal's articles, newest first."""
    found: list[dict[str, Any]] = json.loads(cached.ask("/api/v1/items/?type=article&page_size=50").content)[
        "items"
    ]
    return found


def test_what_is_taken_down_is_in_no_cache_when_the_act_is_done(cached: Cached) -> None:
    item = next(each for each in articles(cached) if each["category"]["key"] == "news")
    one, listed = f"/api/v1/items/{item['id']}/", "/api/v1/items/?type=article&page_size=50"
    shown = "/api/v1/items/?scope=province&type=article&page_size=100"
    for path, host in ((one, HOST), (listed, HOST), (shown, PROVINCE), (one, PROVINCE)):
        assert cached.ask(path, host).status_code == 200
    assert item["id"] in cached.ask(shown, PROVINCE).text

    cached.act(item["id"], "page.unpublish()")

    assert cached.ask(one).status_code in {404, 410}
    assert cached.ask(one, PROVINCE).status_code in {404, 410}
    assert item["id"] not in cached.ask(listed).text
    assert item["id"] not in cached.ask(shown, PROVINCE).text


def test_the_cache_answers_while_the_origin_is_down_and_never_what_was_purged(cached: Cached) -> None:
    first, second = articles(cached)[:2]
    for item in (first, second):
        assert cached.ask(f"/api/v1/items/{item['id']}/").status_code == 200
    cached.origin.ask_to_stop()
    cached.origin.wait_stopped(time.monotonic() + 10)

    assert cached.ask(f"/api/v1/items/{first['id']}/").json()["title"] == first["title"]
    cached.act(first["id"], "page.unpublish()")
    assert cached.ask(f"/api/v1/items/{first['id']}/").status_code == 503
    assert cached.ask(f"/api/v1/items/{second['id']}/").json()["title"] == second["title"]


def test_a_reader_is_told_to_ask_again_and_nothing_of_our_caches(cached: Cached) -> None:
    path = f"/api/v1/items/{articles(cached)[0]['id']}/"
    for _time in range(2):
        response = cached.ask(path)
        assert response.headers["cache-control"] == "no-cache"
        assert not {"surrogate-key", "surrogate-control"} & set(response.headers)
    again = cached.ask(path, **{"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


def test_codings_are_kept_apart(cached: Cached) -> None:
    path = f"/api/v1/items/{articles(cached)[0]['id']}/"
    texts = {
        cached.ask(path, **{"Accept-Encoding": coding}).text for coding in ("identity", "gzip", "br", "zstd")
    }
    assert len(texts) == 1


def test_what_may_not_be_kept_is_asked_for_each_time(cached: Cached) -> None:
    for path in (
        "/api/v1/search/?q=thông",
        "/api/v1/changes/?since=0",
        "/api/v1/items/?colour=red",
        "/feed.atom",
    ):
        for _time in range(2):
            assert cached.ask(path).headers.get("age", "0") == "0"


class TestPurging:
    def test_a_cache_that_does_not_answer_is_reported_and_holds_nobody_up_for_long(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.PORTAL_PURGE_URLS = [f"http://127.0.0.1:{free_port()}/"]
        purge.purge(["i1"])
        assert "did not confirm a purge" in caplog.text

    def test_many_keys_are_sent_in_parts(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        asked: list[list[str]] = []
        monkeypatch.setattr(purge, "_ask", lambda cache, keys: asked.append(keys))
        monkeypatch.setattr(purge.threading, "Timer", lambda *args: _NoTimer())
        settings.PORTAL_PURGE_URLS = ["http://cache.test/"]
        purge.purge([f"i{number:04}" for number in range(150)])
        assert [len(keys) for keys in asked] == [64, 64, 22]

    def test_without_caches_nothing_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(purge, "_ask", lambda cache, keys: pytest.fail("asked"))
        purge.purge(["i1"])


class _NoTimer:
    daemon = False

    def start(self) -> None:
        """Do nothing."""

"""The eighteen rows in a browser: each item runs through its whole route in the right portal; the wrong people have no button and no URL.

With `SHOTS=folder` the screens are kept as pictures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from cms.moderation.enums import Point
from cms.settings import base
from tenants.state import CHECKOUT
from tests.e2e.rows_in_portals import TEST_HOST, TEST_TENANT
from tests.support.plain_http import NO_TLS
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.xdist_group("portals")]

SHOTS = os.environ.get("SHOTS", "")
TOKEN = "a" * 32


def program(servers: PortalServers, act: str) -> Any:
    """Run the program beside this test on the installation."""
    done = subprocess.run(
        (sys.executable, "-m", "tests.e2e.rows_in_portals", act),
        cwd=CHECKOUT,
        env=servers.around.command_environment("application"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Walker:
    """One browser that becomes one person after another."""

    context: BrowserContext
    servers: PortalServers
    item: dict[str, Any]

    @property
    def address(self) -> str:
        return self.servers.admin_url(self.item["host"], f"/admin/kiem-duyet/{self.item['page']}/")

    def become(self, username: str) -> None:
        self.context.clear_cookies()
        origin = self.servers.admin_url(self.item["host"], "/")
        session = {"name": base.SESSION_COOKIE_NAME, "value": self.item["sessions"][username], "url": origin}
        self.context.add_cookies([session])

    def asks(self, username: str) -> httpx.Response:
        """The item's screen as somebody gets it, by hand: Chromium is for those who may."""
        return self.servers.get(self.address, headers={"Cookie": self._cookies(username)})

    def tries(self, username: str) -> None:
        """Approve by hand, with a token as the page would have sent it."""
        asked = httpx.URL(self.address)
        httpx.post(
            asked.copy_with(host="127.0.0.1"),
            data={
                "decision": "approve",
                "comment": "",
                "checked": Point.values,
                "csrfmiddlewaretoken": TOKEN,
            },
            headers={
                "Host": f"{asked.host}:{asked.port}",
                "Cookie": self._cookies(username),
                "Referer": self.address,
            },
            timeout=30,
            trust_env=False,
            verify=NO_TLS,
        )

    def _cookies(self, username: str) -> str:
        session = self.item["sessions"][username]
        return f"{base.SESSION_COOKIE_NAME}={session}; {base.CSRF_COOKIE_NAME}={TOKEN}"

    def picture(self, page: Any, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def answer_for_all(page: Any) -> None:
    """Tick the points that a decider answers for."""
    for point in page.locator("input[name=checked]").all():
        point.check()


@pytest.fixture(scope="module")
def items(portal_servers: PortalServers) -> list[dict[str, Any]]:
    """An item of each row, submitted; Như Xuân's in a tenant of its own."""
    portal_servers.manage("tenant", "create", TEST_TENANT, "--host", TEST_HOST)
    found: list[dict[str, Any]] = program(portal_servers, "submit")
    assert len(found) == 18
    return found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_each_row_runs_through_its_route(
    portal_servers: PortalServers, items: list[dict[str, Any]], browser: Browser
) -> None:
    # Deciding needs no scripts; without Wagtail's, the walk takes half the time.
    context = browser.new_context(locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    turn = 0
    for item in items:
        walker = Walker(context, portal_servers, item)
        for number, (step, people) in enumerate(item["steps"]):
            wrong = sorted(set(item["sessions"]) - {*people, *item["also"].get(step, [])})
            turn += 1
            for username in wrong[
                turn % 3 :: 3
            ]:  # each at every third step; tests/moderation has all of them
                assert 'name="decision"' not in walker.asks(username).text, (item["row"], username)
                walker.tries(username)
            for username in people:
                walker.become(username)
                page.goto(walker.address)
                walker.picture(page, f"{item['row']}-{number}-{username}")
                answer_for_all(page)
                page.click("button[name=decision][value=approve]")
                page.wait_for_url("**/admin/kiem-duyet/")
        walker.become(item["steps"][-1][1][-1])
        page.goto(walker.address)
        shown = page.locator("main").inner_text()
        assert "Xem trên cổng" in shown, item["row"]
        assert page.locator("button[name=decision]").count() == 0
    context.close()


def test_a_delegation_that_ended_at_midnight_no_longer_works(
    portal_servers: PortalServers, context: BrowserContext
) -> None:
    (item,) = program(portal_servers, "again")
    walker = Walker(context, portal_servers, item)
    walker.become("photruongban")
    page = context.new_page()
    page.goto(walker.address)
    approve = page.locator("button[name=decision][value=approve]")
    assert approve.count() == 1
    assert "được uỷ quyền" in page.locator("main").inner_text()

    answer_for_all(page)
    program(portal_servers, "midnight")
    approve.click()

    page.goto(walker.address)
    assert approve.count() == 0
    assert "Xem trên cổng" not in page.locator("main").inner_text()
    walker.become("truongban")
    page.goto(walker.address)
    assert approve.count() == 1


SCREENS = {
    "board": "/admin/ban-bien-tap/",
    "delegate": "/admin/ban-bien-tap/uy-quyen/",
    "absence": "/admin/ban-bien-tap/vang-mat/",
    "office": "/admin/ban-bien-tap/phong-ban/",
    "rules": "/admin/quy-tac-kiem-duyet/",
    "waiting": "/admin/kiem-duyet/",
    "reroute": "/admin/kiem-duyet/doi-luong/",
}


def test_the_screens_fit_and_the_editor_shows_the_route(
    portal_servers: PortalServers, context: BrowserContext
) -> None:
    (item,) = program(portal_servers, "again")
    walker = Walker(context, portal_servers, item)
    walker.become("truongban")
    page = context.new_page()
    batch = f"/admin/kiem-duyet/duyet-nhieu/?item={item['page']}"
    editor = f"/admin/pages/{item['page']}/edit/"
    for name, path in {**SCREENS, "batch": batch, "editor": editor}.items():
        page.goto(portal_servers.admin_url(item["host"], path))
        if name == "editor":
            page.locator("[data-side-panel-toggle=route]").click()
            panel = page.locator("[data-side-panel=route]")
            expect(panel).to_contain_text("Trưởng ban biên tập")
            expect(panel).to_contain_text("Điều 7")
        walker.picture(page, f"screen-{name}")
        wide, shown = page.evaluate("[document.scrollingElement.scrollWidth, window.innerWidth]")
        assert wide <= shown, f"{name} is wider than the window"

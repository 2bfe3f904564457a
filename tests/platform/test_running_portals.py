"""The whole installation as tests and people reach it: four processes, nine portals, a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.portals import PortalServers

PORTALS = [
    "thanhhoa.localhost",
    "haiphong.localhost",
    "thainguyen.localhost",
    "langson.localhost",
    "quangphu.thanhhoa.localhost",
    "thanhdong.haiphong.localhost",
    "tancuong.thainguyen.localhost",
    "thongnhat.langson.localhost",
    "nhuxuan.thanhhoa.localhost",
]


@pytest.mark.parametrize("host", PORTALS)
def test_each_portal_answers_citizens_and_editors(portal_servers: PortalServers, host: str) -> None:
    assert portal_servers.get(portal_servers.front_url(host)).status_code == 200
    assert portal_servers.get(portal_servers.admin_url(host, "/admin/login/")).status_code == 200
    assert portal_servers.get(portal_servers.front_url(host, "/api/v1/portal/")).json()["origin"] == (
        portal_servers.front_url(host, "")
    )


def test_an_unknown_host_is_no_portal(portal_servers: PortalServers) -> None:
    for url in (portal_servers.front_url("nowhere.localhost"), portal_servers.admin_url("nowhere.localhost")):
        assert portal_servers.get(url).status_code == 404


def test_a_command_works_on_the_running_installation(portal_servers: PortalServers) -> None:
    listed = portal_servers.manage("tenant", "list")
    assert "16522" in listed


def test_no_process_knows_more_than_its_role(portal_servers: PortalServers) -> None:
    """What the reading process could do if somebody took it over: nothing to any tenant's tables."""
    environment = portal_servers.processes["api"].service.environment
    addresses = portal_servers.addresses.environment()
    assert environment["DATABASE_READER_URL"] == addresses["DATABASE_READER_URL"]
    assert {"DATABASE_APP_URL", "DATABASE_OWNER_URL"}.isdisjoint(environment)


@pytest.mark.browser
@pytest.mark.needs("chromium")
def test_a_browser_finds_a_portal_by_its_name(portal_servers: PortalServers, page: Page) -> None:
    page.goto(portal_servers.front_url("quangphu.thanhhoa.localhost"))
    expect(page.get_by_text("Quảng Phú").first).to_be_visible()
    page.goto(portal_servers.admin_url("quangphu.thanhhoa.localhost"))
    expect(page.locator("input[name=password]")).to_be_visible()

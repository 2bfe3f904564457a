"""Over running processes, each in its own role: an emergency notice comes onto every page, and goes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

import pytest

from tenants.state import CHECKOUT
from tests.sites.test_caches import Cached, cached, wait_until
from tests.support.portals import PortalServers

COMMUNE, PROVINCE, STRANGER = (
    "quangphu.thanhhoa.localhost",
    "thanhhoa.localhost",
    "thanhdong.haiphong.localhost",
)
__all__ = ["cached"]
PAGES = ("/", "/tim-kiem/", "/quy-che/", "/khong-co-trang-nay/")

ACTS = """
from datetime import timedelta
from django.utils import timezone
from cms.accounts.models import Appointment
from sites.syndication import sending
from sites.syndication.enums import Kind
from tenants.context import tenant_context
from tenants.models import Tenant
province = Tenant.objects.with_code("38").get()
with tenant_context(province):
    head = Appointment.objects.current().filter(role_key="board_chief")[0].user
    item = sending.sendable(province)[0]
    wishes = sending.Wishes(Kind.EMERGENCY, ends_at=timezone.now() + timedelta(hours=1), level=3)
    sent = sending.send(item.item_id, wishes, head)
    print(item.title, item.item_id, flush=True)
    input()
    sending.withdraw(sent.pk, head, "Đã hết")
    print("gone", flush=True)
    input()
"""


@contextmanager
def province_at_work(
    servers: PortalServers, **more: str
) -> Iterator[tuple[Callable[[], str], Callable[[], None]]]:
    """A process of the province's that sends an emergency notice; returns how to hear it, and how to let it go on."""
    process = subprocess.Popen(
        (sys.executable, "manage.py", "shell", "-v", "0", "-c", ACTS),
        cwd=CHECKOUT,
        env={**servers.around.command_environment("application"), **more},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    out, entered = _pipes(process)
    try:
        yield lambda: out.readline().strip(), lambda: _go_on(entered)
    finally:
        entered.close()
        process.wait(timeout=30)
        out.close()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdout is not None
    assert process.stdin is not None
    return process.stdout, process.stdin


def _go_on(entered: IO[str]) -> None:
    entered.write("\n")
    entered.flush()


def page(servers: PortalServers, host: str, path: str) -> str:
    return servers.get(servers.front_url(host, path)).text


def test_an_emergency_comes_and_goes_everywhere(portal_servers: PortalServers) -> None:
    def band(host: str, path: str = "/") -> bool:
        return 'class="emergency"' in page(portal_servers, host, path)

    with province_at_work(portal_servers) as (heard, go_on):
        title, _space, item = heard().rpartition(" ")
        wait_until(lambda: band(COMMUNE) and band(PROVINCE))
        for path in PAGES:
            assert title in page(portal_servers, COMMUNE, path)
            assert band(PROVINCE, path)
            assert not band(STRANGER, path)
        item_address = f"/api/v1/items/{item}/"
        read = portal_servers.get(portal_servers.front_url(COMMUNE, item_address))
        assert read.json()["source"]["code"] == "38"
        assert portal_servers.get(portal_servers.front_url(STRANGER, item_address)).status_code == 404

        go_on()
        assert heard() == "gone"
        wait_until(lambda: not band(COMMUNE) and not band(PROVINCE))
        assert portal_servers.get(portal_servers.front_url(COMMUNE, item_address)).status_code == 404
        go_on()


@pytest.mark.needs("varnish")
def test_caches_in_front_follow_at_once(cached: Cached) -> None:
    """When the act says that it is done, no cache has the old state: nothing is waited for."""

    def said(host: str) -> list[str]:
        answer = cached.ask("/api/v1/portal/", host)
        return [notice["title"] for notice in answer.json()["emergency"]]

    def listed() -> list[str]:
        return [item["title"] for item in cached.ask("/api/v1/items/?scope=received").json()["items"]]

    before = [said(COMMUNE), said(PROVINCE), listed()]
    address = f"http://127.0.0.1:{cached.port}/"
    with province_at_work(cached.servers, PORTAL_PURGE_URLS=address) as (heard, go_on):
        title = heard().rpartition(" ")[0]
        assert [said(COMMUNE), said(PROVINCE), listed()] == [[title], [title], [title]]
        go_on()
        assert heard() == "gone"
        assert [said(COMMUNE), said(PROVINCE), listed()] == before == [[], [], []]
        go_on()

"""Webhooks and previews as people use them: through the admin of a running installation. SHOTS=folder keeps pictures."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.test_from_desk_to_citizen import SignIn, sign_in
from tests.sites.webhooks.conftest import Receiver, receiver
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]
HOST = "quangphu.thanhhoa.localhost"
SECONDS = 20.0

__all__ = ["receiver", "sign_in"]


def shot(desk: Desk, name: str) -> None:
    """Keep a picture of the screen where somebody asked for it."""
    if os.environ.get("SHOTS"):
        desk.page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)


def released_article(servers: PortalServers) -> tuple[int, str]:
    """The key in the admin and the title of an article that is public."""
    with (
        psycopg2.connect(**servers.addresses.reader.connect_arguments()) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT r.page_id, r.title FROM releases_release r JOIN tenants_host h ON h.tenant_id = r.tenant_id"
            " WHERE h.name = %s AND r.type = 'article' ORDER BY r.id LIMIT 1",
            [HOST],
        )
        key, title = cursor.fetchone()
    return int(key), str(title)


def test_an_administrator_enters_a_webhook_and_the_worker_sends(
    portal_servers: PortalServers, sign_in: SignIn, receiver: Receiver
) -> None:
    desk = sign_in(HOST, "quantri")
    desk.open("/admin/webhook/them/")
    desk.page.fill("[name=name]", "Trục liên thông")
    desk.page.fill("[name=url]", receiver.url)
    desk.page.get_by_role("button", name="Lưu").click()
    expect(desk.page.get_by_text("Webhook đã hoạt động")).to_be_visible()
    desk.page.get_by_text("Hiện khoá bí mật").click()
    secret = desk.page.locator(".webhook-secret").inner_text()
    desk.page.click("button[value=test]")

    until = time.monotonic() + SECONDS
    while "Đã nhận" not in desk.page.locator("table.listing").inner_text() and time.monotonic() < until:
        time.sleep(0.1)
        desk.page.reload()
    expect(desk.page.locator("table.listing")).to_contain_text("Đã nhận")
    assert receiver.received[0].is_signed_by(secret)
    shot(desk, "webhook")
    desk.page.get_by_text("Đổi khoá bí mật").click()
    desk.page.click("button[value=remove]")
    expect(desk.page.get_by_text("Chưa có webhook nào.")).to_be_visible()


def test_an_editor_sees_a_draft_beside_what_is_public_at_both_widths(
    portal_servers: PortalServers, sign_in: SignIn
) -> None:
    key, title = released_article(portal_servers)
    desk = sign_in(HOST, "truongban")
    desk.open(f"/admin/kiem-duyet/{key}/")
    desk.page.get_by_role("link", name="Xem trước trên cổng").click()
    for query, width in (("", 1280), ("?be-rong=dien-thoai", 390)):
        desk.open(f"/admin/xem-truoc/{key}/{query}")
        draft, live = (desk.page.frame_locator("iframe").nth(number) for number in (0, 1))
        for shown in (draft, live):
            expect(shown.locator("h1")).to_have_text(title)
            assert shown.locator("html").evaluate("it => it.clientWidth") == width
        expect(draft.locator("aside.band")).to_contain_text("Bản nháp, chưa đăng.")
        assert live.get_by_text("Bản nháp, chưa đăng.").count() == 0
        shot(desk, f"preview-{width}")

    desk.page.fill("[name=name]", "Ông Nguyễn Văn Bình")
    desk.page.get_by_role("button", name="Tạo đường dẫn").click()
    address = desk.page.locator("main .preview-address").inner_text()
    assert portal_servers.get(address).status_code == 200
    desk.page.get_by_role("button", name="Thu hồi").click()
    expect(desk.page.get_by_text("Đã thu hồi đường dẫn")).to_be_visible()
    assert portal_servers.get(address).status_code == 410

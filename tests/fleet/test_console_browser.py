"""The console at 1280 as a province's IT uses it: asked for in the browser, done by the fleet's worker, followed to its end.

With SHOTS=folder the screens are kept as pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cms.demo.plan import fleet_worker
from cms.demo.processes import Processes
from tenants.state import CHECKOUT, make_folder
from tests.e2e.desk import Desk
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

PROVINCE, WARD = "thanhhoa.localhost", "16522"
NEW_CODE, NEW_HOST = "16177", "tinhtuy.thanhhoa.localhost"
SHOTS = os.environ.get("SHOTS", "")
PATIENCE = 60_000  # milliseconds that work may take on a busy machine


def shot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture(scope="module")
def worker(portal_servers: PortalServers) -> Iterator[None]:
    """The fleet's worker over the running portals."""
    around = portal_servers.around
    with Processes([fleet_worker(around)], make_folder(around.files / "fleet-logs"), CHECKOUT):
        yield


@pytest.fixture
def desk(browser: Browser, portal_servers: PortalServers, worker: None) -> Iterator[Desk]:
    """The province's IT at the screen."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield Desk(context.new_page(), PROVINCE, portal_servers.admin_url).sign_in("kythuat")
    context.close()


def done(page: Page) -> None:
    """Wait for the work that the page follows."""
    expect(page.locator("[data-fleet-run=ended]")).to_be_visible(timeout=PATIENCE)


def no_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('.fleet-scroll')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )


def test_from_the_list_to_work_that_is_done(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("link", name="Cổng của tỉnh").first.click()
    expect(page.get_by_role("row", name=re.compile("Phường Quảng Phú"))).to_be_visible()
    no_wider_than_the_screen(page)
    shot(page, "1-danh-sach")

    page.get_by_role("checkbox", name="Phường Quảng Phú").check()
    page.get_by_label("Với các cổng đã đánh dấu").select_option("back_up")
    page.get_by_role("button", name="Tiếp tục").click()
    shot(page, "2-yeu-cau")
    page.get_by_role("button", name="Gửi yêu cầu cho 1 cổng").click()
    done(page)
    expect(page.locator("[data-fleet-state]")).to_have_text("Đã xong")
    expect(page.locator("[data-fleet-log]")).to_contain_text(WARD)
    shot(page, "3-cong-viec")

    page.goto(page.url.split("/admin/")[0] + f"/admin/cong/{WARD}/")
    expect(page.get_by_role("heading", name="Lịch sử trạng thái")).to_be_visible()
    no_wider_than_the_screen(page)
    shot(page, "4-mot-cong")
    page.goto(page.url.split("/admin/")[0] + "/admin/cong/sao-luu/")
    no_wider_than_the_screen(page)
    shot(page, "5-sao-luu")


def test_a_list_becomes_portals(desk: Desk, tmp_path: Path) -> None:
    page, base = desk.page, desk.page.url.split("/admin/")[0]
    units = tmp_path / "xa.csv"
    units.write_text(
        f"code,hosts,draft\n{NEW_CODE},{NEW_HOST},x\n{WARD},quangphu.thanhhoa.localhost,\n", encoding="utf-8"
    )
    page.goto(f"{base}/admin/cong/nhap/")
    page.locator("input[type=file]").set_input_files(units)
    shot(page, "6-nhap")
    page.get_by_role("button", name="Đọc danh sách").click()
    expect(page.get_by_text("đã có, giữ nguyên")).to_be_visible()
    shot(page, "7-xem-truoc")
    page.get_by_role("button", name="Tạo 1 cổng").click()
    done(page)
    page.goto(f"{base}/admin/cong/{NEW_CODE}/")
    expect(page.get_by_text("Đang chuẩn bị").first).to_be_visible()
    page.goto(f"{base}/admin/cong/tao/")
    shot(page, "8-tao")


def test_an_interruption_is_announced_to_editors_and_citizens(
    desk: Desk, portal_servers: PortalServers
) -> None:
    page, base = desk.page, desk.page.url.split("/admin/")[0]
    page.goto(f"{base}/admin/cong/yeu-cau/announce/?ma={WARD}")
    page.get_by_label("Tạm dừng từ").fill("22:00 01/03/2027")
    page.get_by_label("Tạm dừng đến").fill("23:30 01/03/2027")
    page.get_by_label("Nội dung công việc").fill("Nâng cấp máy chủ")
    shot(page, "9-thong-bao")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    done(page)
    ward = "quangphu.thanhhoa.localhost"
    page.goto(portal_servers.front_url(ward))
    expect(page.get_by_text("Cổng có thể tạm dừng từ 22:00 ngày 01/03/2027")).to_be_visible(timeout=PATIENCE)
    shot(page, "10-nguoi-dan")
    editor = Desk(page, ward, portal_servers.admin_url).sign_in("truongban")
    expect(editor.page.get_by_text("Nâng cấp máy chủ")).to_be_visible()
    no_wider_than_the_screen(editor.page)
    shot(editor.page, "11-bien-tap")

"""What citizens send, through a browser as people do it: on a small telephone without JavaScript, and officials in the admin."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.desk import Desk
from tests.frontend.test_browser import AXE, AXE_RUN, RULES, TOO_WIDE
from tests.support.portals import PortalServers

HOST = "tancuong.thainguyen.localhost"
QUESTION = "Xin hỏi thời gian tiêm phòng cho đàn trâu bò của xã trong tháng này?"
ANSWER = "Xã tổ chức tiêm phòng từ ngày 01 đến ngày 05 hằng tháng tại nhà văn hóa các xóm."


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    """A small telephone without JavaScript."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Further visitors, each with cookies of their own."""
    contexts = []

    def make() -> Page:
        context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.needs("chromium")
def test_asked_answered_approved_published_and_found(
    portal_servers: PortalServers, telephone: Page, new_page: Callable[[], Page]
) -> None:
    link, code = asks(portal_servers, telephone)
    head = Desk(new_page(), HOST, portal_servers.admin_url).sign_in("truongban")
    head.open("/admin/hoi-dap/")
    head.page.get_by_role("link", name=code).click()
    expect(head.page.get_by_text(QUESTION)).to_be_visible()
    expect(head.page.get_by_role("button", name="Công dân", exact=True)).to_be_visible()
    step(head, "Phân loại, thụ lý", {"topic": "Tiêm phòng trâu bò"}, field="agriculture")
    member = Desk(new_page(), HOST, portal_servers.admin_url).sign_in("thanhvien")
    member.page.goto(head.page.url)
    step(member, "Viết câu trả lời", {"text": ANSWER})
    expect(member.page.get_by_role("link", name="Duyệt câu trả lời")).to_have_count(0)
    head.page.reload()
    head.page.get_by_role("link", name="Duyệt câu trả lời").click()
    head.page.get_by_label("Duyệt", exact=True).check()
    head.page.get_by_role("button", name="Duyệt câu trả lời").click()
    expect(head.page.get_by_text("Đã trả lời", exact=False).first).to_be_visible()

    telephone.goto(link)
    expect(telephone.get_by_text(ANSWER)).to_be_visible()
    telephone.get_by_label("Rất hài lòng").check()
    telephone.get_by_role("button", name="Gửi đánh giá").click()
    expect(telephone.get_by_label("Rất hài lòng")).to_be_checked()

    member.page.reload()
    step(
        member,
        "Đăng công khai",
        {"title": "Lịch tiêm phòng trâu bò", "question": "Khi nào tiêm phòng trâu bò?"},
    )
    published(head)
    telephone.goto(portal_servers.front_url(HOST, "/hoi-dap/"))
    telephone.get_by_role("link", name="Lịch tiêm phòng trâu bò").click()
    expect(telephone.get_by_text(ANSWER)).to_be_visible()
    expect(telephone.get_by_text("Nhất Định Phải Tìm Thấy")).to_have_count(0)


def asks(servers: PortalServers, page: Page) -> tuple[str, str]:
    """Send the question, first with a mistake; return the secret link and the code."""
    page.goto(servers.front_url(HOST, "/hoi-dap/"))
    expect(page.get_by_role("main")).to_contain_text("15 ngày làm việc")
    page.get_by_role("main").get_by_role("link", name="Gửi câu hỏi").click()
    page.locator("#hoi-text").fill(QUESTION)
    page.locator("#hoi-name").fill("Nhất Định Phải Tìm Thấy")
    page.locator("#hoi-email").fill("không phải thư")
    page.get_by_role("button", name="Gửi câu hỏi đi").click()
    expect(page.get_by_text("Địa chỉ thư điện tử chưa đúng")).to_be_visible()
    expect(page.locator("#hoi-text")).to_have_value(QUESTION)
    page.locator("#hoi-email").fill("")
    page.get_by_role("button", name="Gửi câu hỏi đi").click()
    expect(page.get_by_role("heading", name="Đã nhận câu hỏi của ông/bà")).to_be_visible()
    code = page.locator(".receipt-code").inner_text()
    link = page.locator(".receipt-link").get_attribute("href") or ""
    assert re.fullmatch(r"/hoi-dap/theo-doi/[0-9a-f]{64}/", link)
    address = servers.front_url(HOST, link)
    for _second in range(60):
        page.goto(address)
        if page.get_by_text(QUESTION).count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text(QUESTION)).to_be_visible()
    return address, code


def step(desk: Desk, name: str, texts: dict[str, str], field: str = "") -> None:
    """Do a step of the case that is open."""
    desk.page.get_by_role("link", name=name, exact=True).click()
    for key, text in texts.items():
        desk.page.fill(f"[name={key}]", text)
    if field:
        desk.page.select_option("[name=field]", field)
    desk.page.locator(".board-form button[type=submit]").click()
    expect(desk.page.locator("#desk-history")).to_be_visible()


def published(head: Desk) -> None:
    """Approve what was put forward for publication."""
    head.open("/admin/kiem-duyet/")
    link = head.page.get_by_role("link", name="Lịch tiêm phòng trâu bò", exact=True)
    found = re.search(r"/kiem-duyet/(\d+)/", link.get_attribute("href") or "")
    assert found
    head.approve(int(found[1]))


@pytest.mark.browser
@pytest.mark.needs("chromium")
@pytest.mark.parametrize(
    ("slug", "texts", "text", "step_name"),
    [
        (
            "phan-anh-kien-nghi",
            {"place": "Xóm Nam Thái"},
            "Rác đổ trộm ở đầu cầu treo đã ba ngày chưa ai dọn.",
            "Nhập chung với phản ánh, kiến nghị trước",
        ),
        (
            "yeu-cau-thong-tin",
            {"reason": "Để làm nhà"},
            "Đề nghị cung cấp quy hoạch chi tiết khu dân cư xóm Nam Thái.",
            "Từ chối cung cấp",
        ),
    ],
)
def test_the_other_forms_on_a_small_telephone(
    portal_servers: PortalServers,
    telephone: Page,
    new_page: Callable[[], Page],
    slug: str,
    texts: dict[str, str],
    text: str,
    step_name: str,
) -> None:
    telephone.goto(portal_servers.front_url(HOST, f"/{slug}/"))
    telephone.locator(".button-link").click()
    telephone.locator("#hoi-text").fill(text)
    for name, value in {**texts, "name": "Lê Văn Kín", "address": "Xóm Nam Thái"}.items():
        telephone.locator(f"#hoi-{name}").fill(value)
    send = telephone.locator(".ask-form button[type=submit]")
    send.click()
    expect(telephone.get_by_text("Ghi số điện thoại hoặc thư điện tử")).to_be_visible()
    expect(telephone.locator("#hoi-text")).to_have_value(text)
    shot(telephone, f"{slug}-wrong")
    telephone.locator("#hoi-telephone").fill("0912 345 678")
    send.click()
    expect(telephone.locator(".receipt-code")).to_be_visible()
    code = telephone.locator(".receipt-code").inner_text()
    link = telephone.locator(".receipt-link").get_attribute("href") or ""
    assert re.fullmatch(rf"/{slug}/theo-doi/[0-9a-f]{{64}}/", link)
    address = portal_servers.front_url(HOST, link)
    for _half_second in range(60):
        telephone.goto(address)
        if telephone.get_by_text(text).count():
            break
        telephone.wait_for_timeout(500)
    expect(telephone.get_by_text(text)).to_be_visible()
    shot(telephone, f"{slug}-exchange")

    head = Desk(new_page(), HOST, portal_servers.admin_url).sign_in("truongban")
    head.open(f"/admin/{slug}/")
    shot(head.page, f"{slug}-desk")
    head.page.get_by_role("link", name=code).click()
    expect(head.page.get_by_text(text)).to_be_visible()
    step(head, "Phân loại, thụ lý", {"topic": "Việc ở xóm Nam Thái"}, field="land")
    shot(head.page, f"{slug}-case")
    head.page.get_by_role("link", name=step_name, exact=True).click()
    expect(head.page.locator(".board-form")).to_be_visible()
    shot(head.page, f"{slug}-step")

    page = new_page()
    for path in (f"/{slug}/", f"/{slug}/gui/", link):
        page.goto(portal_servers.front_url(HOST, path))
        page.evaluate(AXE)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(TOO_WIDE) <= 0, (path, width)
            shot(page, f"{slug}-{path.strip('/').split('/')[-1][:9]}-{width}")
        found = page.evaluate(AXE_RUN, RULES)
        assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == [], path


@pytest.mark.browser
@pytest.mark.needs("chromium")
def test_an_item_is_reported_from_its_own_page(
    portal_servers: PortalServers, telephone: Page, new_page: Callable[[], Page]
) -> None:
    listed = portal_servers.get(portal_servers.front_url(HOST, "/api/v1/items/?type=article&page_size=1"))
    item = listed.json()["items"][0]
    telephone.goto(portal_servers.front_url(HOST, item["path"]))
    telephone.locator(".report a").click()
    expect(telephone.get_by_role("main")).to_contain_text(item["title"])
    telephone.locator("#hoi-text").fill("Ngày tổ chức ghi trong bài bị sai.")
    send = telephone.locator(".ask-form button[type=submit]")
    send.click()
    expect(telephone.get_by_text("Chọn vấn đề của nội dung")).to_be_visible()
    telephone.get_by_label("Thông tin sai").check()
    send.click()
    expect(telephone.locator(".receipt-code")).to_contain_text("BS-")

    page = new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    for path in ("/bao-noi-dung/", f"/bao-noi-dung/gui/?muc={item['id']}"):
        page.goto(portal_servers.front_url(HOST, path))
        page.evaluate(AXE)
        assert page.evaluate(TOO_WIDE) <= 0, path
        found = page.evaluate(AXE_RUN, RULES)
        assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == [], path
        shot(page, f"bao-noi-dung-{len(path)}")


def shot(page: Page, name: str) -> None:
    """Keep a picture where `SHOTS` names a folder, to look at the screens."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

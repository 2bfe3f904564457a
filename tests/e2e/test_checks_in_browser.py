"""The screens around publishing, as people use them: classification, points to answer for, correction, taking down. SHOTS=folder keeps pictures."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.test_from_desk_to_citizen import Citizen, SignIn, sign_in
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]
HOST = "quangphu.thanhhoa.localhost"
WORDS = "Bản tin ghi sai thời gian: lễ khai mạc lúc 8 giờ, không phải 9 giờ."

__all__ = ["sign_in"]


def shot(desk: Desk, name: str) -> None:
    """Keep a picture of the screen where somebody asked for it."""
    if os.environ.get("SHOTS"):
        desk.page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)


def test_from_the_question_to_the_correction_and_the_takedown(
    portal_servers: PortalServers, sign_in: SignIn
) -> None:
    title = f"Ngày hội đọc sách {time.monotonic_ns()}"
    citizen = Citizen(portal_servers, title)
    contributor = sign_in(HOST, "congtacvien")

    contributor.open("/admin/tin-bai/choose_parent/")
    contributor._choose_section("")
    shot(contributor, "1-question")
    contributor.page.check("input[name=level][value=mat]")
    contributor.page.click("form:has(input[name=level]) button[type=submit]")
    expect(contributor.page.get_by_role("alert")).to_contain_text("Bí mật nhà nước")
    assert contributor.page.locator("#id_title").count() == 0
    shot(contributor, "2-refused")

    contributor.write_article("", title, category="news", field="culture")
    key = contributor.submit(title)
    contributor.open(f"/admin/kiem-tra/{key}/du-lieu-ca-nhan/")
    shot(contributor, "3-personal-data")

    head = sign_in(HOST, "truongban")
    head.open_review(key)
    head.page.click("button[name=decision][value=approve]")
    expect(head.page.locator(".moderation-checks")).to_contain_text("chịu trách nhiệm")
    assert not citizen.items(HOST)
    shot(head, "4-points")
    head.approve(key)
    citizen.until(lambda: bool(citizen.items(HOST)), "public")

    head.open(f"/admin/kiem-duyet/{key}/dinh-chinh/")
    head.page.fill("[name=text]", WORDS)
    shot(head, "5-correction")
    head.page.click("button.serious")
    head.page.wait_for_url(re.compile(rf"/admin/kiem-duyet/{key}/$"))
    shot(head, "6-history")
    assert citizen.sees(HOST, "/dinh-chinh/", WORDS)
    reader = head.page.context.new_page()
    reader.goto(portal_servers.front_url(HOST, "/dinh-chinh/"))
    shot(Desk(reader, HOST, portal_servers.admin_url), "7-list")

    head.open(f"/admin/kiem-duyet/{key}/go-bo/")
    shot(head, "8-takedown")
    head.page.fill("[name=reason]", "Lộ dữ liệu cá nhân")
    head.page.fill("[name=requested_by]", "Bà Lê Thị A")
    head.page.click("button.serious")
    head.page.wait_for_url(re.compile(rf"/admin/kiem-duyet/{key}/$"))
    citizen.until(lambda: not citizen.items(HOST) and not citizen.finds(HOST), "gone from lists and search")
    assert not citizen.sees(HOST, "/dinh-chinh/", WORDS)
    head.open(f"/admin/kiem-tra/{key}/xoa-han/")
    shot(head, "9-purge")

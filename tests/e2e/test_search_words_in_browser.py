"""What people decide about searching, on its screen: from what readers asked in vain to what they find. SHOTS=folder keeps
pictures.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.test_from_desk_to_citizen import SignIn, sign_in
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]
HOST = "quangphu.thanhhoa.localhost"
SCREEN = "/admin/tim-kiem/"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

__all__ = ["sign_in"]


def test_from_a_query_in_vain_to_a_synonym_and_a_pin(portal_servers: PortalServers, sign_in: SignIn) -> None:
    asked = "zqx" + "".join("bcdfghjklm"[int(digit)] for digit in str(time.monotonic_ns())[-8:])

    def found() -> httpx.Response:
        address = portal_servers.front_url(HOST, f"/tim-kiem/?q={quote(asked)}")
        return httpx.get(address, trust_env=False, timeout=30)

    for _ in range(2):
        assert "hit-title" not in found().text
    desk = sign_in(HOST, "quantri")
    page = desk.page
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        desk.open(SCREEN)
        assert page.evaluate(TOO_WIDE) <= 0
        if os.environ.get("SHOTS"):
            page.screenshot(path=Path(os.environ["SHOTS"]) / f"search-{width}.png", full_page=True)
    row = page.get_by_role("row").filter(has_text=asked)
    row.get_by_role("link", name=f"Thêm từ đồng nghĩa {asked}").click()
    expressions = page.locator("#synonym-expressions")
    expect(expressions).to_have_value(f"{asked}, ")
    expressions.fill(f"{asked}, tiếp công dân")
    expressions.press("Enter")
    expect(page.get_by_text(f"“{asked}, tiếp công dân”").first).to_be_visible()
    assert "hit-title" in found().text
    page.get_by_role("row").filter(has_text=asked).get_by_role("link", name=f"Ghim một bài {asked}").click()
    page.fill("#pin-address", "/khong-co/")
    page.press("#pin-address", "Enter")
    expect(page.get_by_text("/khong-co/").first).to_be_visible()
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / "search-refused.png", full_page=True)

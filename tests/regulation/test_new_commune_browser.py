"""A new commune gets its own regulation through the screen alone, by somebody who cannot program: every error stands beside its field.

With SHOTS=folder the screens are kept as pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cms.demo.portals import PASSWORD
from tests.e2e.desk import Desk
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

CODE, HOST = "16531", "donglinh.thanhhoa.localhost"
PEOPLE = """
from cms.accounts.models import Appointment, User
from tenants.context import tenant_context
from tenants.models import Tenant
with tenant_context(Tenant.objects.with_code("{code}").get()):
    for name, role in (("quantri", "unit_administrator"), ("truongban", "board_chief")):
        user = User(username=name, full_name=name, must_change_password=False, is_demo=True)
        user.set_password("{password}")
        user.save()
        Appointment.objects.create(user=user, role_key=role, post_title=name, decision="QĐ 1", valid_from="2026-01-01")
"""
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture(scope="module")
def commune(portal_servers: PortalServers) -> str:
    """A commune that has a portal and no regulation; its code."""
    code = _free_code(portal_servers)
    portal_servers.manage("tenant", "create", code, "--host", HOST)
    portal_servers.manage("shell", "-c", PEOPLE.format(code=code, password=PASSWORD))
    return code


def _free_code(servers: PortalServers) -> str:
    script = (
        "import datetime as dt; from tenants.models import Tenant, Unit; "
        "units = Unit.objects.on(dt.date.today()).filter(parent_code='38').order_by('-code'); "
        "print('code', next(u.code for u in units if not Tenant.objects.with_code(u.code).exists()))"
    )
    found = re.search(r"code (\d{5})", servers.manage("shell", "-c", script))
    assert found
    return found[1]


@pytest.fixture
def administrator(browser: Browser, portal_servers: PortalServers, commune: str) -> Iterator[Desk]:
    """The unit's administrator at the screen."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield Desk(context.new_page(), HOST, portal_servers.admin_url).sign_in("quantri")
    context.close()


class Screen:
    """The screen of one group of parameters, as a person works on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def group(self, title: str) -> None:
        """Open a group from the draft's own screen."""
        self.page.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator("h1, .w-header__title, header h1").first).to_contain_text(title)

    def parameter(self, key: str) -> Locator:
        """The box of a parameter."""
        return self.page.locator(f"#{key}")

    def say(self, key: str, /, **values: str | list[str]) -> None:
        """Let the regulation say something of a parameter."""
        box = self.parameter(key)
        silent = box.locator(f"[name='{key}-silent']")
        if silent.is_checked():
            silent.uncheck()
        for name, value in values.items():
            self._fill(box, f"{key}-{name}", value)

    def entry(self, key: str, number: int, /, **values: str | list[str]) -> None:
        """Fill in the entry of a list; the button gives one where there is none."""
        box = self.parameter(key)
        silent = box.locator(f"[name='{key}-silent']")
        if silent.is_checked():
            silent.uncheck()
        if box.locator(f"[name='{key}-entry-{number}-clause']").count() == 0:
            box.locator("[data-regulation-add]").click()
        for name, value in values.items():
            self._fill(box, f"{key}-entry-{number}-{name}", value)

    @staticmethod
    def _fill(box: Locator, name: str, value: str | list[str]) -> None:
        if isinstance(value, list):
            for one in value:
                box.locator(f"[name='{name}'][value='{one}']").check()
            return
        field = box.locator(f"[name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def save(self) -> None:
        """Press the first button below."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Lưu", exact=True).click()

    def errors(self) -> dict[str, str]:
        """What is refused, by the name of the field it stands beside; "" for what stands beside none."""
        return dict(
            self.page.evaluate(
                """() => [...document.querySelectorAll(".errorlist li")].map((error) => {
                     const field = error.closest(".regulation-field")?.querySelector("input, select, textarea");
                     return [field ? field.name : "", error.textContent.trim()];
                   })"""
            )
        )

    def shot(self, name: str) -> None:
        """Keep a picture where SHOTS names a folder, wide and narrow."""
        if not SHOTS:
            return
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        for width in (1280, 400):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_regulation_from_nothing_through_the_screen_alone(
    administrator: Desk, browser: Browser, portal_servers: PortalServers, commune: str
) -> None:
    page = administrator.page
    screen = Screen(page)
    administrator.open("/admin/quy-che/")
    screen.shot("versions")
    with page.expect_navigation():
        page.get_by_role("button", name="Tạo bản nháp").click()
    draft = page.url
    screen.shot("draft")

    # The instrument, first with everything wrong that a person gets wrong.
    page.goto(f"{draft}nhom/regulation/")
    screen.say("regulation-title", value="Quy chế hoạt động Trang thông tin điện tử", clause="điều một")
    screen.say("regulation-number", clause="0")
    screen.say("regulation-issued_on", value="31/02/2026", clause="0")
    screen.say("regulation-effective_from", value="mai", clause="QD.2")
    screen.save()
    errors = screen.errors()
    screen.shot("instrument-refused")
    assert "" not in errors, errors
    assert set(errors) == {
        "regulation-title-clause", "regulation-number-value", "regulation-issued_on-value", "regulation-effective_from-value",
    }  # fmt: skip
    screen.say("regulation-title", clause="0")
    screen.say("regulation-number", value="12/QĐ-UBND")
    screen.say("regulation-issued_on", value="20/11/2026")
    screen.say("regulation-issuing_body", value="UBND xã", clause="0")
    screen.say("regulation-signatory", value="Chủ tịch Nguyễn Văn A", clause="0")
    screen.say("regulation-effective_from", value="01/12/2026")
    screen.save()
    assert screen.errors() == {}

    # Who there is, and who decides.
    page.goto(f"{draft}nhom/roles/")
    screen.entry("roles-items", 0, key="board_chief", label="Trưởng Ban biên tập", kind="person",
                 permissions=["approve"], clause="4.1")  # fmt: skip
    screen.entry("roles-items", 1, key="board_chief", label="Trưởng Ban", kind="person", clause="4.2")
    screen.save()
    errors = screen.errors()
    screen.shot("roles-refused")
    assert set(errors) == {"roles-items-entry-1-key", "roles-items-provenance"} or set(errors) == {
        "roles-items-entry-1-key"
    }
    screen.entry("roles-items", 1, key="board_member", label="Ủy viên Ban biên tập")
    screen.save()
    assert screen.errors() == {}
    page.goto(f"{draft}nhom/approval/")
    screen.say("approval-default_approver", value=["board_chief"], clause="5.1")
    screen.entry("approval-rules", 0, label="Trưởng ban duyệt mọi tin, bài", clause="5.2")
    screen.save()
    errors = screen.errors()
    screen.shot("approval-refused")
    assert errors
    assert "" not in errors
    assert all(
        name.startswith("approval-rules-entry-0-") or name == "approval-rules-provenance" for name in errors
    )
    screen.entry("approval-rules", 0, stage="final", approver=["board_chief"], approver_label="Trưởng ban")
    screen.save()
    assert screen.errors() == {}

    # Until when: three working days for news.
    page.goto(f"{draft}nhom/deadlines/")
    screen.say("deadlines-news_event", unit="working_day", clause="7.1")
    screen.save()
    errors = screen.errors()
    screen.shot("deadlines-refused")
    assert set(errors) <= {"deadlines-news_event-amount", "deadlines-news_event-start"}
    assert errors
    screen.say("deadlines-news_event", amount="3", start="event_occurred")
    screen.say(
        "deadlines-own_document", amount="1", unit="working_day", start="document_signed", clause="7.2"
    )
    screen.save()
    assert screen.errors() == {}

    # The administrator drafts, the head puts in force.
    page.goto(draft)
    screen.shot("draft-filled")
    expect(page.get_by_role("link", name="Cho hiệu lực")).to_have_count(0)
    head = Desk(browser.new_context(locale="vi-VN").new_page(), HOST, portal_servers.admin_url).sign_in(
        "truongban"
    )
    head.page.goto(f"{draft}hieu-luc/")
    Screen(head.page).shot("put-in-force")
    head.page.get_by_role("button", name="Cho hiệu lực").click()
    head.page.wait_for_url(re.compile(r"/admin/quy-che/$"))
    Screen(head.page).shot("in-force")
    said = portal_servers.manage("due", commune, "news_event", "2026-12-04T09:00", "--layer", "tenant")
    assert '"due": "2026-12-09T23:59:59+07:00"' in said
    assert '"citation": "7.1"' in said

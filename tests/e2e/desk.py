"""An official at work in the admin, through the browser as a person would."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Response, expect

from cms.demo.portals import PASSWORD

AdminUrl = Callable[[str, str], str]


def is_form_sent(answer: Response) -> bool:
    """Whether a page answers a form. Waiting for any navigation is not enough: a draft that is saved by itself changes the address too."""
    return answer.request.method == "POST" and answer.request.is_navigation_request()


@dataclass
class Desk:
    """One person's browser in one portal's admin."""

    page: Page
    host: str
    admin_url: AdminUrl

    def sign_in(self, username: str) -> Desk:
        """Sign in with a demo account."""
        self.open("/admin/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(re.compile(r"/admin/$"))
        return self

    def open(self, path: str) -> None:
        """Go to a path of this portal's admin."""
        self.page.goto(self.admin_url(self.host, path))

    def write_article(
        self, section: str, title: str, *, category: str, field: str, picture: Path | None = None
    ) -> None:
        """Fill in the form of a new article as far as it has to be, with a picture if one is given.

        `section` is its title; empty: the first that is offered.
        """
        self.start_article(section)
        self.fill_article(title, category=category, field=field)
        if picture is not None:
            self._choose_picture(picture, f"Ảnh của bài {title}")

    def start_article(self, section: str) -> None:
        """Open the form of a new article under a section; empty: the first that is offered."""
        self.open("/admin/tin-bai/choose_parent/")
        self._choose_section(section)
        self._say_that_it_is_open()
        self.page.wait_for_selector("#id_title")

    def fill_article(self, title: str, *, category: str, field: str) -> None:
        """Fill in what an article has to have."""
        page = self.page
        page.fill("#id_title", title)
        page.fill("#id_summary", f"Tóm tắt: {title}.")
        page.select_option("#id_category", category)
        page.select_option("#id_field", field)
        self._fill_moment("#id_event_at", "20/11/2026 08:00")
        page.fill("#id_author_name", "Đỗ Thị Lan Anh")
        page.fill("#id_source_name", "Văn phòng UBND")

    def submit(self, title: str) -> int:
        """Put the article in the form forward. Returns its key in the admin."""
        expect(self.page.locator(".modal-backdrop")).to_have_count(0)
        with self.page.expect_response(is_form_sent) as answer:
            self.page.click("[name=action-submit]")
        assert answer.value.status == 302, self.page.locator("main").inner_text()
        self.page.wait_for_url(lambda url: "/edit/" not in url and "/add/" not in url)
        return self.key_of(title)

    def key_of(self, title: str) -> int:
        """The key in the admin of what is under moderation."""
        self.open("/admin/kiem-duyet/")
        link = self.page.get_by_role("link", name=title, exact=True)
        found = re.search(r"/kiem-duyet/(\d+)/", link.get_attribute("href") or "")
        assert found, f"{title!r} is not in the list of what is under moderation"
        return int(found[1])

    def open_review(self, key: int) -> None:
        """Open the moderation screen of an item."""
        self.open(f"/admin/kiem-duyet/{key}/")

    def approve(self, key: int) -> None:
        """Approve the item on its moderation screen."""
        self.open_review(key)
        for point in self.page.locator("input[name=checked]").all():
            point.check()
        self.page.click("button[name=decision][value=approve]")
        self.page.wait_for_url(re.compile(r"/admin/kiem-duyet/$"))

    def take_down(self, key: int, reason: str) -> None:
        """Take the item down, saying why."""
        self.open(f"/admin/kiem-duyet/{key}/go-bo/")
        self.page.fill("[name=reason]", reason)
        self.page.fill("[name=requested_by]", "Chủ tịch UBND")
        self.page.click("main button[type=submit].serious, button.serious")
        self.page.wait_for_url(re.compile(rf"/admin/kiem-duyet/{key}/$"))

    def may_decide(self, key: int) -> bool:
        """Return whether the moderation screen offers this person a decision."""
        self.open_review(key)
        return self.page.locator("button[name=decision]").count() > 0

    def _say_that_it_is_open(self) -> None:
        """Answer how the information is classified, which is asked before the editor opens."""
        self.page.check("input[name=level][value=open]")
        self.page.click("form:has(input[name=level]) button[type=submit]")

    def _fill_moment(self, field: str, moment: str) -> None:
        """Type a moment as people do: the calendar comes a little after the field is entered, and goes when it is left."""
        calendar = self.page.locator(".xdsoft_datetimepicker:visible")
        self.page.click(field)
        expect(calendar).to_have_count(1)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(moment)
        self.page.click("#id_title")
        expect(calendar).to_have_count(0)

    def _choose_section(self, section: str) -> None:
        offered = self.page.locator("main a[href*='/add/content/articlepage/']")
        link = self.page.get_by_role("link", name=section, exact=True) if section else offered
        expect(link.first).to_be_visible()
        link.first.click()

    def _choose_picture(self, picture: Path, alt: str) -> None:
        page = self.page
        field = page.locator("#panel-child-content-lead_image-section, [data-contentpath=lead_image]").first
        field.locator("button[data-chooser-action-choose]").first.click()
        modal = page.locator(".modal-content")
        modal.get_by_role("tab").nth(1).click()
        modal.locator("input[type=file]").set_input_files(str(picture))
        modal.locator("[name$=level]").first.select_option("open")
        modal.locator("[name$=title]").first.fill(alt)
        modal.locator("[name$=alt_text]").first.fill(alt)
        modal.locator("form[enctype] button[type=submit], form[enctype] input[type=submit]").last.click()
        expect(modal).to_be_hidden()

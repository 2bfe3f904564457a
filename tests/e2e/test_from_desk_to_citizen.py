"""An article's way, as people go it: written, submitted, approved by the regulation's people, read, taken down.

Run it alone with `-s` to see how long each place took to follow: `pytest tests/e2e -s`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from cms.demo.pictures import render
from tests.e2e.desk import Desk, is_form_sent
from tests.support.portals import PortalServers

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

SOON = 15.0  # seconds for a busy machine; how long it took is printed
OTHERS = [
    "haiphong.localhost",
    "thainguyen.localhost",
    "langson.localhost",
    "thanhdong.haiphong.localhost",
    "tancuong.thainguyen.localhost",
    "thongnhat.langson.localhost",
    "nhuxuan.thanhhoa.localhost",
]
# Each commune with a section of its news, and who decides there by its regulation.
COMMUNES = [
    ("thanhdong.haiphong.localhost", ["photruongban"]),
    ("tancuong.thainguyen.localhost", ["truongban"]),
    ("thongnhat.langson.localhost", ["truongban", "thanhvien1"]),
]

SignIn = Callable[[str, str], Desk]


@pytest.fixture
def sign_in(browser: Browser, portal_servers: PortalServers) -> Iterator[SignIn]:
    """Sign a person in, in the one browser of a test, which need not load the admin's scripts anew: who sat there before is signed out."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)

    def signed_in(host: str, username: str) -> Desk:
        context.clear_cookies()
        return Desk(context.new_page(), host, portal_servers.admin_url).sign_in(username)

    yield signed_in
    context.close()


class Citizen:
    """Reads portals as citizens and programs do."""

    def __init__(self, servers: PortalServers, title: str) -> None:
        self.servers = servers
        self.title = title

    def items(self, host: str, scope: str = "") -> list[dict[str, object]]:
        answer = self.servers.get(self.servers.front_url(host, f"/api/v1/items/?page_size=50{scope}"))
        return [item for item in answer.json()["items"] if item["title"] == self.title]

    def changes(self, host: str) -> list[dict[str, object]]:
        """The whole change feed of a portal, page by page."""
        url = self.servers.front_url(host, "/api/v1/changes/")
        found: list[dict[str, object]] = []
        since = "0"
        while page := (answer := self.servers.get(url, params={"since": since}).json())["changes"]:
            found += page
            since = parse_qs(urlsplit(answer["next"]).query)["since"][0]
        return found

    def sees(self, host: str, path: str, text: str = "") -> bool:
        return (text or self.title) in self.servers.get(self.servers.front_url(host, path)).text

    def finds(self, host: str) -> bool:
        url = self.servers.front_url(host, "/api/v1/search/")
        found = self.servers.get(url, params={"q": self.title}).json()
        return any(item["title"] == self.title for item in found["items"])

    def until(self, holds: Callable[[], bool], what: str) -> None:
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < SOON, f"not so after {SOON} s: {what}"
            time.sleep(0.1)
        print(f"{what}: {time.monotonic() - began:.2f} s")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph to upload."""
    path = tmp_path / "anh.jpg"
    path.write_bytes(render("festival", time.monotonic_ns() % 1_000_000))
    return path


def test_quang_phu_from_the_contributor_to_the_citizen_and_back(
    portal_servers: PortalServers, sign_in: SignIn, picture: Path
) -> None:
    host, province = "quangphu.thanhhoa.localhost", "thanhhoa.localhost"
    title = f"Khánh thành nhà văn hóa phố {time.monotonic_ns()}"
    citizen = Citizen(portal_servers, title)

    contributor = sign_in(host, "congtacvien")
    contributor.write_article(
        "Tin hoạt động của phường", title, category="news", field="culture", picture=picture
    )
    key = contributor.submit(title)
    assert not contributor.may_decide(key)
    assert not sign_in(host, "photruongban").may_decide(key)

    head = sign_in(host, "truongban")
    head.open_review(key)
    shown = head.page.locator("main").inner_text()
    assert "23:59 23/11/2026" in shown, "due one working day after Friday 20/11 (7.1)"
    assert "Điều 7" in shown
    assert not citizen.items(host)

    head.approve(key)
    citizen.until(lambda: bool(citizen.items(host)), "in the commune's API")
    item = citizen.items(host)[0]
    citizen.until(lambda: citizen.sees(host, "/"), "on the commune's page")
    citizen.until(lambda: citizen.sees(host, "/feed.atom"), "in its feed")
    citizen.until(lambda: citizen.sees(host, "/sitemap.xml", str(item["path"])), "in its sitemap")
    citizen.until(lambda: citizen.finds(host), "in its search")
    citizen.until(lambda: citizen.sees(province, "/"), "on the province's page")
    shared = citizen.items(province, "&scope=province")[0]["source"]
    assert isinstance(shared, dict)
    assert (shared["code"], shared["url"]) == ("16522", item["url"])
    for other in OTHERS:
        assert not citizen.sees(other, "/"), other
        assert not citizen.items(other), other
        assert not citizen.finds(other), other

    head.take_down(key, "Sai thời gian tổ chức")
    citizen.until(lambda: not citizen.items(host), "out of the commune's API")
    citizen.until(lambda: not citizen.items(province, "&scope=province"), "out of the province's API")
    for path in ("/", "/feed.atom"):
        citizen.until(lambda path=path: not citizen.sees(host, path), f"out of {path}")  # type: ignore[misc]
    citizen.until(lambda: not citizen.sees(host, "/sitemap.xml", str(item["path"])), "out of the sitemap")
    citizen.until(lambda: not citizen.finds(host), "out of the search")
    citizen.until(lambda: not citizen.sees(province, "/"), "out of the province's page")
    page = portal_servers.get(str(item["url"]))
    assert page.status_code in {404, 410}
    assert [change["kind"] for change in citizen.changes(host) if change["id"] == item["id"]] == ["withdrawn"]


@pytest.mark.parametrize(("host", "deciders"), COMMUNES)
def test_each_commune_by_its_own_regulation(
    portal_servers: PortalServers, sign_in: SignIn, host: str, deciders: list[str]
) -> None:
    title = f"Ra quân vệ sinh đường làng {time.monotonic_ns()}"
    citizen = Citizen(portal_servers, title)
    contributor = sign_in(host, "congtacvien")
    contributor.write_article("", title, category="news", field="environment")
    key = contributor.submit(title)
    assert not contributor.may_decide(key)
    for username in deciders:
        assert not citizen.items(host)
        sign_in(host, username).approve(key)
    citizen.until(lambda: bool(citizen.items(host)), f"public in {host}")


def test_what_is_submitted_while_it_is_being_saved_by_itself_is_one_item(
    portal_servers: PortalServers, sign_in: SignIn
) -> None:
    title = f"Ra mắt tổ công nghệ số cộng đồng {time.monotonic_ns()}"
    contributor = sign_in("quangphu.thanhhoa.localhost", "congtacvien")
    page = contributor.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        """A slow line: the draft that the page saves by itself stays on its way."""
        asked = route.request
        if asked.method == "POST" and not asked.is_navigation_request() and not held:
            held.append(route)
        else:
            route.continue_()

    contributor.start_article("")
    page.wait_for_timeout(2_500)  # Wagtail takes what is filled in within its first two seconds for unchanged
    page.route("**/admin/pages/**", hold)
    with page.expect_request(lambda asked: asked.method == "POST"):
        contributor.fill_article(title, category="news", field="environment")
    page.click("[name=action-submit]")
    with page.expect_response(is_form_sent) as answer:
        held[0].continue_()
    assert answer.value.status == 302
    key = contributor.key_of(title)
    contributor.open("/admin/tin-bai/")
    expect(page.get_by_role("link", name=title, exact=True)).to_have_count(1)
    contributor.open_review(key)
    expect(page.locator("main")).to_contain_text(f"Tóm tắt: {title}.")


def test_the_archive_offers_no_writing(portal_servers: PortalServers, sign_in: SignIn) -> None:
    desk = sign_in("nhuxuan.thanhhoa.localhost", "thanhvien")
    desk.open("/admin/tin-bai/choose_parent/")
    body = desk.page.locator("body").inner_text()
    assert "lưu trữ" in body or desk.page.get_by_role("link", name="Viết tin bài").count() == 0

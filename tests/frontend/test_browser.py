"""The pages in a real Chromium: accessible, at 360 px and zoomed, by keyboard, printed, without scripts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import axe_playwright_python
import httpx
import pytest
from playwright.sync_api import Browser, Page

from cms.demo.processes import free_port
from tests.frontend import fixture_content as content

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs("chromium"),
    pytest.mark.xdist_group("portals"),  # where a browser runs anyway
]

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE_RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PAGES = {
    "home": (content.WARD, "/"),
    "section": (content.WARD, "/tin-tuc/"),
    "section of documents": (content.WARD, "/van-ban/"),
    "article": (content.WARD, "/tin-tuc/ngay-hoi-dai-doan-ket-to-dan-pho-so-4/"),
    "document": (content.WARD, "/van-ban/quyet-dinh-215-qd-ubnd/"),
    "static page": (content.WARD, "/gioi-thieu/to-chuc-bo-may/"),
    "contacts": (content.WARD, "/danh-ba/"),
    "schedule": (content.WARD, "/lich-tiep-cong-dan/"),
    "documents": (content.WARD, "/tra-cuu-van-ban/?kind=quyet-dinh"),
    "search": (content.WARD, "/tim-kiem/"),
    "results": (content.WARD, f"/tim-kiem/?q={quote('phường')}"),
    "no results": (content.WARD, "/tim-kiem/?q=tiep+cong+zan"),
    "wrong day": (content.WARD, "/tim-kiem/?q=a&from=45/2"),
    "regulation": (content.WARD, "/quy-che/"),
    "older regulation": (content.WARD, "/quy-che/?ngay=2020-01-01"),
    "site map": (content.WARD, "/so-do-cong/"),
    "about": (content.WARD, "/ve-cong-nay/"),
    "accessibility": (content.WARD, "/kha-nang-tiep-can/"),
    "not found": (content.WARD, "/khong-co/"),
    "gone": (content.WARD, "/tin-tuc/da-go/"),
    "province": (content.PROVINCE, "/"),
    "communes": (content.PROVINCE, "/xa-phuong/"),
    "results by commune": (content.PROVINCE, f"/tim-kiem/?q={quote('phường')}&group=commune"),
    "news of communes": (content.PROVINCE, "/tin-co-so/"),
    "sent from others": (content.WARD, "/tin-cua-tinh/"),
    "archive": (content.DISTRICT, "/"),
    "unknown host": ("unknown.localhost", "/"),
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A port on which the front end serves the fixture's portals."""
    chosen = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(chosen),
    ]
    server = subprocess.Popen([*command, "--log-level", "error", "tests.frontend.serving:app"], cwd=CHECKOUT)
    try:
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, trust_env=False) as client:
            assert client.get(f"http://127.0.0.1:{chosen}/health/", timeout=30).status_code == 200
        yield chosen
    finally:
        server.terminate()
        server.wait(timeout=15)


@pytest.fixture
def open_page(page: Page, port: int) -> Iterator[Page]:
    """A visitor's page that fails the test when the browser complains."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_navigation_timeout(30_000)
    yield page
    assert [text for text in complaints if "status of 4" not in text] == []


def visit(page: Page, port: int, name: str) -> None:
    """Open one of the pages and wait for its fonts."""
    host, path = PAGES[name]
    page.goto(f"http://{host}:{port}{path}", wait_until="load")
    page.evaluate("document.fonts.ready.then(() => 0)")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page: Page, port: int, name: str) -> None:
    visit(open_page, port, name)
    open_page.evaluate(AXE)
    for width in (360, 1280):
        open_page.set_viewport_size({"width": width, "height": 800})
        assert open_page.evaluate(TOO_WIDE) <= 0, f"at {width} px the page is wider than the screen"
        if width == 360:
            continue  # test_real_portals asks axe there
        found = open_page.evaluate(AXE_RUN, RULES)
        assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == [], width


@pytest.mark.parametrize("name", ["home", "article", "documents", "contacts", "regulation", "province"])
def test_at_400_percent_zoom_one_scrolls_down_only(open_page: Page, port: int, name: str) -> None:
    # WCAG 2.2, 1.4.10: 1280 px at 400 % are 320 px.
    open_page.set_viewport_size({"width": 320, "height": 256})
    visit(open_page, port, name)
    assert open_page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["home", "results", "documents"])
def test_text_spacing_of_the_readers_choice_cuts_nothing_off(open_page: Page, port: int, name: str) -> None:
    # WCAG 2.2, 1.4.12. Through the DOM, since the policy lets no other style in.
    visit(open_page, port, name)
    cut = open_page.evaluate(
        """() => {
            for (const each of document.querySelectorAll("body *")) {
                Object.assign(each.style, {letterSpacing: ".12em", wordSpacing: ".16em", lineHeight: "1.5"});
            }
            return [...document.querySelectorAll("a, p, h1, h2, h3, li, td, th, button")]
                .filter(each => getComputedStyle(each).overflow === "hidden" && !each.closest(".unseen")
                    && each.scrollHeight > each.clientHeight + 1).length;
        }"""
    )
    assert cut == 0
    assert open_page.evaluate(TOO_WIDE) <= 0


def test_the_first_keys_skip_to_content_and_search(open_page: Page, port: int) -> None:
    visit(open_page, port, "home")
    open_page.keyboard.press("Tab")
    assert open_page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    assert open_page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    open_page.keyboard.press("Enter")
    assert open_page.evaluate("document.activeElement.id") == "noi-dung"
    open_page.keyboard.press("Tab")
    assert open_page.evaluate("document.activeElement.closest('main') !== null")


def test_focus_can_be_seen_everywhere(open_page: Page, port: int) -> None:
    visit(open_page, port, "home")
    for _step in range(25):
        open_page.keyboard.press("Tab")
        outline = open_page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", open_page.evaluate("document.activeElement.outerHTML")


def test_the_schedule_for_meeting_the_chairman_is_two_taps_away(open_page: Page, port: int) -> None:
    open_page.set_viewport_size({"width": 360, "height": 740})
    visit(open_page, port, "home")
    link = open_page.get_by_role("navigation", name="Việc thường dùng").get_by_role(
        "link", name="Lịch tiếp công dân"
    )
    assert link.bounding_box()["y"] < 740  # type: ignore[index]
    link.click()
    assert open_page.get_by_role("heading", level=1).inner_text() == "Lịch tiếp công dân"


def test_the_menu_opens_on_a_phone(open_page: Page, port: int) -> None:
    open_page.set_viewport_size({"width": 360, "height": 740})
    visit(open_page, port, "home")
    entry = open_page.get_by_role("link", name="Tổ chức bộ máy")
    assert not entry.is_visible()
    open_page.get_by_text("Danh mục", exact=True).click()
    entry.click()
    assert open_page.url.endswith("/gioi-thieu/to-chuc-bo-may/")


def test_targets_are_large_enough_for_a_thumb(open_page: Page, port: int) -> None:
    # WCAG 2.2, 2.5.8 asks 24 px; what people come for has 44.
    open_page.set_viewport_size({"width": 360, "height": 740})
    visit(open_page, port, "home")
    heights = open_page.eval_on_selector_all(
        ".shortcuts a, .menu summary, .quick-search button",
        "all => all.map(each => each.getBoundingClientRect().height)",
    )
    assert heights
    assert min(heights) >= 44


def test_filters_are_behind_a_button_on_a_phone_and_open_on_a_desk(open_page: Page, port: int) -> None:
    open_page.set_viewport_size({"width": 360, "height": 740})
    visit(open_page, port, "documents")
    field = open_page.get_by_label("Loại văn bản")
    assert not field.is_visible()
    open_page.get_by_text("Lọc văn bản", exact=True).click()
    assert field.is_visible()
    open_page.set_viewport_size({"width": 1280, "height": 800})
    visit(open_page, port, "documents")
    assert field.is_visible()


def test_the_table_of_documents_becomes_cards_on_a_phone(open_page: Page, port: int) -> None:
    open_page.set_viewport_size({"width": 360, "height": 740})
    visit(open_page, port, "documents")
    assert (
        open_page.eval_on_selector("table.documents tbody tr", "row => getComputedStyle(row).display")
        == "grid"
    )
    assert open_page.get_by_role("table").get_by_role("rowheader").first.inner_text() == "215/QĐ-UBND"


def test_lines_are_of_a_length_one_can_read(open_page: Page, port: int) -> None:
    visit(open_page, port, "article")
    letters = open_page.evaluate(
        """() => {
            const block = document.querySelector(".body .rich p"), range = document.createRange();
            const text = block.firstChild, top = rect => Math.round(rect.top);
            range.setStart(text, 0); range.setEnd(text, text.length);
            const lines = new Set([...range.getClientRects()].map(top)).size;
            return text.length / lines;
        }"""
    )
    assert 45 <= letters <= 80


def test_diacritics_are_not_cut_off(open_page: Page, port: int) -> None:
    visit(open_page, port, "home")
    cut = open_page.eval_on_selector_all(
        "h1, h2, h3, a, button, p, span",
        """all => {
            const context = document.createElement("canvas").getContext("2d");
            return all.filter(each => {
                const style = getComputedStyle(each);
                if (style.overflow !== "hidden" || each.classList.contains("unseen")) return false;
                context.font = `${style.fontWeight} ${style.fontSize} "Be Vietnam Pro"`;
                return context.measureText("Ộ").actualBoundingBoxAscent > parseFloat(style.lineHeight) * .9;
            }).length;
        }""",
    )
    assert cut == 0


def test_the_fonts_are_ours_and_nothing_jumps(open_page: Page, port: int) -> None:
    visit(open_page, port, "article")
    assert open_page.evaluate("document.fonts.check('400 18px \"Be Vietnam Pro\"', 'ộ')")
    shift = open_page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
                .observe({type: "layout-shift", buffered: true});
            requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })"""
    )
    assert shift < 0.02


def test_larger_text_stays_chosen(open_page: Page, port: int) -> None:
    visit(open_page, port, "article")
    size = "parseFloat(getComputedStyle(document.querySelector('.body p')).fontSize)"
    before = open_page.evaluate(size)
    open_page.get_by_role("button", name="Chữ lớn hơn").click()
    assert open_page.evaluate(size) == pytest.approx(before * 1.25)
    visit(open_page, port, "document")
    assert open_page.get_by_role("button", name="Chữ lớn hơn").get_attribute("aria-pressed") == "true"
    assert open_page.context.cookies() == []


def test_everything_can_be_read_without_scripts(browser: Browser, port: int) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        visit(page, port, "article")
        assert page.get_by_text("Mỗi nhà một việc").is_visible()
        assert not page.get_by_role("button", name="In", exact=True).is_visible()
        assert page.get_by_role("link", name="Lưu về máy").is_visible()
        page.get_by_role("searchbox").first.fill("chợ")
        page.keyboard.press("Enter")
        assert "Chợ Phú Thọ" in page.locator(".hits").inner_text()
    finally:
        context.close()


def test_a_printed_item_has_no_menus(open_page: Page, port: int) -> None:
    visit(open_page, port, "article")
    open_page.emulate_media(media="print")
    for part in (".bar", ".actions", ".related", ".crumbs"):
        assert not open_page.locator(part).first.is_visible(), part
    assert open_page.locator(".body").is_visible()
    assert open_page.locator(".footer-body").is_visible()


def test_forced_colours_keep_edges(open_page: Page, port: int) -> None:
    visit(open_page, port, "documents")
    open_page.emulate_media(forced_colors="active")
    assert open_page.eval_on_selector(".status", "each => getComputedStyle(each).borderTopStyle") == "solid"


def test_nothing_is_asked_of_another_host(open_page: Page, port: int) -> None:
    hosts: set[str] = set()
    open_page.on("request", lambda request: hosts.add(httpx.URL(request.url).host))
    for name in ("home", "article", "province"):
        visit(open_page, port, name)
    assert hosts == {content.WARD, content.PROVINCE}


@pytest.mark.skipif("SHOTS" not in os.environ, reason="set SHOTS to a folder to look at the pages")
@pytest.mark.parametrize("name", PAGES)
def test_pictures_to_look_at(open_page: Page, port: int, name: str) -> None:
    for width in (360, 768, 1280):
        open_page.set_viewport_size({"width": width, "height": 800})
        visit(open_page, port, name)
        open_page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}-{width}.png", full_page=True)

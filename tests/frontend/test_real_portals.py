"""The front end over the real API and the demo's nine portals."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from tests.frontend.test_browser import AXE, AXE_RUN, RULES, TOO_WIDE
from tests.support.portals import PortalServers

PORTALS = [
    "thanhhoa.localhost",
    "haiphong.localhost",
    "thainguyen.localhost",
    "langson.localhost",
    "quangphu.thanhhoa.localhost",
    "thanhdong.haiphong.localhost",
    "tancuong.thainguyen.localhost",
    "thongnhat.langson.localhost",
    "nhuxuan.thanhhoa.localhost",
]
PROVINCES = PORTALS[:4]
EACH_KIND = [PORTALS[0], *PORTALS[4:]]
"""One province, all communes, the archive: pages of provinces differ in nothing but their content."""
COMMUNES = PORTALS[4:8]
ARCHIVE = PORTALS[8]
OWN_PAGES = [
    "/",
    "/tim-kiem/",
    "/tra-cuu-van-ban/",
    "/quy-che/",
    "/so-do-cong/",
    "/ve-cong-nay/",
    "/kha-nang-tiep-can/",
]


def read(servers: PortalServers, host: str, path: str) -> BeautifulSoup:
    """Return a page that is there, parsed."""
    response = servers.get(servers.front_url(host, path))
    assert response.status_code == 200, f"{host}{path}: {response.status_code}"
    return BeautifulSoup(response.text, "html.parser")


def sitemap(servers: PortalServers, host: str) -> set[str]:
    """Return the paths in a portal's `sitemap.xml`."""
    response = servers.get(servers.front_url(host, "/sitemap.xml"))
    assert response.status_code == 200
    return {urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", response.text)}


@pytest.mark.parametrize("host", PORTALS)
def test_every_page_of_the_front_end_is_there(portal_servers: PortalServers, host: str) -> None:
    for path in OWN_PAGES:
        assert read(portal_servers, host, path).h1


@pytest.mark.parametrize("host", EACH_KIND)
def test_every_address_of_the_site_map_is_there_and_names_its_portal(
    portal_servers: PortalServers, host: str
) -> None:
    name = read(portal_servers, host, "/").select_one(".brand-name").get_text()  # type: ignore[union-attr]
    paths = sitemap(portal_servers, host)
    assert len(paths) >= 8
    for path in paths:
        page = read(portal_servers, host, path)
        assert page.select_one(".brand-name").get_text() == name  # type: ignore[union-attr]


@pytest.mark.parametrize("host", PORTALS)
def test_the_site_map_for_people_equals_the_one_for_machines(
    portal_servers: PortalServers, host: str
) -> None:
    page = read(portal_servers, host, "/so-do-cong/")
    assert sitemap(portal_servers, host) <= {str(link["href"]) for link in page.select(".tree a")}


@pytest.mark.parametrize("host", EACH_KIND)
def test_no_link_of_the_first_page_is_dead(portal_servers: PortalServers, host: str) -> None:
    for link in read(portal_servers, host, "/").select("a[href^='/']"):
        address = portal_servers.front_url(host, str(link["href"]))
        assert portal_servers.get(address).status_code == 200, link["href"]


@pytest.mark.parametrize("host", EACH_KIND)
def test_pictures_and_files_are_there(portal_servers: PortalServers, host: str) -> None:
    seen = set()
    for path in sitemap(portal_servers, host):
        page = read(portal_servers, host, path)
        seen |= {str(image["src"]) for image in page.select("main img")}
        seen |= {str(link["href"]) for link in page.select(".files a")}
        assert all(image["alt"] for image in page.select("main img")), path
    for address in seen:
        response: httpx.Response = portal_servers.get(portal_servers.front_url(host, address))
        assert response.status_code == 200, address
        assert response.content


@pytest.mark.parametrize("host", COMMUNES)
def test_a_regulation_names_the_clause_of_its_values(portal_servers: PortalServers, host: str) -> None:
    page = read(portal_servers, host, "/quy-che/")
    assert len(page.select(".rule")) >= 10
    assert page.select(".rule-source a")
    anchors = [str(element["id"]) for element in page.select("[id]")]
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("host", ["quangphu.thanhhoa.localhost", "tancuong.thainguyen.localhost"])
def test_rules_older_than_the_merged_unit_say_so(portal_servers: PortalServers, host: str) -> None:
    assert "trước khi" in read(portal_servers, host, "/quy-che/").select_one(".notice-strong").get_text()  # type: ignore[union-attr]


def test_the_archive_names_its_six_successors(portal_servers: PortalServers) -> None:
    band = read(portal_servers, ARCHIVE, "/tim-kiem/").select_one("aside.band")
    assert band is not None
    assert "01/07/2025" in band.get_text()
    assert len(band.select("li")) == 6


@pytest.mark.parametrize(("province", "commune"), zip(PROVINCES, COMMUNES, strict=True))
def test_a_province_shows_its_commune_and_links_there(
    portal_servers: PortalServers, province: str, commune: str
) -> None:
    page = read(portal_servers, province, "/tin-co-so/")
    links = [str(link["href"]) for link in page.select("main article a")]
    assert links
    assert all(urlsplit(link).hostname == commune for link in links if commune in link)
    assert any(commune in link for link in links)
    assert any(
        commune in str(link["href"]) for link in read(portal_servers, province, "/xa-phuong/").select("a")
    )


@pytest.mark.parametrize("host", PORTALS)
def test_searching_finds_what_is_there(portal_servers: PortalServers, host: str) -> None:
    title = read(portal_servers, host, "/").select_one(".lead-title")
    assert title is not None
    page = BeautifulSoup(
        portal_servers.get(
            portal_servers.front_url(host, "/tim-kiem/"), params={"q": title.get_text(strip=True)}
        ).text,
        "html.parser",
    )
    found = [" ".join(hit.get_text().split()) for hit in page.select(".hit-title")]
    assert " ".join(title.get_text().split()) in found


@pytest.mark.parametrize("host", COMMUNES)
def test_documents_can_be_narrowed(portal_servers: PortalServers, host: str) -> None:
    page = read(portal_servers, host, "/tra-cuu-van-ban/")
    total = len(page.select("table.documents tbody tr"))
    assert total
    kind = page.select("#vb-kind option")[1]
    narrowed = read(portal_servers, host, f"/tra-cuu-van-ban/?kind={kind['value']}")
    assert 0 < len(narrowed.select("table.documents tbody tr")) <= total


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/robots.txt", "/api/v1/", "/api/v1/schema/"])
def test_what_the_api_serves_on_the_public_origin(portal_servers: PortalServers, path: str) -> None:
    assert portal_servers.get(portal_servers.front_url(COMMUNES[0], path)).status_code == 200


def test_the_printed_host_of_a_regulation_leads_to_the_portal(portal_servers: PortalServers) -> None:
    response = portal_servers.get(
        portal_servers.front_url("quangphu.tpthanhhoa.thanhhoa.gov.vn", "/tim-kiem/?q=ch%E1%BB%A3")
    )
    assert response.status_code in (301, 308)
    assert response.headers["location"] == portal_servers.front_url(COMMUNES[0], "/tim-kiem/?q=ch%E1%BB%A3")


def test_an_unknown_host_is_no_portal(portal_servers: PortalServers) -> None:
    response = portal_servers.get(portal_servers.front_url("khong-co.localhost"))
    assert response.status_code == 404
    assert "khong-co.localhost" in response.text


def pages_of_each_kind(servers: PortalServers, host: str) -> dict[str, str]:
    """Return a path for each kind of page that a portal has."""
    items = servers.get(servers.front_url(host, "/api/v1/items/?page_size=100")).json()["items"]
    kinds = {item["type"]: item["path"] for item in reversed(items)}
    own = {path.strip("/") or "home": path for path in OWN_PAGES}
    return {**kinds, **own, "results": "/tim-kiem/?q=x%C3%A3", "not found": "/khong-co/"}


@pytest.mark.browser
@pytest.mark.needs("chromium")
@pytest.mark.parametrize("host", [PROVINCES[0], COMMUNES[0], ARCHIVE])
def test_axe_finds_nothing_on_any_kind_of_page(portal_servers: PortalServers, page: Page, host: str) -> None:
    pages = pages_of_each_kind(portal_servers, host)
    if host != COMMUNES[0]:  # what is the province's or the archive's own
        pages = {kind: pages[kind] for kind in ("home", "quy-che", "results")}
    for kind, path in pages.items():
        page.goto(portal_servers.front_url(host, path))
        page.evaluate(AXE)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(TOO_WIDE) <= 0, (kind, width)
            if width != 360 and not os.environ.get("SHOTS"):
                continue  # test_browser asks axe there
            found = page.evaluate(AXE_RUN, RULES)
            assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == [], (
                kind,
                width,
            )
            if folder := os.environ.get("SHOTS"):
                page.wait_for_load_state("networkidle")
                page.screenshot(path=Path(folder) / f"{host}-{kind}-{width}.png", full_page=True)


@pytest.mark.parametrize("slug", ["hoi-dap", "phan-anh-kien-nghi", "yeu-cau-thong-tin", "bao-noi-dung"])
def test_an_archive_has_no_form_and_says_whom_to_ask(portal_servers: PortalServers, slug: str) -> None:
    for path in (f"/{slug}/", f"/{slug}/gui/"):
        page = read(portal_servers, ARCHIVE, path)
        assert page.select_one(".ask-form") is None
        assert len(page.select("main .notice li")) == 6, "the authorities that took over"

"""What machines read: Dublin Core, schema.org, Open Graph, canonical addresses."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from frontend.markup import highlighted, paragraphs, rich_text
from frontend.metadata import as_json_ld
from frontend.vocabulary import emblem_for, file_kind
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen

ARTICLE = "/tin-tuc/ngay-hoi-dai-doan-ket-to-dan-pho-so-4/"
DOCUMENT = "/van-ban/quyet-dinh-215-qd-ubnd/"
MANDATORY = {"DC.title", "DC.creator", "DC.date", "DC.description", "DC.publisher", "DC.identifier"}


def dublin_core(citizen: Citizen, path: str) -> dict[str, str]:
    """Return a page's Dublin Core elements."""
    return {str(tag["name"]): str(tag["content"]) for tag in citizen.read(path).select("meta[name^='DC.']")}


def linked_data(citizen: Citizen, path: str) -> dict[str, Any]:
    """Return a page's schema.org descriptions by type."""
    script = citizen.read(path).select_one("script[type='application/ld+json']")
    assert script is not None
    return {entry["@type"]: entry for entry in json.loads(script.get_text())}


@pytest.mark.parametrize("path", [ARTICLE, DOCUMENT, "/gioi-thieu/to-chuc-bo-may/", "/danh-ba/"])
def test_every_item_has_the_six_mandatory_elements(citizen: Citizen, path: str) -> None:
    found = dublin_core(citizen, path)
    assert set(found) >= MANDATORY
    assert all(found.values())
    assert found["DC.identifier"] == content.origin(content.WARD) + path


def test_several_subjects_are_joined_by_semicolons(citizen: Citizen) -> None:
    assert dublin_core(citizen, ARTICLE)["DC.subject"] == "Tin tức, sự kiện; Văn hóa – xã hội"


def test_an_article_is_described(citizen: Citizen) -> None:
    article = linked_data(citizen, ARTICLE)["NewsArticle"]
    assert article["headline"].startswith("Ngày hội")
    assert article["datePublished"] == "2026-11-20T16:30:00+07:00"
    assert article["image"] == content.origin(content.WARD) + "/media/anh/1-1280.jpg"
    assert article["author"]["name"] == "Lê Thị Hạnh"


def test_a_document_is_described(citizen: Citizen) -> None:
    document = linked_data(citizen, DOCUMENT)["Legislation"]
    assert document["legislationIdentifier"] == "215/QĐ-UBND"
    assert document["legislationDate"] == "2026-11-18"


def test_the_home_page_describes_the_authority(citizen: Citizen) -> None:
    described = linked_data(citizen, "/")
    assert described["GovernmentOrganization"]["identifier"] == "16522"
    assert described["WebSite"]["potentialAction"]["target"].endswith("/tim-kiem/?q={search_term_string}")


def test_breadcrumbs_are_described(citizen: Citizen) -> None:
    steps = linked_data(citizen, ARTICLE)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[1]["item"] == content.origin(content.WARD) + "/tin-tuc/"


def test_linked_data_cannot_end_its_element() -> None:
    text = str(as_json_ld([{"name": "</script><script>alert(1)</script> & <!--"}]))
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text)[0]["name"].startswith("</script>")


def test_open_graph_and_canonical(citizen: Citizen) -> None:
    page = citizen.read(ARTICLE + "?utm_source=x")
    canonical = content.origin(content.WARD) + ARTICLE
    assert page.select_one("link[rel=canonical]")["href"] == canonical  # type: ignore[index]
    graph = {str(tag["property"]): str(tag["content"]) for tag in page.select("meta[property^='og:']")}
    assert graph["og:type"] == "article"
    assert graph["og:url"] == canonical
    assert graph["og:locale"] == "vi_VN"
    assert graph["og:image"].startswith("http")


def test_a_page_is_in_vietnamese_and_has_one_first_heading(citizen: Citizen) -> None:
    for path in (
        "/",
        ARTICLE,
        DOCUMENT,
        "/tim-kiem/?q=a",
        "/quy-che/",
        "/so-do-cong/",
        "/ve-cong-nay/",
        "/kha-nang-tiep-can/",
    ):
        page = citizen.read(path)
        assert page.html is not None
        assert page.html["lang"] == "vi"
        assert len(page.select("h1")) == 1, path
        levels = [int(heading.name[1]) for heading in page.select("main h1, main h2, main h3, main h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_header_and_footer_say_what_the_rules_ask(citizen: Citizen) -> None:
    page = citizen.read("/")
    header = page.select_one("header.masthead")
    footer = page.select_one("footer.footer")
    assert header is not None
    assert footer is not None
    assert "Ủy ban nhân dân phường Quảng Phú" in header.get_text()
    menu = [link.get_text() for link in header.select(".main-nav a")]
    assert menu[0] == "Trang chủ"
    assert {"Giới thiệu", "Thủ tục hành chính", "Sơ đồ trang"} <= set(menu)
    text = footer.get_text(" ", strip=True)
    for fact in (
        "Lê Văn Hòa",
        "Đường Nguyễn Thị Thanh",
        "0237 3000 165",
        "ubnd.quangphu@",
        "©",
        "Ghi rõ nguồn",
    ):
        assert fact in text, fact


def test_shortcut_keys_are_unique(citizen: Citizen) -> None:
    keys = re.findall(r'accesskey="(.)"', citizen.get("/").text)
    assert sorted(keys) == ["0", "1", "2", "3", "4"]


def test_the_about_pages_name_the_portal_and_its_telephone(citizen: Citizen) -> None:
    assert "Lê Văn Hòa" in citizen.read("/ve-cong-nay/").get_text()
    statement = citizen.read("/kha-nang-tiep-can/").get_text(" ")
    assert "WCAG 2.2" in statement
    assert "400 %" in statement
    assert "400 %%" not in statement


# Markup that comes with content


def test_dangerous_markup_is_taken_out() -> None:
    text = str(
        rich_text('<p onclick="x()">a<script>alert(1)</script><img src=x><a href="javascript:x">b</a></p>')
    )
    assert text == '<p>a<a rel="noopener noreferrer">b</a></p>'


def test_links_and_emphasis_stay() -> None:
    html = '<p><a href="/x/" rel="noopener noreferrer">x</a> <strong>y</strong><br><em>z</em></p>'
    assert str(rich_text(html)) == html


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("một <mark>phường</mark>", "một <mark>phường</mark>"),
        ("a &lt; b &amp; <mark>c</mark>", "a &lt; b &amp; <mark>c</mark>"),
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
        ('<mark onclick="x">a</mark>', "&lt;mark onclick=&#34;x&#34;&gt;a</mark>"),
    ],
)
def test_only_marks_are_markup_in_an_excerpt(given: str, shown: str) -> None:
    assert str(highlighted(given)) == shown


def test_paragraphs_of_a_plain_text() -> None:
    assert paragraphs("một\n\n  hai \r\nba") == ["một", "hai", "ba"]


# Words for keys


@pytest.mark.parametrize(
    ("unit_type", "kind", "emblem"),
    [
        ("phuong", "commune", "phuong"),
        ("Phường", "commune", "phuong"),
        ("xã", "commune", "xa"),
        ("dac_khu", "commune", "dac-khu"),
        ("đặc khu", "commune", "dac-khu"),
        ("tinh", "province", "tinh"),
        ("thành phố", "province", "thanh-pho"),
        ("huyen", "former_unit", "huyen"),
        ("", "province", "tinh"),
        ("something", "commune", "xa"),
    ],
)
def test_each_type_of_unit_has_its_emblem(unit_type: str, kind: str, emblem: str) -> None:
    from frontend.assets import assets

    name = emblem_for(unit_type, kind)
    assert name == f"emblems/{emblem}.svg"
    assert re.match(rb"<svg ", assets()[name].bodies[""])


def test_a_portals_own_emblem_comes_first(citizen: Citizen, altered_portal: Any) -> None:
    altered_portal(content.WARD, emblem="/media/emblem.png")
    assert citizen.read("/").select_one("img.emblem")["src"] == "/media/emblem.png"  # type: ignore[index]


@pytest.mark.parametrize(
    ("content_type", "name", "kind"),
    [
        ("application/pdf", "a.pdf", "PDF"),
        ("", "b.docx", "DOCX"),
        ("text/csv", "c", "CSV"),
        ("x/y", "d.tar.gz", "GZ"),
    ],
)
def test_files_are_called_what_people_call_them(content_type: str, name: str, kind: str) -> None:
    assert file_kind(content_type, name) == kind

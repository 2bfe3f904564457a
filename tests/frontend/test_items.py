"""Sections, articles, documents, static pages, directories: whatever stands in the tree."""

import httpx
import pytest

from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream

ARTICLE = "/tin-tuc/ngay-hoi-dai-doan-ket-to-dan-pho-so-4/"
DOCUMENT = "/van-ban/quyet-dinh-215-qd-ubnd/"


def test_an_article_has_its_facts_in_vietnamese_forms(citizen: Citizen) -> None:
    page = citizen.read(ARTICLE)
    facts = page.select_one(".item-facts").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "Đăng lúc 16:30, 20/11/2026" in facts
    assert "Tác giả Lê Thị Hạnh" in facts
    assert page.select_one("time")["datetime"] == "2026-11-20T16:30:00+07:00"  # type: ignore[index]


def test_the_body_keeps_its_structure(citizen: Citizen) -> None:
    body = citizen.read(ARTICLE).select_one(".body")
    assert body is not None
    assert body.select_one("h2#moi-nha-mot-viec")
    assert body.select_one("blockquote footer").get_text() == "Em Trần Gia Minh, học sinh lớp 4"  # type: ignore[union-attr]
    assert [cell["scope"] for cell in body.select("thead th")] == ["col"] * 3
    assert body.select_one("caption").get_text().startswith("Đóng góp")  # type: ignore[union-attr]
    assert body.select_one(".table-scroll")["tabindex"] == "0"  # type: ignore[index]
    assert len(body.select("ul > li")) == 3


def test_pictures_have_text_size_and_widths(citizen: Citizen) -> None:
    pictures = citizen.read(ARTICLE).select("main img")
    assert len(pictures) == 2
    for picture in pictures:
        assert picture["alt"]
        assert (picture["width"], picture["height"]) == ("1280", "720")
    first, second = pictures
    assert "loading" not in first.attrs
    assert second["loading"] == "lazy"
    assert "480w" in first.parent.source["srcset"]  # type: ignore[union-attr,index]


def test_a_correction_stands_above_the_text(citizen: Citizen) -> None:
    page = citizen.get(ARTICLE).text
    assert page.index("19:05, 20/11/2026") < page.index('class="body"')
    assert page.index("con số đúng là 120 cây") < page.index('class="body"')


def test_the_attribution_and_the_clause_are_shown(citizen: Citizen) -> None:
    text = citizen.read(ARTICLE).select_one("article.item").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "Nguồn: Trang thông tin điện tử phường Quảng Phú" in text
    assert "điều khoản 7.6" in text


def test_related_items_leave_the_item_itself_out(citizen: Citizen) -> None:
    links = [link["href"] for link in citizen.read(ARTICLE).select(".related a")]
    assert links
    assert ARTICLE not in links


def test_reused_material_names_where_it_comes_from(citizen: Citizen) -> None:
    page = citizen.read("/tin-tuc/tram-y-te-tiem-vac-xin-cum/")
    link = page.select_one(".item-facts a")
    assert link is not None
    assert (link.get_text(), link["href"]) == ("Trung tâm Y tế khu vực", "https://example.vn/tin/cum")


def test_files_say_kind_and_size(citizen: Citizen) -> None:
    files = citizen.read(DOCUMENT).select(".files li")
    assert [entry.select_one(".file-facts").get_text() for entry in files] == ["PDF, 471 KB", "Excel, 18 KB"]  # type: ignore[union-attr]
    assert files[0].a["href"] == "/media/tep/215-qd-ubnd.pdf"  # type: ignore[index]


def test_a_document_has_what_identifies_it(citizen: Citizen) -> None:
    facts = {
        row.dt.get_text(): row.dd.get_text(" ", strip=True)  # type: ignore[union-attr]
        for row in citizen.read(DOCUMENT).select(".document-facts > div")
    }
    assert facts["Số, ký hiệu"] == "215/QĐ-UBND"
    assert facts["Cơ quan ban hành"] == "Ủy ban nhân dân phường Quảng Phú"
    assert facts["Người ký"] == "Lê Văn Hòa"
    assert facts["Ngày ban hành"] == "18/11/2026"
    assert facts["Có hiệu lực từ"] == "18/11/2026"
    assert facts["Tình trạng"] == "Còn hiệu lực"
    assert facts["Thay thế"].startswith("07/QĐ-UBND")


def test_what_a_document_lacks_is_left_out(citizen: Citizen) -> None:
    labels = [cell.get_text() for cell in citizen.read("/van-ban/ke-hoach-88-kh-ubnd/").select("dt")]
    assert "Có hiệu lực từ" not in labels


def test_a_section_lists_its_items(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tin-tuc/")
    assert page.h1 is not None
    assert page.h1.get_text() == "Tin tức"
    assert len(page.select("main article")) == 8
    assert upstream.asked("/api/v1/items/")["section"] == "s-news"


def test_a_section_of_documents_is_a_table_with_a_way_to_look_up(citizen: Citizen) -> None:
    page = citizen.read("/van-ban/")
    assert len(page.select("table.documents tbody tr")) == 6
    assert page.select_one("form[action='/tra-cuu-van-ban/'] input[name=q]")


def test_a_section_shows_the_pages_below_it(citizen: Citizen) -> None:
    links = [link["href"] for link in citizen.read("/gioi-thieu/").select(".children a")]
    assert links == ["/gioi-thieu/to-chuc-bo-may/", "/gioi-thieu/lich-su-va-di-tich/"]


def test_a_list_goes_on_by_cursor(citizen: Citizen, upstream: Upstream) -> None:
    upstream_page = citizen.get("/tin-tuc/?cursor=5")
    assert upstream_page.status_code == 200
    assert upstream.asked("/api/v1/items/")["cursor"] == "5"
    assert 'rel="first"' in upstream_page.text


def test_a_static_page_offers_its_translation(citizen: Citizen) -> None:
    page = citizen.read("/gioi-thieu/to-chuc-bo-may/")
    languages = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
    assert languages["en"] == content.origin(content.WARD) + "/en/to-chuc-bo-may/"
    assert languages["vi"] == content.origin(content.WARD) + "/gioi-thieu/to-chuc-bo-may/"


def test_a_directory_can_be_dialled(citizen: Citizen) -> None:
    page = citizen.read("/danh-ba/")
    assert page.select_one("a[href='tel:02373000166']")
    assert page.select_one("a[href='mailto:hoalv@thanhhoa.example.vn']")
    assert [heading.get_text() for heading in page.select("main section > h2")][
        1
    ] == "Trung tâm Phục vụ hành chính công"
    assert page.find("th", string="Quầy số 3"), "an entry without a person is named by its office"


@pytest.mark.parametrize(
    ("path", "crumbs"),
    [
        (ARTICLE, ["Trang chủ", "Tin tức"]),
        ("/tin-tuc/", ["Trang chủ"]),
        ("/gioi-thieu/to-chuc-bo-may/", ["Trang chủ", "Giới thiệu"]),
        ("/danh-ba/", ["Trang chủ"]),
    ],
)
def test_breadcrumbs_lead_up(citizen: Citizen, path: str, crumbs: list[str]) -> None:
    page = citizen.read(path)
    assert [link.get_text() for link in page.select(".crumbs a")] == crumbs
    assert page.select_one(".crumbs [aria-current=page]").get_text() == page.h1.get_text()  # type: ignore[union-attr]


def test_the_way_up_begins_at_home_whatever_the_home_page_is_called(
    citizen: Citizen, upstream: Upstream
) -> None:
    body = {"id": "x", "type": "page", "title": "X", "path": "/a/x/"}
    crumbs = [{"title": "Cổng thông tin", "path": "/"}, {"title": "A", "path": "/a/"}]
    upstream.answers["/api/v1/resolve/"] = lambda request: httpx.Response(
        200, json={"item": body | {"breadcrumbs": crumbs}}, request=request
    )
    assert [link.get_text() for link in citizen.read("/a/x/").select(".crumbs a")] == ["Trang chủ", "A"]


def test_an_old_address_redirects(citizen: Citizen) -> None:
    response = citizen.get("/tin-tuc/dia-chi-cu/")
    assert response.status_code == 301
    assert response.headers["location"] == "/tin-tuc/cho-phu-tho-lap-them-mai-che/"


def test_an_address_without_the_last_slash_gets_it(citizen: Citizen) -> None:
    response = citizen.get("/tin-tuc?cursor=5")
    assert response.status_code == 308
    assert response.headers["location"] == "/tin-tuc/?cursor=5"


def test_no_address_can_redirect_to_another_host(citizen: Citizen) -> None:
    assert citizen.get("//evil.example").headers["location"] == "/evil.example/"
    assert citizen.get("/%5Cevil.example").headers["location"] == "/%5Cevil.example/"


@pytest.mark.parametrize("path", [ARTICLE, DOCUMENT, "/danh-ba/", "/tin-tuc/", "/gioi-thieu/to-chuc-bo-may/"])
def test_no_page_takes_more_than_three_calls(citizen: Citizen, upstream: Upstream, path: str) -> None:
    citizen.get(path)
    assert len(upstream.calls) <= 3


def test_an_item_can_be_saved_as_one_file(citizen: Citizen) -> None:
    response = citizen.get(ARTICLE + "?luu=html")
    assert (
        response.headers["content-disposition"]
        == 'attachment; filename="ngay-hoi-dai-doan-ket-to-dan-pho-so-4.html"'
    )
    assert response.headers["x-robots-tag"] == "noindex"
    assert "<h1>Ngày hội Đại đoàn kết" in response.text
    assert "con số đúng là 120 cây" in response.text
    assert content.origin(content.WARD) + ARTICLE in response.text
    assert "<script" not in response.text
    assert '<link rel="stylesheet"' not in response.text


def test_every_item_has_its_actions(citizen: Citizen) -> None:
    for path in (ARTICLE, DOCUMENT, "/danh-ba/", "/gioi-thieu/to-chuc-bo-may/"):
        actions = citizen.read(path).select_one(".actions")
        assert actions is not None, path
        assert actions.select_one("a[href$='?luu=html']"), path
        hidden = [button["data-action"] for button in actions.select("button[hidden]")]
        assert hidden == ["print", "share", "listen", "larger"], "what needs a script waits for it"

"""The first page of a ward, an abolished district and a province."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from frontend.pages.home import DOCUMENTS_SHOWN, NEWS_SHOWN, NOTICES_SHOWN, lay_out, shortcuts_of
from frontend.portal import Portal
from frontend.shapes import Label, Picture, Summary
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream

LEAD = "Ngày hội Đại đoàn kết ở tổ dân phố số 4: cả phố cùng dọn kênh, trồng cây và ăn bữa cơm chung"


def summary(key: str, category: str = "news", picture: bool = False, lead: bool = False) -> Summary:
    """Return an article of the list."""
    return Summary(
        id=key,
        type="article",
        title=f"Tin {key}",
        path=f"/{key}/",
        category=Label(key=category, label=category),
        image=Picture(src="/media/x.webp") if picture else None,
        lead=lead,
    )


def test_the_newest_marked_as_lead_leads() -> None:
    front = lay_out([summary("a", picture=True), summary("b", lead=True), summary("c", lead=True)])
    assert front.lead is not None
    assert front.lead.id == "b"
    assert [item.id for item in front.news] == ["a", "c"]


def test_without_a_mark_the_newest_with_a_picture_leads() -> None:
    front = lay_out([summary("a"), summary("b", picture=True), summary("c", picture=True)])
    assert front.lead is not None
    assert front.lead.id == "b"


def test_without_pictures_the_newest_leads() -> None:
    front = lay_out([summary("a"), summary("b")])
    assert front.lead is not None
    assert front.lead.id == "a"


def test_an_empty_portal_has_an_empty_page() -> None:
    assert (lay_out([]).lead, lay_out([]).news, lay_out([]).notices) == (None, [], [])


def test_notices_stand_apart_and_nothing_appears_twice() -> None:
    items = [summary(f"n{n}", "directive" if n % 3 == 0 else "news") for n in range(40)]
    front = lay_out(items)
    shown = [front.lead, *front.news, *front.notices]
    assert len({item.id for item in shown if item}) == len(shown) == 1 + NEWS_SHOWN + NOTICES_SHOWN
    assert all(item.category and item.category.key == "directive" for item in front.notices)
    assert all(item.category and item.category.key == "news" for item in front.news)


def portal(**fields: Any) -> Portal:
    """Return a portal with a menu."""
    return Portal.model_validate({"kind": "commune", "name": "Trang", **fields})


def test_shortcuts_are_those_of_the_portal_where_it_names_them() -> None:
    named = [{"key": "ask", "title": "Gửi câu hỏi", "path": "/hoi-dap/"}]
    assert [one.address for one in shortcuts_of(portal(shortcuts=named))] == ["/hoi-dap/"]


def test_otherwise_they_are_found_in_the_menu() -> None:
    menu = [
        {
            "title": "Giới thiệu",
            "path": "/gioi-thieu/",
            "children": [{"title": "Danh bạ", "path": "/gioi-thieu/danh-ba/"}],
        },
        {"title": "Lịch", "path": "/lich-lam-viec/"},
    ]
    found = {one.key: one.address for one in shortcuts_of(portal(menu=menu))}
    assert found["contacts"] == "/gioi-thieu/danh-ba/"
    assert found["schedule"] == "/lich-lam-viec/"
    assert found["documents"] == "/tra-cuu-van-ban/"
    assert "procedures" not in found
    assert "communes" not in found


def test_a_ward_shows_lead_notices_news_and_documents(citizen: Citizen) -> None:
    page = citizen.read("/")
    assert page.select_one(".lead-title").get_text(strip=True) == LEAD  # type: ignore[union-attr]
    assert page.select_one(".lead img")["fetchpriority"] == "high"  # type: ignore[index]
    notices = page.select("#thong-bao + ul a")
    assert notices[0].get_text() == "Lịch tiếp công dân tháng 12/2026 của Chủ tịch UBND phường"
    numbers = [cell.get_text() for cell in page.select(".document-number")]
    assert numbers[:2] == ["215/QĐ-UBND", "88/KH-UBND"]
    assert len(numbers) <= DOCUMENTS_SHOWN
    assert page.find(string="18/11/2026")


def test_deadlines_kept_are_a_figure_that_leads_to_its_data(citizen: Citizen) -> None:
    figures = citizen.read("/").select_one(".figures")
    assert figures is not None
    assert "95,9 %" in figures.get_text()
    assert "47 trên 49" in figures.get_text()
    assert figures.a is not None
    assert figures.a["href"] == "/api/v1/portal/"


def test_without_figures_there_is_no_box(citizen: Citizen, altered_portal: Callable[..., None]) -> None:
    altered_portal(content.WARD, deadlines=None)
    assert citizen.read("/").select_one(".figures") is None


def test_the_provinces_notices_are_marked_as_such(
    citizen: Citizen, altered_portal: Callable[..., None]
) -> None:
    notice = {
        "id": "p1",
        "type": "article",
        "title": "Cấm biển từ 12 giờ",
        "path": "/x/",
        "source": {"code": "38", "name": "Tỉnh Thanh Hóa", "url": "http://thanhhoa.localhost/x/"},
    }
    altered_portal(content.WARD, province_notices=[notice])
    panel = citizen.read("/").select_one("section.panel")
    assert panel is not None
    assert "Từ tỉnh Thanh Hóa" in panel.get_text()
    assert panel.select_one("li a")["href"] == "http://thanhhoa.localhost/x/"  # type: ignore[index]


@pytest.mark.parametrize("host", [content.WARD, content.DISTRICT])
def test_a_cold_home_page_takes_two_calls(citizen: Citizen, upstream: Upstream, host: str) -> None:
    citizen.get("/", host)
    assert sorted(upstream.paths) == ["/api/v1/front/", "/api/v1/portal/"]


def test_a_cold_home_page_of_a_province_takes_three_calls(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get("/", content.PROVINCE)
    assert sorted(upstream.paths) == ["/api/v1/communes/", "/api/v1/front/", "/api/v1/portal/"]


def test_an_empty_portal_says_so(citizen: Citizen, upstream: Upstream) -> None:
    upstream.answers["/api/v1/front/"] = lambda request: httpx.Response(200, json={}, request=request)
    assert "Trang chưa đăng thông tin nào." in citizen.read("/").get_text()


def test_an_archive_says_so_on_every_page(citizen: Citizen) -> None:
    for path in ("/", "/tin-tuc/", "/tin-tuc/hoi-nghi-tong-ket/", "/tim-kiem/", "/khong-co/"):
        page = citizen.get(path, content.DISTRICT).text
        assert "Huyện Như Xuân kết thúc hoạt động từ ngày 01/07/2025." in page, path
        assert "không cập nhật nữa" in page, path


def test_an_archive_names_its_successors(citizen: Citizen) -> None:
    band = citizen.read("/", content.DISTRICT).select_one("aside.band")
    assert band is not None
    assert [entry.get_text(strip=True) for entry in band.select("li")] == [
        "Xã Như Xuân",
        "Xã Xuân Bình",
        "Xã Hóa Quỳ",
        "Xã Thanh Phong",
        "Xã Thanh Quân",
        "Xã Thượng Ninh",
    ]
    assert [link["href"] for link in band.select("a")] == ["http://thuongninh.thanhhoa.localhost/"]


def test_a_living_ward_has_no_band(citizen: Citizen) -> None:
    assert citizen.read("/").select_one("aside.band") is None


def test_a_province_shows_what_its_communes_released_with_their_source(citizen: Citizen) -> None:
    section = citizen.read("/", content.PROVINCE).select_one("section[aria-labelledby=tin-co-so]")
    assert section is not None
    entries = section.select("article")
    assert entries
    for entry in entries:
        assert entry.select_one(".from").get_text() == "Phường Quảng Phú"  # type: ignore[union-attr]
        assert entry.a["href"].startswith(content.origin(content.WARD) + "/")  # type: ignore[index,union-attr]


def test_a_province_lists_the_communes_that_have_a_portal(citizen: Citizen) -> None:
    section = citizen.read("/", content.PROVINCE).select_one("section[aria-labelledby=xa-phuong]")
    assert section is not None
    assert [link.get_text() for link in section.select(".communes a")] == [
        "Phường Quảng Phú",
        "Xã Thượng Ninh",
    ]
    assert section.select_one("form[action='/xa-phuong/'] input[name=q]")
    assert "Tất cả 5 đơn vị" in section.get_text()


def test_the_provinces_own_news_is_not_lost_among_the_communes(citizen: Citizen) -> None:
    page = citizen.read("/", content.PROVINCE)
    lead = page.select_one(".lead-title")
    assert lead is not None
    assert "gia súc" in lead.get_text()
    days = [time["datetime"] for time in page.select("#tin-tinh + ul time")]
    assert days == sorted(days, reverse=True)

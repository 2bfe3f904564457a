"""Documents, search, communes, the site map: lists whose filters are plain forms and links."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from frontend.pages.about import tree_of
from frontend.pages.documents import choices_of
from frontend.pages.paging import Pager, address, pager
from frontend.pages.province import grouped, matching
from frontend.pages.search import facet_groups, read_days
from frontend.portal import Portal
from frontend.shapes import Commune, DocumentFacts, FacetValue, Section, SectionReference, Summary
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream

NO_FILTERS = dict.fromkeys(
    ("q", "type", "category", "field", "kind", "status", "commune", "year", "section"), ""
)


def query_of(link: str) -> dict[str, str]:
    """Return the parameters of a link."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


# Links


def test_an_address_leaves_empty_filters_out() -> None:
    assert address("/x/", {"q": "chợ", "kind": ""}) == "/x/?q=ch%E1%BB%A3"
    assert address("/x/", {"q": "a"}, q="") == "/x/"
    assert address("/x/", {"q": "a"}, cursor="9") == "/x/?q=a&cursor=9"


@pytest.mark.parametrize(
    ("upcoming", "cursor", "expected"),
    [
        (None, "", Pager()),
        ("http://api/items/?q=a&cursor=c2", "", Pager(following="/x/?q=a&cursor=c2")),
        ("http://api/items/?cursor=c3", "c2", Pager(following="/x/?q=a&cursor=c3", first="/x/?q=a")),
        (None, "c3", Pager(first="/x/?q=a")),
    ],
)
def test_the_pager_keeps_the_filters(upcoming: str | None, cursor: str, expected: Pager) -> None:
    assert pager("/x/", {"q": "a"}, upcoming, cursor) == expected


# Documents


def test_documents_are_newest_first_with_number_and_date(citizen: Citizen) -> None:
    page = citizen.read("/tra-cuu-van-ban/")
    rows = page.select("table.documents tbody tr")
    assert len(rows) == 6
    assert rows[0].get_text(" ", strip=True).startswith("215/QĐ-UBND 18/11/2026")
    assert page.select_one("[role=status]").get_text(strip=True).startswith("6 văn bản")  # type: ignore[union-attr]


def test_the_form_offers_what_there_is(citizen: Citizen) -> None:
    form = citizen.read("/tra-cuu-van-ban/").select_one(".filter-form")
    assert form is not None
    assert form["action"] == "/tra-cuu-van-ban/"
    assert {field["name"] for field in form.select("select")} == {"kind", "field", "status", "year"}
    options = [option.get_text() for option in form.select("#vb-kind option")]
    assert options[:2] == ["Tất cả các loại", "Quyết định (3)"]
    for field in form.select("select, input[type=search]"):
        assert form.select_one(f"label[for={field['id']}]"), field


def test_filters_reach_the_api_and_stay_chosen(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tra-cuu-van-ban/?kind=quyet-dinh&year=2026&q=ch%E1%BB%A3")
    asked = upstream.asked("/api/v1/search/")
    assert asked == {
        "type": "document",
        "q": "chợ",
        "kind": "quyet-dinh",
        "year": "2026",
        "page_size": "20",
    }
    assert page.select_one("#vb-kind option[selected]")["value"] == "quyet-dinh"  # type: ignore[index]
    assert page.select_one("#vb-q")["value"] == "chợ"  # type: ignore[index]
    assert len(page.select("table.documents tbody tr")) == 1


@pytest.mark.parametrize("year", ["abcd", "20", "2026'--", "٢٠٢٦x"])
def test_a_year_that_is_none_is_not_sent(citizen: Citizen, upstream: Upstream, year: str) -> None:
    assert citizen.get(f"/tra-cuu-van-ban/?year={year}").status_code == 200
    assert "year" not in upstream.asked("/api/v1/search/")


def test_nothing_found_says_what_to_do(citizen: Citizen) -> None:
    text = citizen.read("/tra-cuu-van-ban/?q=khongcogi").get_text(" ", strip=True)
    assert "0 văn bản khớp với bộ lọc" in text
    assert "Không có văn bản nào phù hợp" in text


def test_a_chosen_value_without_hits_can_still_be_seen_and_changed() -> None:
    choices = choices_of({"kind": [FacetValue(key="a", label="A", count=1)]}, {**NO_FILTERS, "kind": "z"})
    assert [value.key for value in choices[0].values] == ["a", "z"]


def test_a_select_without_choices_is_left_out() -> None:
    assert choices_of({"kind": []}, NO_FILTERS) == []


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("942/UBND-VP: Về việc khắc phục", "Về việc khắc phục"),
        ("942/UBND-VP – Về việc khắc phục", "Về việc khắc phục"),
        ("Về việc 942/UBND-VP", "Về việc 942/UBND-VP"),
        ("942/UBND-VP", "942/UBND-VP"),
    ],
)
def test_a_number_is_not_said_twice_in_a_row(title: str, subject: str) -> None:
    item = Summary(id="i", type="document", title=title, document=DocumentFacts(number="942/UBND-VP"))
    assert item.subject == subject
    assert item.model_copy(update={"document": None}).subject == title


# Search


def test_the_bare_search_page_asks_nothing_of_the_search(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tim-kiem/")
    assert page.select_one("form[role=search] input[name=q]")
    assert "/api/v1/search/" not in upstream.paths


def test_results_are_counted_marked_and_announced(citizen: Citizen) -> None:
    page = citizen.read("/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng")
    status = page.select_one("[role=status]")
    assert status is not None
    assert status.get_text(" ", strip=True) == "10 kết quả cho “phường”"
    assert page.title is not None
    assert page.title.get_text().startswith("phường: 10 kết quả – ")
    assert page.select_one(".hit-text mark").get_text() == "phường"  # type: ignore[union-attr]
    assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]


def test_a_facet_is_a_link_that_keeps_the_query(citizen: Citizen) -> None:
    link = citizen.read("/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng").select_one("#loc-kind + ul a")
    assert link is not None
    assert query_of(link["href"]) == {"q": "phường", "kind": "quyet-dinh"}
    assert link.select_one(".count").get_text() == "3"  # type: ignore[union-attr]


def test_following_a_chosen_facet_lifts_it(citizen: Citizen) -> None:
    link = citizen.read("/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng&kind=quyet-dinh").select_one(
        ".facets [aria-current=true]"
    )
    assert link is not None
    assert query_of(link["href"]) == {"q": "phường"}


def test_the_form_keeps_the_facets(citizen: Citizen) -> None:
    page = citizen.read("/tim-kiem/?q=a&category=news")
    assert page.select_one(".search-form input[type=hidden][name=category]")["value"] == "news"  # type: ignore[index]


def test_a_better_spelling_is_offered(citizen: Citizen) -> None:
    page = citizen.read("/tim-kiem/?q=tiep+cong+zan")
    link = page.select_one(".suggestion a")
    assert link is not None
    assert query_of(link["href"]) == {"q": "tiếp công dân"}
    assert "Không tìm thấy kết quả" in page.get_text()
    assert page.select_one(".no-results a[href='/tra-cuu-van-ban/']")


def test_a_province_searches_its_communes_too(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng", content.PROVINCE)
    assert upstream.asked("/api/v1/search/")["scope"] == "province"
    assert page.select_one("#loc-commune")
    assert page.select_one(".hits .from").get_text() == "Phường Quảng Phú"  # type: ignore[union-attr]


def test_a_ward_searches_itself(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tim-kiem/?q=ph%C6%B0%E1%BB%9Dng")
    assert "scope" not in upstream.asked("/api/v1/search/")
    assert page.select_one("#loc-commune") is None


def test_typed_days_reach_the_api_as_iso(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tim-kiem/?from=1/11/2026&to=2026-11-20")
    asked = upstream.asked("/api/v1/search/")
    assert (asked["from"], asked["to"]) == ("2026-11-01", "2026-11-20")
    assert page.select_one("#tim-from")["value"] == "1/11/2026"  # type: ignore[index]


def test_a_wrong_day_is_said_beside_its_field_and_keeps_what_was_typed(
    citizen: Citizen, upstream: Upstream
) -> None:
    page = citizen.read("/tim-kiem/?q=a&from=45/2")
    field = page.select_one("#tim-from")
    assert field is not None
    assert field["value"] == "45/2"
    assert field["aria-invalid"] == "true"
    assert "loi-from" in field["aria-describedby"]
    assert "ngày/tháng/năm" in page.select_one("#loi-from").get_text()  # type: ignore[union-attr]
    assert "/api/v1/search/" not in upstream.paths


def test_days_the_wrong_way_round_are_told() -> None:
    days, errors = read_days({"from": "20/11/2026", "to": "1/11/2026"})
    assert set(errors) == {"to"}
    assert days == {"from": "2026-11-20", "to": "2026-11-01"}


def test_filters_the_api_refuses_do_not_break_the_page(citizen: Citizen) -> None:
    page = citizen.read("/tim-kiem/?q=a&category=no-such")
    assert page.select_one("#loi-q")


def test_a_query_is_cut_to_what_the_api_takes(citizen: Citizen, upstream: Upstream) -> None:
    citizen.get("/tim-kiem/?q=" + "a" * 500)
    assert len(upstream.asked("/api/v1/search/")["q"]) == 200


def test_a_facet_that_would_change_nothing_is_left_out() -> None:
    ward = Portal(kind="commune", name="Trang")
    single = {"field": [FacetValue(key="a", label="A", count=3)]}
    assert facet_groups(single, NO_FILTERS, ward) == []
    assert len(facet_groups(single, {**NO_FILTERS, "field": "a"}, ward)) == 1


def test_what_was_typed_comes_back_as_text(citizen: Citizen) -> None:
    response = citizen.get("/tim-kiem/?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


# Communes

COMMUNES = [
    Commune(code="1", name="Phường Quảng Phú", unit_type="phuong"),
    Commune(code="2", name="Xã Điền Quang", unit_type="xa"),
    Commune(code="3", name="Đặc khu Hòn Mê", unit_type="dac_khu"),
    Commune(code="4", name="Xã Ba Đình", unit_type="xa"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["1", "2", "3", "4"]),
        ("quang", ["1", "2"]),
        ("DINH", ["4"]),
        ("Đặc khu", ["3"]),
        ("4", ["4"]),
        ("zz", []),
    ],
)
def test_a_commune_is_found_without_marks(typed: str, found: list[str]) -> None:
    assert [commune.code for commune in matching(COMMUNES, typed)] == found


def test_communes_are_grouped_by_type_and_sorted() -> None:
    groups = [(group.title, [commune.code for commune in group.communes]) for group in grouped(COMMUNES)]
    assert groups == [("Phường", ["1"]), ("Xã", ["4", "2"]), ("Đặc khu", ["3"])]


def test_an_unknown_type_comes_last() -> None:
    groups = grouped([Commune(code="9", name="Thị trấn A", unit_type="thi_tran"), *COMMUNES])
    assert groups[-1].title == "Đơn vị khác"


def test_the_list_links_only_to_portals_that_are_there(citizen: Citizen) -> None:
    page = citizen.read("/xa-phuong/", content.PROVINCE)
    assert [link.get_text() for link in page.select(".communes a")] == ["Phường Quảng Phú", "Xã Thượng Ninh"]
    assert "Phường Hạc Thành" in page.get_text()
    assert "1.240 mục" in page.get_text()


def test_a_name_that_is_none_tells_of_the_mergers(citizen: Citizen) -> None:
    text = citizen.read("/xa-phuong/?q=khong-co", content.PROVINCE).get_text(" ", strip=True)
    assert "0 trên 5 đơn vị khớp với “khong-co”" in text
    assert "sáp nhập" in text


def test_news_from_communes_can_be_narrowed_to_one(citizen: Citizen, upstream: Upstream) -> None:
    page = citizen.read("/tin-co-so/?commune=16522&type=document", content.PROVINCE)
    asked = upstream.asked("/api/v1/items/")
    assert (asked["scope"], asked["commune"], asked["type"]) == ("province", "16522", "document")
    assert page.select_one("#loc-xa option[selected]")["value"] == "16522"  # type: ignore[index]
    assert len(page.select("main article")) == 6


def test_what_a_province_shows_of_communes_is_not_its_own(citizen: Citizen) -> None:
    sources = {span.get_text() for span in citizen.read("/tin-co-so/", content.PROVINCE).select(".from")}
    assert sources == {"Phường Quảng Phú"}


@pytest.mark.parametrize("path", ["/xa-phuong/", "/tin-co-so/"])
def test_only_provinces_have_communes(citizen: Citizen, path: str) -> None:
    assert citizen.get(path).status_code == 404


# Site map


def test_the_site_map_holds_every_public_address(citizen: Citizen) -> None:
    links = {link["href"] for link in citizen.read("/so-do-cong/").select(".tree a")}
    expected = {f"/{'van-ban' if entry[0] == 's-docs' else ''}" for entry in ()}
    for entry in content.ARTICLES[content.WARD]:
        expected.add(("/tin-tuc/" if entry[0] == "s-news" else "/thong-bao/") + entry[1] + "/")
    expected |= {f"/van-ban/{entry[1]}/" for entry in content.LEGAL_DOCUMENTS[content.WARD]}
    expected |= {section["path"] for section in content.SECTIONS[content.WARD]}
    expected |= {"/", "/danh-ba/", "/lich-tiep-cong-dan/", "/gioi-thieu/to-chuc-bo-may/", "/quy-che/"}
    assert expected <= links


def section(key: str, *children: Section) -> Section:
    """Return a section of a tree."""
    return Section(id=key, title=key, path=f"/{key}/", children=list(children))


def test_items_stand_in_their_section_at_any_depth() -> None:
    deep = Summary(
        id="i", type="article", title="t", path="/t/", section=SectionReference(id="b", title="b", path="/b/")
    )
    loose = Summary(id="l", type="page", title="l", path="/l/")
    home = Summary(id="h", type="home", title="h", path="/")
    itself = Summary(id="a", type="section", title="a", path="/a/")
    lost = Summary(
        id="x", type="page", title="x", path="/x/", section=SectionReference(id="?", title="?", path="/?/")
    )
    branches, others = tree_of([section("a", section("b"))], [deep, loose, home, itself, lost])
    assert branches[0].branches[0].items == [deep]
    assert others == [loose, lost]


def test_a_long_site_map_goes_on(citizen: Citizen, upstream: Upstream) -> None:
    many = [{"id": str(n), "type": "page", "title": f"Trang {n}", "path": f"/t{n}/"} for n in range(100)]
    upstream.answers["/api/v1/items/"] = lambda request: httpx.Response(
        200, json={"items": many, "next": "http://api/?cursor=c2"}, request=request
    )
    page = citizen.read("/so-do-cong/")
    assert page.select_one("a[rel=next]")["href"] == "/so-do-cong/?cursor=c2"  # type: ignore[index]

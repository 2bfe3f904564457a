"""The search call as citizens' programs use it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from sites.releases.enums import ReleaseType
from tests.search.conftest import BOTH, ZONE, Portals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.portal_database(role="owner"),
    pytest.mark.usefixtures("engine"),
    pytest.mark.parametrize("engine", BOTH, indirect=True),
]

HERE = "quangphu.test"
Found = Callable[..., list[str]]
Ask = Callable[..., dict[str, Any]]
ReleaseItem = Callable[..., Any]


class TestWordsAreFoundHoweverTheyAreWritten:
    @pytest.mark.parametrize(
        "query",
        [
            "đăng ký khai sinh",
            "dang ky khai sinh",
            "ĐĂNG KÝ KHAI SINH",
            "đăng kí khai sinh",
            "®¨ng ký khai sinh",
            "ñaêng kyù khai sinh",
            "dang ky khai sinhh",
            "đăng ký khai sihn",
            "dd9ăng ký khai sinh",
        ],
    )
    def test_one_procedure(self, portals: Portals, release: ReleaseItem, found: Found, query: str) -> None:
        release(portals.quangphu, "Thủ tục đăng ký khai sinh", "Người dân nộp tờ khai tại bộ phận một cửa.")
        release(portals.quangphu, "Lịch tiếp công dân", "Tiếp công dân tại trụ sở.")
        assert found(HERE, query)[0] == "Thủ tục đăng ký khai sinh"

    @pytest.mark.parametrize("query", ["hoà giải", "hòa giải", "hoa giai", "HOÀ GIẢI"])
    def test_either_place_of_the_tone_mark(
        self, portals: Portals, release: ReleaseItem, found: Found, query: str
    ) -> None:
        release(portals.quangphu, "Tổ hoà giải cơ sở")
        release(portals.quangphu, "Lịch cắt điện")
        assert found(HERE, query) == ["Tổ hoà giải cơ sở"]

    def test_accents_that_were_typed_count(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        release(portals.quangphu, "Bán đấu giá tài sản")
        release(portals.quangphu, "Bàn giao công trình")
        assert found(HERE, "bán") == ["Bán đấu giá tài sản"]
        assert set(found(HERE, "ban")) == {"Bán đấu giá tài sản", "Bàn giao công trình"}

    def test_abbreviations_and_what_they_stand_for(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        release(portals.quangphu, "Thông báo của UBND phường")
        release(portals.quangphu, "Ủy ban nhân dân phường họp")
        assert len(found(HERE, "ubnd phường")) == 2
        assert len(found(HERE, "uỷ ban nhân dân phường")) == 2


class TestNumbersOfDocuments:
    @pytest.fixture(autouse=True)
    def documents(self, portals: Portals, release: ReleaseItem) -> None:
        for year, status in ((2024, "expired"), (2025, "in_force"), (2026, "in_force")):
            release(
                portals.quangphu,
                f"Quyết định năm {year}",
                "Về việc phân công nhiệm vụ",
                kind=ReleaseType.DOCUMENT,
                number="15/QĐ-UBND",
                issued_on=date(year, 2, 1),
                status=status,
            )
        release(
            portals.quangphu,
            "Bài viết nhắc Quyết định 15/QĐ-UBND nhiều lần",
            "15/QĐ-UBND 15/QĐ-UBND 15/QĐ-UBND",
        )

    @pytest.mark.parametrize(
        "query", ["15/QĐ-UBND", "15/qd-ubnd", "15 QD UBND", "quyết định số 15", "qd 15", "số 15"]
    )
    def test_exact_hits_come_first_in_force_and_newest(self, found: Found, query: str) -> None:
        assert found(HERE, query)[:3] == ["Quyết định năm 2026", "Quyết định năm 2025", "Quyết định năm 2024"]

    @pytest.mark.parametrize("query", ["quyết định 15 năm 2025", "15/QĐ-UBND 2025", "qđ 15/2025"])
    def test_a_year_narrows(self, found: Found, query: str) -> None:
        assert found(HERE, query)[0] == "Quyết định năm 2025"


class TestFiltersAndFacets:
    @pytest.fixture(autouse=True)
    def items(self, portals: Portals, release: ReleaseItem) -> None:
        for day in (1, 2, 3):
            release(
                portals.quangphu,
                f"Tin đất đai {day}",
                category="news",
                published_at=datetime(2026, 1, day, tzinfo=ZONE),
            )
        release(
            portals.quangphu,
            "Quyết định về đất đai",
            kind=ReleaseType.DOCUMENT,
            number="7/QĐ-UBND",
            issued_on=date(2025, 5, 5),
            files=[{"name": "a.pdf"}],
        )

    def test_counts_are_under_the_other_filters(self, ask: Ask) -> None:
        answer = ask(HERE, "đất đai", type="article")
        types = {value["key"]: value["count"] for value in answer["facets"]["type"]}
        assert types == {"article": 3, "document": 1}
        years = {value["key"]: value["count"] for value in answer["facets"]["year"]}
        assert years == {"2026": 3}
        assert answer["total"] == 3
        assert answer["approximate"] is False

    def test_values_of_a_facet_are_alternatives(self, ask: Ask) -> None:
        assert ask(HERE, "đất đai", type="article,document")["total"] == 4

    def test_labels_are_for_people(self, ask: Ask) -> None:
        facets = ask(HERE, "đất đai")["facets"]
        assert {value["label"] for value in facets["category"]} == {"Tin tức"} or facets["category"][0][
            "key"
        ] == "news"
        assert {value["key"] for value in facets["has_file"]} == {"yes", "no"}

    def test_dates(self, found: Found) -> None:
        assert found(HERE, "đất đai", **{"from": "2026-01-02", "to": "2026-01-02"}) == ["Tin đất đai 2"]
        assert found(HERE, "đất đai", to="2025-12-31") == ["Quyết định về đất đai"]

    def test_an_empty_query_gives_everything_newest_first(self, found: Found) -> None:
        assert found(HERE) == ["Tin đất đai 3", "Tin đất đai 2", "Tin đất đai 1", "Quyết định về đất đai"]
        assert found(HERE, sort="oldest")[0] == "Quyết định về đất đai"

    def test_pages_follow_each_other_without_a_gap(self, ask: Ask, client: Client) -> None:
        first = ask(HERE, "đất đai", page_size=3)
        assert len(first["items"]) == 3
        second = client.get(
            first["next"].split("test", 1)[1].split("/", 1)[1].join(["/", ""]), HTTP_HOST=HERE
        ).json()
        titles = {item["title"] for item in first["items"] + second["items"]}
        assert len(titles) == 4
        assert second["next"] is None

    def test_phrases_and_exclusions(self, portals: Portals, release: ReleaseItem, found: Found) -> None:
        release(portals.quangphu, "Đất nông nghiệp và đai an toàn")
        assert "Đất nông nghiệp và đai an toàn" not in found(HERE, '"đất đai"')
        assert found(HERE, 'đất -"đất đai"') == ["Đất nông nghiệp và đai an toàn"]

    def test_a_phrase_stands_as_it_is_written(
        self, portals: Portals, release: ReleaseItem, found: Found
    ) -> None:
        release(portals.quangphu, "Lịch tiếp dân tháng 3")
        release(portals.quangphu, "Lịch tiếp công dân", "Quy định về tiếp dân của phường.")
        assert set(found(HERE, "lịch tiếp dân")) == {"Lịch tiếp dân tháng 3", "Lịch tiếp công dân"}
        for query in ('"lịch tiếp dân"', '"lich tiep dan"', "“Lịch tiếp dân”", '"lịch tiếp dân" tháng'):
            assert found(HERE, query) == ["Lịch tiếp dân tháng 3"]
        assert found(HERE, '"dân tiếp lịch"') == []
        assert found(HERE, '"lich tiep dan hang thang cua phuong" lịch tiếp công dân') == []


class TestIsolation:
    def test_a_portal_finds_its_own_only(self, portals: Portals, release: ReleaseItem, found: Found) -> None:
        release(portals.quangphu, "Họp tổ dân phố", shared=True)
        assert found("quangbinh.test", "họp tổ dân phố") == []
        assert found("thanhhoa.test", "họp tổ dân phố") == []
        assert found("thanhdong.test", "họp tổ dân phố") == []

    def test_a_province_finds_what_its_communes_share(
        self, portals: Portals, release: ReleaseItem, ask: Ask, found: Found
    ) -> None:
        release(portals.quangphu, "Họp dân chung", shared=True)
        release(portals.quangbinh, "Họp dân xã bạn", shared=True)
        release(portals.quangbinh, "Họp dân nội bộ", shared=False)
        release(portals.province, "Họp dân toàn tỉnh")
        release(portals.far, "Họp dân nơi khác", shared=True)
        answer = ask("thanhhoa.test", "họp dân", scope="province")
        assert {item["title"] for item in answer["items"]} == {
            "Họp dân chung",
            "Họp dân xã bạn",
            "Họp dân toàn tỉnh",
        }
        assert {value["key"]: value["count"] for value in answer["facets"]["commune"]} == {
            "16522": 1,
            "16543": 1,
        }
        assert found("thanhhoa.test", "họp dân", scope="province", commune="16543") == ["Họp dân xã bạn"]
        assert found("haiphong.test", "họp dân", scope="province") == ["Họp dân nơi khác"]

    def test_what_is_withdrawn_is_gone(
        self, portals: Portals, release: ReleaseItem, withdraw: Callable[..., None], found: Found
    ) -> None:
        item = release(portals.quangphu, "Tin bị gỡ", shared=True)
        assert found(HERE, "tin bị gỡ") == ["Tin bị gỡ"]
        withdraw(item)
        assert found(HERE, "tin bị gỡ") == []
        assert found("thanhhoa.test", "tin bị gỡ", scope="province") == []

    def test_a_takedown_counts_at_once_even_while_the_index_lags(
        self, portals: Portals, release: ReleaseItem, withdraw: Callable[..., None], found: Found
    ) -> None:
        item = release(portals.quangphu, "Tin bị gỡ")
        withdraw(item, announce=False)
        assert found(HERE, "tin bị gỡ") == []


def test_highlights_are_safe_and_keep_the_spelling(portals: Portals, release: ReleaseItem, ask: Ask) -> None:
    release(portals.quangphu, "Hoà giải <script>alert(1)</script>", "Tổ HOÀ GIẢI & thanh tra")
    item = ask(HERE, "hòa giải")["items"][0]
    assert item["highlight"]["title"] == "<mark>Hoà giải</mark> &lt;script&gt;alert(1)&lt;/script&gt;"
    assert item["highlight"]["text"] == "Tổ <mark>HOÀ GIẢI</mark> &amp; thanh tra"


def test_a_suggestion_with_accents(portals: Portals, ask: Ask) -> None:
    assert ask(HERE, "thu tuc dang ky ket hon")["suggestion"] == "thủ tục đăng ký kết hôn"
    assert ask(HERE, "thủ tục đăng ký kết hôn")["suggestion"] is None


def test_an_item_past_its_expiry_is_not_found(portals: Portals, release: ReleaseItem, ask: Ask) -> None:
    release(portals.quangphu, "Thông báo cũ", expires_at=datetime(2026, 1, 1, tzinfo=ZONE))
    answer = ask(HERE, "thông báo")
    assert (answer["items"], answer["total"]) == ([], 0)

"""Suggestions while typing, items like one, and a search as a feed."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.search.conftest import BOTH, Portals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.portal_database(role="owner"),
    pytest.mark.usefixtures("engine"),
    pytest.mark.parametrize("engine", BOTH, indirect=True),
]

HERE = "quangphu.test"
ATOM = "{http://www.w3.org/2005/Atom}"
ReleaseItem = Callable[..., Any]
Get = Callable[..., Any]


@pytest.fixture
def get(client: Client) -> Get:
    def call(path: str, host: str = HERE, **parameters: Any) -> Any:
        return client.get(f"/api/v1/search/{path}", parameters, HTTP_HOST=host)

    return call


class TestSuggestions:
    @pytest.mark.parametrize(
        "typed", ["đăng ký kh", "dang ky kh", "DANG KY KHAI", "ký khai s", "đăng kí khai sinh"]
    )
    def test_titles_that_begin_so(self, portals: Portals, release: ReleaseItem, get: Get, typed: str) -> None:
        release(portals.quangphu, "Đăng ký khai sinh: cha mẹ cần chuẩn bị gì")
        release(portals.quangphu, "Lịch cắt điện", "đăng ký khai sinh")
        shape = get("suggest/", q=typed).json()
        assert [item["title"] for item in shape["items"]] == ["Đăng ký khai sinh: cha mẹ cần chuẩn bị gì"]

    def test_the_newest_first_and_no_more_than_wanted(
        self, portals: Portals, release: ReleaseItem, get: Get
    ) -> None:
        for number in range(5):
            release(portals.quangphu, f"Lịch làm việc tuần {number}")
        titles = [item["title"] for item in get("suggest/", q="lich lam v", size=2).json()["items"]]
        assert titles == ["Lịch làm việc tuần 4", "Lịch làm việc tuần 3"]

    def test_accents_are_restored(self, portals: Portals, get: Get) -> None:
        assert get("suggest/", q="dang ky khai sinh").json()["suggestion"] == "đăng ký khai sinh"

    def test_of_this_portal_only(self, portals: Portals, release: ReleaseItem, get: Get) -> None:
        release(portals.far, "Lịch cắt điện")
        release(portals.quangbinh, "Lịch cắt nước", shared=True)
        assert get("suggest/", q="lịch").json()["items"] == []
        shared = get("suggest/", "thanhhoa.test", q="lịch", scope="province").json()["items"]
        assert [item["title"] for item in shared] == ["Lịch cắt nước"]

    def test_what_is_taken_down_is_suggested_no_more(
        self, portals: Portals, release: ReleaseItem, withdraw: Callable[..., None], get: Get
    ) -> None:
        withdraw(release(portals.quangphu, "Lịch cắt điện"), announce=False)
        assert get("suggest/", q="lịch").json()["items"] == []

    @pytest.mark.parametrize(
        "typed", ["?", "%", ".*", "\\", "(", '"', "[a-z]+", "a" * 200, "\u200b", "'; DROP"]
    )
    def test_odd_beginnings_are_plain_answers(
        self, portals: Portals, release: ReleaseItem, get: Get, typed: str
    ) -> None:
        release(portals.quangphu, "Lịch cắt điện")
        response = get("suggest/", q=typed)
        assert response.status_code == 200
        assert response.json()["items"] == []


class TestSimilarItems:
    def test_those_that_share_what_is_rare(self, portals: Portals, release: ReleaseItem, get: Get) -> None:
        one = release(portals.quangphu, "Phân loại rác tại nguồn", "Mỗi nhà có ba thùng rác hữu cơ, tái chế.")
        release(portals.quangphu, "Ba thùng rác hữu cơ cho mỗi nhà", "Hướng dẫn phân loại rác.")
        release(portals.quangphu, "Giải bóng chuyền hơi", "Mười sáu đội dự giải.")
        titles = [item["title"] for item in get("similar/", item=str(one.item_id)).json()["items"]]
        assert titles[0] == "Ba thùng rác hữu cơ cho mỗi nhà"
        assert "Phân loại rác tại nguồn" not in titles

    def test_of_nothing_public_there_are_none(self, portals: Portals, release: ReleaseItem, get: Get) -> None:
        elsewhere = release(portals.far, "Tin nơi khác")
        assert get("similar/", item=str(elsewhere.item_id)).status_code == 404
        assert get("similar/").status_code == 404
        assert get("similar/", item="x").status_code == 400


class TestASearchIsAFeed:
    def test_newest_results_first(self, portals: Portals, release: ReleaseItem, get: Get) -> None:
        for title in ("Lịch cắt điện tháng 10", "Lịch cắt điện tháng 11", "Giải bóng chuyền"):
            release(portals.quangphu, title)
        response = get("feed.atom", q="cắt điện")
        assert response["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(response.content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert titles == ["Lịch cắt điện tháng 11", "Lịch cắt điện tháng 10"]
        assert "cắt điện" in (feed.findtext(f"{ATOM}title") or "")

    def test_it_answers_304_and_refuses_what_it_does_not_know(
        self, portals: Portals, release: ReleaseItem, client: Client, get: Get
    ) -> None:
        release(portals.quangphu, "Lịch cắt điện & nước <b>")
        first = get("feed.atom", q="cắt điện")
        again = client.get(
            "/api/v1/search/feed.atom",
            {"q": "cắt điện"},
            HTTP_HOST=HERE,
            HTTP_IF_NONE_MATCH=first["ETag"],
        )
        assert again.status_code == 304
        assert get("feed.atom", q="a", sort="newest").status_code == 400

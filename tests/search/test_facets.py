"""What results are counted by, and results commune by commune."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from sites.releases.enums import ReleaseType
from tenants.identity import new_id
from tests.search.conftest import BOTH, ZONE, Portals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.portal_database(role="owner"),
    pytest.mark.usefixtures("engine"),
    pytest.mark.parametrize("engine", BOTH, indirect=True),
]

HERE, PROVINCE = "quangphu.test", "thanhhoa.test"
Ask = Callable[..., dict[str, Any]]
ReleaseItem = Callable[..., Any]


def counts(answer: dict[str, Any], facet: str) -> dict[str, int]:
    """The values of a facet by what people read."""
    return {value["label"]: value["count"] for value in answer["facets"].get(facet, [])}


def test_everything_is_counted_exactly_under_all_other_filters(
    portals: Portals, release: ReleaseItem, ask: Ask
) -> None:
    news, notices = new_id(), new_id()
    for key, title in ((news, "Tin tức"), (notices, "Thông báo")):
        release(portals.quangphu, title, item_id=key, kind=ReleaseType.SECTION)
    for number in range(3):
        release(
            portals.quangphu,
            f"Họp dân {number}",
            category="news",
            field="culture",
            section_id=news,
            section_ids=[news],
            published_at=datetime(2025 + number % 2, 1, 5, tzinfo=ZONE),
        )
    release(
        portals.quangphu,
        "Quyết định họp dân",
        kind=ReleaseType.DOCUMENT,
        number="7/QĐ-UBND",
        issued_on=date(2025, 5, 5),
        issuer="UBND phường Quảng Phú",
        section_id=notices,
        section_ids=[news, notices],
        files=[{"name": "a.pdf"}],
    )
    release(portals.quangphu, "Họp dân in English", language="en")
    answer = ask(HERE, "họp dân")
    assert answer["total"] == 4
    told = {facet: counts(answer, facet) for facet in answer["facets"]}
    assert told == {
        "type": {"Tin bài": 3, "Văn bản": 1},
        "category": {"Tin tức, sự kiện": 3},
        "field": told["field"],
        "section": {"Tin tức": 4, "Thông báo": 1},
        "kind": {"Quyết định": 1},
        "status": {"Còn hiệu lực": 1},
        "issuer": {"UBND phường Quảng Phú": 1},
        "year": {"2026": 1, "2025": 3},
        "has_file": {"Không có tệp đính kèm": 3, "Có tệp đính kèm": 1},
        "language": {"Tiếng Việt": 4, "English": 1},
    }
    narrowed = ask(HERE, "họp dân", section=str(notices))
    assert [item["title"] for item in narrowed["items"]] == ["Quyết định họp dân"]
    assert counts(narrowed, "section") == {"Tin tức": 4, "Thông báo": 1}
    assert counts(narrowed, "year") == {"2025": 1}
    assert counts(narrowed, "language") == {"Tiếng Việt": 1}
    english = ask(HERE, "họp dân", language="en")
    assert [item["title"] for item in english["items"]] == ["Họp dân in English"]
    assert counts(english, "language") == {"Tiếng Việt": 4, "English": 1}


def test_what_another_language_has_does_not_keep_a_query_from_being_read_more_leniently(
    portals: Portals, release: ReleaseItem, ask: Ask
) -> None:
    release(portals.quangphu, "Hội thảo bán hàng", language="en")
    release(portals.quangphu, "Hội thảo bàn về hàng Việt")
    assert [item["title"] for item in ask(HERE, "hội thảo bán hàng")["items"]] == [
        "Hội thảo bàn về hàng Việt"
    ]


class TestCommuneByCommune:
    @pytest.fixture(autouse=True)
    def items(self, portals: Portals, release: ReleaseItem) -> None:
        for number in range(5):
            release(
                portals.quangphu,
                f"Lịch tiếp công dân tháng {number + 1}",
                shared=True,
                published_at=datetime(2026, 1, number + 1, tzinfo=ZONE),
            )
        release(portals.quangbinh, "Họp dân", "Trong đó có lịch tiếp công dân của xã.", shared=True)
        release(portals.quangbinh, "Lịch tiếp công dân nội bộ")
        release(portals.province, "Công bố lịch tiếp công dân của tỉnh")

    @pytest.mark.parametrize("query", ["lịch tiếp công dân", ""])
    def test_the_best_of_each_with_the_number_of_all(self, ask: Ask, query: str) -> None:
        answer = ask(PROVINCE, query, scope="province", group="commune")
        sources = [item["source"]["code"] for item in answer["items"]]
        assert sorted(sources) == ["16522", "16522", "16522", "16543", "38"]
        groups = {group["key"]: group["count"] for group in answer["groups"]}
        assert groups == {"16522": 5, "16543": 1, "38": 1}
        assert [group["key"] for group in answer["groups"]] == list(dict.fromkeys(sources))
        assert answer["total"] == 7

    def test_pages_count_communes(self, ask: Ask, client: Client) -> None:
        asked = {"q": "lịch tiếp công dân", "scope": "province", "group": "commune", "page_size": 2}
        seen: list[str] = []
        answer = ask(PROVINCE, **asked)
        while True:
            seen += [group["key"] for group in answer["groups"]]
            if answer["next"] is None:
                break
            address = answer["next"].split(".test", 1)[1].lstrip(":0123456789")
            answer = client.get(address, HTTP_HOST=PROVINCE).json()
        assert sorted(seen) == ["16522", "16543", "38"]

    def test_only_a_province_has_communes(self, client: Client) -> None:
        response = client.get("/api/v1/search/", {"q": "lịch", "group": "commune"}, HTTP_HOST=HERE)
        assert response.status_code == 400
        assert response.json()["parameter"] == "group"

"""Whatever is sent to the search, it answers plainly or says what is wrong; never 5xx."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from search.parameters import FURTHEST_RESULT, cursor_text, read_cursor
from tests.search.conftest import BOTH, Portals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.portal_database(role="owner"),
    pytest.mark.usefixtures("engine"),
    pytest.mark.parametrize("engine", BOTH, indirect=True),
]

HERE = "quangphu.test"
Ask = Callable[..., dict[str, Any]]
ReleaseItem = Callable[..., Any]


class TestOddInput:
    @pytest.mark.parametrize(
        "query",
        [
            '"',
            "---",
            "*:*",
            "a:b AND (c OR",
            "%",
            "đ" * 500,
            "'; DROP TABLE search_entry; --",
            "\u200b\u200b",
            "💥",
            "<b>",
            '"' * 99,
            '"mở mà không đóng',
            "!?.,;:" * 50,
            "(((((((((" * 30,
            "title:* OR _exists_:title",
            "/.*/ AND -[* TO *]",
            "a~9^99 && \\",
            "\u202eđảo\u2066",
            "$(id) `id` {{7*7}} %00",
            "-".join("a" * 900),
        ],
    )
    def test_a_plain_answer(self, portals: Portals, release: ReleaseItem, ask: Ask, query: str) -> None:
        release(portals.quangphu, "Lịch tiếp công dân")
        assert ask(HERE, query)["items"] == []
        assert ask(HERE, query, sort="newest")["total"] == 0

    def test_only_something_left_out(self, portals: Portals, release: ReleaseItem, ask: Ask) -> None:
        for title in ("Lịch cắt điện", "Lịch cắt nước"):
            release(portals.quangphu, title)
        assert [item["title"] for item in ask(HERE, "-nước")["items"]] == ["Lịch cắt điện"]

    @pytest.mark.parametrize(
        ("parameters", "named"),
        [
            ({"q": "a" * 2001}, "q"),
            ({"q": "a\x00b"}, "q"),
            ({"q": "a", "colour": "red"}, "colour"),
            ({"q": "a", "type": "banana"}, "type"),
            ({"q": "a", "page_size": "101"}, "page_size"),
            ({"q": "a", "cursor": "zzz"}, "cursor"),
            ({"q": "a", "from": "tomorrow"}, "from"),
            ({"q": "a", "sort": "price"}, "sort"),
            ({"q": "a", "scope": "province"}, "scope"),
            ({"q": "a", "facet": "portal"}, "facet"),
            ({"q": "a", "section": "tin-tuc"}, "section"),
            ({"q": "a", "language": "tlh"}, "language"),
            ({"q": "a", "has_file": "maybe"}, "has_file"),
            ({"q": "a", "year": "26"}, "year"),
            ({"q": "a", "commune": "16522"}, "commune"),
        ],
    )
    def test_a_problem_that_names_the_parameter(
        self, portals: Portals, client: Client, parameters: dict[str, str], named: str
    ) -> None:
        response = client.get("/api/v1/search/", parameters, HTTP_HOST=HERE)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["parameter"] == named
        assert response.json()["allowed"]

    def test_a_megabyte(self, portals: Portals, client: Client) -> None:
        response = client.get("/api/v1/search/", {"q": "a " * 500_000}, HTTP_HOST=HERE)
        assert response.status_code == 414

    def test_a_cursor_of_another_search(
        self, portals: Portals, release: ReleaseItem, client: Client, ask: Ask
    ) -> None:
        for number in range(3):
            release(portals.quangphu, f"Tin {number}")
        following = ask(HERE, "tin", page_size=2)["next"]
        cursor = following.rsplit("cursor=", 1)[1]
        response = client.get("/api/v1/search/", {"q": "khác", "cursor": cursor}, HTTP_HOST=HERE)
        assert response.status_code == 400
        assert response.json()["parameter"] == "cursor"

    def test_nobody_pages_deeper_than_a_thousand_results(
        self, portals: Portals, release: ReleaseItem, client: Client, ask: Ask
    ) -> None:
        for number in range(2):
            release(portals.quangphu, f"Tin {number}")
        digest, _ = read_cursor(ask(HERE, "tin", page_size=1)["next"].rsplit("cursor=", 1)[1])
        last = cursor_text(digest, FURTHEST_RESULT - 1)
        answer = client.get("/api/v1/search/", {"q": "tin", "cursor": last}, HTTP_HOST=HERE)
        assert (answer.status_code, answer.json()["items"]) == (200, [])
        for start in (FURTHEST_RESULT + 1, 10**9, -1, 0):
            beyond = cursor_text(digest, start)
            response = client.get("/api/v1/search/", {"q": "tin", "cursor": beyond}, HTTP_HOST=HERE)
            assert (response.status_code, response.json()["parameter"]) == (400, "cursor")

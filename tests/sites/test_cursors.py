"""A list that is read while others publish neither skips nor doubles."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.api.cursors import Cursor, query_digest, read_cursor
from sites.api.parameters import Refused
from sites.releases.models import Release
from tests.sites.conftest import Desk, Portal

moments = st.datetimes(datetime(1950, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC))


@given(moment=moments, row=st.integers(0, 2**63 - 1), query=st.text(alphabet="0123456789abcdef", max_size=12))
def test_a_cursor_comes_back_as_it_went(moment: datetime, row: int, query: str) -> None:
    assert read_cursor(Cursor(moment, row).text(query)) == (query, Cursor(moment, row))


@given(st.text(max_size=80))
def test_anything_else_is_refused(text: str) -> None:
    try:
        read_cursor(text)
    except Refused:
        return
    raise AssertionError(f"{text!r} was taken for a cursor")


def test_a_list_is_known_by_its_filters() -> None:
    assert query_digest({"a": 1, "b": 2}) == query_digest({"b": 2, "a": 1})
    assert query_digest({"a": 1}) != query_digest({"a": 2})


@pytest.mark.portal_database("demo")
def test_what_is_published_and_withdrawn_between_two_pages_disturbs_nothing(
    desk: Desk, quang_phu: Portal
) -> None:
    pages = [desk.article(f"Bài {number}") for number in range(8)]
    same = datetime(2026, 1, 1, tzinfo=UTC)  # five of them at the very same instant
    for number, page in enumerate(pages):
        moment = same if number < 5 else same + timedelta(minutes=number)
        Release.objects.filter(item_id=page.item_id).update(published_at=moment)
    expected = quang_phu.listed(type="article")

    first = quang_phu.json("/api/v1/items/", type="article", page_size=2)
    read = [item["title"] for item in first["items"]]
    following = first["next"]
    steps = 0
    while following:
        desk.article(f"Chen ngang {steps}")
        if steps == 1:
            pages[0].unpublish()  # Bài 0 has not been reached yet
        parts = urlsplit(following)
        answer = quang_phu.json(parts.path, **dict(parse_qsl(parts.query)))
        read += [item["title"] for item in answer["items"]]
        following, steps = answer["next"], steps + 1

    assert steps > 2
    assert read == [title for title in expected if title != "Bài 0"]

"""Text cut into what is indexed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normalise import clean
from search.analysis.syllables import LONGEST_TOKEN, bigrams, tokens, written_tokens


def folded(text: str) -> list[str]:
    return [token.folded for token in tokens(clean(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đăng ký khai sinh", ["dang", "ki", "khai", "sinh"]),
        ("42/2022/NĐ-CP", ["42", "2022", "nd", "cp"]),
        ("1686/NQ-UBTVQH15", ["1686", "nq", "ubtvqh", "15"]),
        ("2.530.000 đồng", ["2530000", "dong"]),
        ("2,530,000 đ", ["2530000", "d"]),
        ("ngày 05/03/2026", ["ngay", "5", "3", "2026"]),
        ("ngày 5.3.2026", ["ngay", "5", "3", "2026"]),
        ("15.3.20261", ["15", "3", "20261"]),
        ("KT-XH, TP.HCM; GD&ĐT", ["kt", "xh", "tp", "hcm", "gd", "dt"]),
        ("000", ["0"]),
        ("covid19", ["covid", "19"]),
        ("a_b", ["a", "b"]),
        ("...!?", []),
        ("", []),
    ],
)
def test_examples(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def test_a_token_knows_where_it_stands_in_the_authors_spelling() -> None:
    text = "Uỷ ban, HOÀ giải"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Uỷ", "ban", "HOÀ", "giải"]
    assert [token.accented for token in tokens(text)] == ["ủy", "ban", "hòa", "giải"]


def test_pairs_are_neighbours() -> None:
    assert bigrams(["uy", "ban", "nhan"]) == ["uy_ban", "ban_nhan"]
    assert bigrams(["uy"]) == []


@given(st.text(max_size=300))
def test_any_text_is_cut_without_loss_of_order_or_bounds(text: str) -> None:
    cleaned = clean(text)
    found = list(tokens(cleaned))
    assert [cleaned[token.start : token.end] for token in found] == written_tokens(cleaned)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 < len(token.folded) <= 2 * LONGEST_TOKEN for token in found)
    assert not any(" " in token.folded or "_" in token.folded for token in found)

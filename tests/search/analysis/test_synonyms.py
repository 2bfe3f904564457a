"""Abbreviations and synonyms as data."""

import pytest

from search.analysis.syllables import forms
from search.analysis.synonyms import LONGEST_EXPRESSION, MOST_ALTERNATIVES, Synonyms, standard_synonyms


def expansions(synonyms: Synonyms, text: str) -> dict[str, list[str]]:
    pairs = [forms(word) for word in text.split()]
    accented, folded = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return {
        " ".join(text.split()[match.start : match.end]): [
            " ".join(other.accented) for other in match.alternatives
        ]
        for match in synonyms.matches(accented, folded)
    }


@pytest.fixture
def synonyms() -> Synonyms:
    return Synonyms.read(
        ["# ghi chú", "", "ubnd, ủy ban nhân dân", "sổ đỏ, sổ hồng, giấy chứng nhận", "thành phố, tp"]
    )


def test_both_directions(synonyms: Synonyms) -> None:
    assert expansions(synonyms, "ubnd phường") == {"ubnd": ["ủy ban nhân dân"]}
    assert expansions(synonyms, "uỷ ban nhân dân phường") == {"uỷ ban nhân dân": ["ubnd"]}


def test_every_member_stands_for_every_other(synonyms: Synonyms) -> None:
    assert expansions(synonyms, "cấp sổ hồng") == {"sổ hồng": ["sổ đỏ", "giấy chứng nhận"]}


def test_without_accents_and_in_capitals(synonyms: Synonyms) -> None:
    assert expansions(synonyms, "so do") == {"so do": ["sổ hồng", "giấy chứng nhận"]}
    assert expansions(synonyms, "UBND") == {"UBND": ["ủy ban nhân dân"]}


def test_other_accents_are_other_words(synonyms: Synonyms) -> None:
    assert expansions(synonyms, "sơ đồ") == {}


def test_the_longest_expression_at_a_place_counts() -> None:
    synonyms = Synonyms.read(["khai sinh, giấy khai sinh", "đăng ký khai sinh, làm giấy khai sinh"])
    assert list(expansions(synonyms, "đăng ký khai sinh")) == ["đăng ký khai sinh"]
    assert list(expansions(synonyms, "trích lục khai sinh")) == ["khai sinh"]


def test_what_cannot_be_an_expression_is_left_out() -> None:
    too_long = " ".join(["từ"] * (LONGEST_EXPRESSION + 1))
    assert expansions(Synonyms.read([f"a, {too_long}", "chỉ một", "---, ...", "x, x"]), "a x chỉ một") == {}


def test_alternatives_are_bounded() -> None:
    synonyms = Synonyms.read([",".join(f"từ{letter}" for letter in "abcdefghijklmnop")])
    [found] = expansions(synonyms, "từa").values()
    assert len(found) == MOST_ALTERNATIVES


@pytest.mark.parametrize(
    ("query", "one_of"),
    [
        ("ubnd", "ủy ban nhân dân"),
        ("cccd", "căn cước công dân"),
        ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
        ("thủ tục hành chính", "tthc"),
        ("nghị định", "nđ"),
    ],
)
def test_the_product_knows_the_usual_ones(query: str, one_of: str) -> None:
    [found] = expansions(standard_synonyms(), query).values()
    assert one_of in found

"""BM25 of candidates, against a plain computation of the formula."""

import math

import pytest

from search.analysis.plan import Term, TermKind
from search.analysis.terms import item_terms
from search.engines.postgres.keys import MOST_COUNTED, packed, slot_of
from search.engines.postgres.scoring import K1, B, ScoredTerm, bm25

TEXTS = ["đất đai đất", "đất nông nghiệp", "nhà ở xã hội", ""]


def term(text: str, weight: float = 1.0, frequency: int | None = None) -> ScoredTerm:
    return ScoredTerm(slot_of(Term(TermKind.FOLDED, text).key), weight, frequency, essential=True)


def score(
    terms: list[ScoredTerm], texts: list[str] = TEXTS, items: int = 100, average: float = 3.0
) -> list[float]:
    made = [item_terms("", text) for text in texts]
    return bm25(
        [packed(item) for item in made], [item.length for item in made], terms, items, average
    ).scores.tolist()


def by_hand(count: int, length: int, frequency: int, items: int = 100, average: float = 3.0) -> float:
    idf = math.log(1 + (items - frequency + 0.5) / (frequency + 0.5))
    return idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / average))


def test_a_kept_frequency() -> None:
    assert score([term("dat", frequency=40)]) == pytest.approx([by_hand(2, 3, 40), by_hand(1, 3, 40), 0, 0])


def test_an_unknown_frequency_is_counted_among_the_candidates() -> None:
    assert score([term("dat")])[0] == pytest.approx(by_hand(2, 3, 2))


def test_weights_multiply_and_terms_add() -> None:
    both = score([term("dat", 0.5, 40), term("nong", 2.0, 10)])
    assert both[1] == pytest.approx(0.5 * by_hand(1, 3, 40) + 2 * by_hand(1, 3, 10))


def test_pairs_count_like_syllables() -> None:
    pair = ScoredTerm(slot_of(Term(TermKind.PAIR, "dat_dai").key), 1.0, 5, essential=False)
    assert score([pair]) == pytest.approx([by_hand(1, 3, 5), 0, 0, 0])


def test_coverage_is_the_share_of_information_held() -> None:
    made = [item_terms("", text) for text in ("đất nhà", "đất", "xe")]
    asked = [term("dat", frequency=50), term("nha", frequency=1)]
    coverage = bm25([packed(item) for item in made], [2, 1, 1], asked, 100, 2).coverage
    assert coverage[0] == pytest.approx(1)
    assert 0 < coverage[1] < 0.5
    assert coverage[2] == 0


def test_a_very_frequent_count_is_capped_not_wrong() -> None:
    assert score([term("dat", frequency=5)], ["đất " * 500], average=500.0) == pytest.approx(
        [by_hand(MOST_COUNTED, 500, 5, average=500.0)]
    )


@pytest.mark.parametrize("terms", [[], [term("x")]])
def test_nothing_to_score(terms: list[ScoredTerm]) -> None:
    assert score(terms, []) == []
    assert score([], TEXTS) == [0, 0, 0, 0]


def test_a_frequency_above_the_size_of_the_index_does_no_harm() -> None:
    assert score([term("dat", frequency=500)], items=3)[0] >= 0

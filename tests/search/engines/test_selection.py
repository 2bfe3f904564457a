"""Which items are worth scoring."""

from search.engines.postgres.selection import UNKNOWN_FREQUENCY, Selectable, select


def chosen(*terms: Selectable, budget: int = 100) -> dict[int, int]:
    return {selector.key: selector.level for selector in select(list(terms), budget)}


def test_rare_terms_first_up_to_the_budget() -> None:
    terms = [Selectable(1, 1, (60, 30, 20, 10)), Selectable(2, 1, (30, 9, 8, 7)), Selectable(3, 1, None)]
    assert chosen(*terms) == {1: 0, 2: 0, 3: 0}


def test_a_frequent_term_gives_its_dense_list() -> None:
    assert chosen(Selectable(1, 1, (5000, 900, 80, 5)), Selectable(2, 1, (10, 1, 0, 0))) == {2: 0, 1: 2}


def test_the_most_important_of_the_frequent_comes_first() -> None:
    terms = [Selectable(1, 0.5, (5000, 90, 8, 0)), Selectable(2, 2.0, (6000, 95, 9, 0))]
    assert chosen(*terms) == {2: 1}


def test_rare_terms_never_crowd_the_frequent_out_altogether() -> None:
    rare = [Selectable(key, 1, (10, 0, 0, 0)) for key in range(10)]
    assert chosen(*rare, Selectable(99, 1, (4000, 300, 60, 20)))[99] == 3


def test_a_single_frequent_term_is_not_left_without_a_list() -> None:
    assert chosen(Selectable(1, 1, (5000, 4000, 3000, 2000))) == {1: 3}


def test_a_term_of_unknown_frequency_counts_as_rare() -> None:
    terms = [Selectable(key, 1, None) for key in range(50)]
    assert len(chosen(*terms)) == 100 // UNKNOWN_FREQUENCY


def test_nothing() -> None:
    assert chosen() == {}

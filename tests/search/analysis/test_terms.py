"""Terms as numbers."""

from search.analysis.plan import Term, TermKind
from search.analysis.terms import TITLE_WEIGHT, as_signed, item_terms, number_key_of


def held(title: str, text: str = "", number: str = "", year: int | None = None) -> dict[int, int]:
    terms = item_terms(title, text, number, year)
    return dict(zip(terms.keys.tolist(), terms.counts.tolist(), strict=True))


def key(kind: TermKind, text: str) -> int:
    return Term(kind, text).key


def test_an_item_holds_what_queries_ask_for() -> None:
    terms = held("Đất đai", "Quyền sử dụng đất")
    assert terms[key(TermKind.FOLDED, "dat")] == TITLE_WEIGHT + 1
    assert terms[key(TermKind.ACCENTED, "đất")] == TITLE_WEIGHT + 1
    assert terms[key(TermKind.PAIR, "dat_dai")] == TITLE_WEIGHT
    assert terms[key(TermKind.PAIR, "dung_dat")] == 1
    assert key(TermKind.PAIR, "dai_quyen") not in terms
    assert key(TermKind.FOLDED, "nha") not in terms


def test_spelling_does_not_matter() -> None:
    assert held("Hoà giải kỹ năng thuỷ lợi") == held("hòa giải kĩ năng thủy lợi")


def test_length_counts_syllables_and_the_title_twice() -> None:
    assert item_terms("một hai", "ba bốn năm").length == TITLE_WEIGHT * 2 + 3
    assert item_terms("", "").length == 0


def test_a_document_is_found_by_the_parts_of_its_number() -> None:
    keys = set(item_terms("Quyết định", "", "15/QĐ-UBND", 2026).number_keys.tolist())
    assert {number_key_of("#15//qd/ubnd"), number_key_of("#15/2026/qd/ubnd"), number_key_of("#15///")} <= keys
    assert number_key_of("#16///") not in keys


def test_what_an_item_mentions_is_no_number_of_its_own() -> None:
    terms = item_terms("Tin", "theo Nghị định 42/2022/NĐ-CP")
    assert len(terms.number_keys) == 0
    assert key(TermKind.MENTION, "#42/2022/nd/cp") in terms.keys.tolist()


def test_hashes_fit_a_bigint() -> None:
    signed = as_signed([0, 2**63 - 1, 2**63, 2**64 - 1])
    assert signed == [0, 2**63 - 1, -(2**63), -1]

"""Keys of a scope hold nothing of another's; dense terms have lists of their own."""

from search.analysis.plan import Term, TermKind
from search.analysis.terms import item_terms
from search.engines.interface import Reach, Scope
from search.engines.postgres.keys import level_key, signed, stored_keys
from tenants.identity import new_id

HERE, THERE = Scope(new_id()), Scope(new_id())
DAT = Term(TermKind.FOLDED, "dat").key


def test_the_same_item_has_other_keys_in_another_scope() -> None:
    terms = item_terms("Đất đai", "Quyền sử dụng đất", "15/QĐ-UBND", 2026)
    province = Scope(HERE.owner_id, Reach.PROVINCE)
    sets = [set(stored_keys(terms, scope)) for scope in (HERE, THERE, province)]
    assert not sets[0] & sets[1]
    assert not sets[0] & sets[2]


def test_a_query_finds_what_was_stored() -> None:
    stored = set(stored_keys(item_terms("Đất đai", ""), HERE))
    assert signed(DAT, HERE) in stored
    assert signed(DAT, THERE) not in stored
    assert all(-(2**63) <= key < 2**63 for key in stored)


def test_dense_terms_are_on_more_lists() -> None:
    about = set(stored_keys(item_terms("", "đất " * 30 + "khác " * 300), HERE))
    beside = set(stored_keys(item_terms("", "đất " + "khác " * 300), HERE))
    for level in (1, 2, 3):
        assert signed(level_key(DAT, level), HERE) in about
        assert signed(level_key(DAT, level), HERE) not in beside
    assert signed(DAT, HERE) in beside

"""Which terms tell a question's answers, and that nothing better is lost by asking for them."""

import pytest

from search.analysis.lexicon import lexicon
from search.analysis.plan import Plan, Term, TermKind, plan
from search.analysis.query import parse
from search.engines.elasticsearch import engine as engine_module
from search.engines.elasticsearch import telling as telling_module
from search.engines.elasticsearch.telling import TELLING_SHARE, share, telling
from search.engines.interface import Demand, Engine, Facet, Filters, Scope
from tests.search import judged

QUESTION = "hồ sơ đăng ký khai sinh cho trẻ em bị bỏ rơi gồm những giấy tờ gì và nộp ở đâu theo quy định của pháp luật"


def _plan(text: str) -> Plan:
    return plan(parse(text))


def test_what_every_text_has_tells_nothing() -> None:
    found = {term.text for term in telling(_plan(QUESTION))}
    assert "khai_sinh" in found
    assert "bo_roi" in found
    assert found.isdisjoint({"theo", "của", "quy_dinh", "phap_luat"})


@pytest.mark.parametrize(
    "text", [QUESTION, "nghị định 30 năm 2020", "thu tuc cap so do lan dau", "họp dân phố văn hóa"]
)
def test_all_of_them_together_are_in_a_small_share(text: str) -> None:
    found = telling(_plan(text))
    shares = [share(term, lexicon()) for term in found]
    assert sum(shares) <= max(TELLING_SHARE, shares[0])
    others = [
        share(term, lexicon())
        for term in _plan(text).weights
        if term not in found and term.kind is TermKind.PAIR
    ]
    assert all(other >= max(shares) for other in others)  # the rarest were taken


def test_the_rarest_is_taken_however_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling_module, "TELLING_SHARE", 0.0)
    (only,) = telling(_plan(QUESTION))
    asked = _plan(QUESTION).weights
    assert share(only, lexicon()) == min(
        share(term, lexicon()) for term in asked if term.kind is TermKind.PAIR
    )


def test_an_expression_of_administration_is_as_rare_as_it_is_in_texts() -> None:
    pair = Term(TermKind.PAIR, "khai_sinh")
    assert share(pair, lexicon()) < 0.02 < share(Term(TermKind.PAIR, "quy_dinh"), lexicon())


def test_a_question_of_unknown_words_is_asked_for_with_all_of_them() -> None:
    assert {term.text for term in telling(_plan("zxqv wkjh qqyy vvbb mmnn"))} >= {"zxqv", "wkjh", "qqyy"}


def test_without_accents_the_folded_forms_tell() -> None:
    kinds = {term.kind for term in telling(_plan("thu tuc dang ky khai sinh cho tre bo roi"))}
    assert TermKind.ACCENTED not in kinds
    assert Term(TermKind.PAIR, "khai_sinh") in telling(_plan("thu tuc dang ky khai sinh cho tre bo roi"))


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
@pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)
class TestAsked:
    """Of a real server."""

    def demand(self, text: str) -> Demand:
        return Demand(Scope(judged.OWNER), _plan(text), Filters(), facets=(Facet.TYPE,))

    def test_the_first_results_are_those_of_all_terms(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine.put(Scope(judged.OWNER), judged.items().values())
        questions = [query.text for query in judged.queries() if len(query.text.split()) > 5]
        assert len(questions) > 10
        wider = [engine.ask(self.demand(text)) for text in questions]  # so few items that any term does
        monkeypatch.setattr(engine_module, "ENOUGH", 1)
        narrower = [engine.ask(self.demand(text)) for text in questions]
        assert [answer.hits[0].item_id for answer in narrower] == [answer.hits[0].item_id for answer in wider]
        assert sum(answer.total for answer in narrower) < sum(answer.total for answer in wider) / 2
        for answer in narrower:
            assert answer.approximate
            assert sum(answer.counts[Facet.TYPE].values()) == answer.total

    def test_where_too_few_hold_one_any_term_does(self, engine: Engine) -> None:
        engine.put(Scope(judged.OWNER), judged.items().values())
        answer = engine.ask(self.demand("khai sinh zxqv wkjh qqyy vvbb"))
        assert answer.total > 0

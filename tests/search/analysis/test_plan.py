"""What a query asks of an index."""

from search.analysis.plan import ACCENTED, FOLDED, PAIR, SYNONYM, Term, TermKind, plan
from search.analysis.query import parse


def accented(text: str) -> Term:
    return Term(TermKind.ACCENTED, text)


def folded(text: str) -> Term:
    return Term(TermKind.FOLDED, text)


def pair(text: str) -> Term:
    return Term(TermKind.PAIR, text)


class TestWeights:
    def test_accents_that_were_typed_count_most(self) -> None:
        weights = plan(parse("đất đai")).weights
        assert weights[accented("đất")] == ACCENTED
        assert 0 < weights[folded("dat")] < ACCENTED
        assert weights[pair("dat_dai")] == PAIR

    def test_without_accents_only_folded_terms_count(self) -> None:
        weights = plan(parse("dat dai")).weights
        assert {term.kind for term in weights} == {TermKind.FOLDED, TermKind.PAIR}
        assert weights[folded("dat")] == FOLDED

    def test_a_number_has_no_accents_to_count(self) -> None:
        assert plan(parse("năm 2026")).weights[folded("2026")] == FOLDED

    def test_a_synonym_counts_less_and_makes_no_pairs_with_the_query(self) -> None:
        weights = plan(parse("ubnd phường")).weights
        assert weights[pair("uy_ban")] == SYNONYM
        assert pair("dan_phuong") not in weights

    def test_what_a_mistake_may_have_meant_counts_less(self) -> None:
        weights = plan(parse("khai sihn")).weights
        assert 0 < weights[folded("sinh")] < FOLDED
        assert 0 < weights[pair("khai_sinh")] < PAIR

    def test_a_document_that_is_named_is_sought_where_it_is_named(self) -> None:
        weights = plan(parse("42/2022/NĐ-CP")).weights
        assert Term(TermKind.MENTION, "#42/2022/nd/cp") in weights


class TestGroups:
    def test_a_short_query_wants_every_syllable(self) -> None:
        asked = plan(parse("lịch tiếp dân"))
        assert asked.groups == ((accented("lịch"),), (accented("tiếp"),), (accented("dân"),))
        assert asked.lenient_groups == ((folded("lich"),), (folded("tiep"),), (folded("dan"),))

    def test_a_question_wants_any(self) -> None:
        assert plan(parse("làm thế nào để đăng ký khai sinh cho con")).groups == ()

    def test_a_synonym_will_do(self) -> None:
        [group] = plan(parse("ubnd")).groups
        assert folded("ubnd") in group
        assert any(term.kind is TermKind.PAIR for term in group)

    def test_a_mended_syllable_will_do(self) -> None:
        asked = plan(parse("khai sihn"))
        assert folded("sinh") in asked.groups[1]

    def test_phrases_want_their_pairs_and_accents(self) -> None:
        required = {term for group in plan(parse('"đất đai"')).required for term in group}
        assert required == {accented("đất"), accented("đai"), pair("dat_dai")}

    def test_exclusions(self) -> None:
        asked = plan(parse('thuế -đất -"nước ngoài"'))
        assert asked.excluded == (
            (accented("đất"),),
            (accented("nước"), accented("ngoài"), pair("nuoc_ngoai")),
        )


def test_keys_tell_terms_apart() -> None:
    terms = [
        accented("dat"),
        folded("dat"),
        pair("dat_dai"),
        pair("dai_dat"),
        Term(TermKind.MENTION, "#1///"),
    ]
    assert len({term.key for term in terms}) == len(terms)
    assert accented("15").key == folded("15").key


class TestGuess:
    def test_a_syllable_that_is_a_word_may_be_a_mistake(self) -> None:
        asked = plan(parse("tinh trang gon nhan"))
        assert asked.guess is not None
        assert "hon" in asked.guess.query.readings(2)
        assert asked.doubtful == (pair("trang_gon"), pair("gon_nhan"))

    def test_what_stands_well_beside_its_neighbours_is_none(self) -> None:
        assert plan(parse("tinh trang hon nhan")).doubtful == ()

    def test_a_phrase_ends_what_stands_beside(self) -> None:
        assert plan(parse('tinh trang "gon" nhan')).doubtful == ()

"""A query taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.query import (
    LONGEST_QUERY,
    MOST_CLAUSES,
    MOST_SYLLABLES,
    QueryTooLongError,
    parse,
    suggestion,
)
from search.analysis.synonyms import Synonyms


class TestSyntax:
    def test_a_phrase(self) -> None:
        query = parse('"đăng ký" kết hôn')
        assert [phrase.folded for phrase in query.phrases] == [("dang", "ki")]
        assert query.folded == ("dang", "ki", "ket", "hon")
        assert ("ki", "ket") not in set(query.pairs())

    @pytest.mark.parametrize("quotes", ["“{}”", "„{}”", "«{}»", '"{}"'])
    def test_quotes_of_all_kinds(self, quotes: str) -> None:
        assert parse(quotes.format("đất đai")).phrases[0].folded == ("dat", "dai")

    @pytest.mark.parametrize("query", ['"đất đai', 'đất" đai', '"""'])
    def test_a_quote_that_is_not_closed_is_a_blank(self, query: str) -> None:
        assert parse(query).phrases == ()

    def test_what_stands_beside_a_quote_is_not_lost(self) -> None:
        assert parse('thuế"đất đai"nhà').folded == ("thue", "dat", "dai", "nha")

    def test_exclusions(self) -> None:
        query = parse('thuế -đất -"nước ngoài"')
        assert query.folded == ("thue",)
        assert [expression.accented for expression in query.excluded] == [("đất",), ("nước", "ngoài")]

    @pytest.mark.parametrize("query", ["KT-XH", "thuế - đất", "2025 -2026", "15-QĐ/TU", "Covid-19"])
    def test_a_hyphen_is_no_minus(self, query: str) -> None:
        assert parse(query).excluded == ()

    @pytest.mark.parametrize(
        "query", ["a AND b", "title:x", "(a OR b)", "a~2", "a*", "a^3", "[1 TO 2]", "a\\b", "+a"]
    )
    def test_nobodys_query_language_means_anything(self, query: str) -> None:
        parsed = parse(query)
        assert parsed.phrases == parsed.excluded == ()

    @pytest.mark.parametrize("query", ["", " ", '"', "---", "!!!", "\x00", "\u200b", '""', "💥"])
    def test_nothing_asked_for(self, query: str) -> None:
        assert parse(query).is_empty

    def test_only_an_exclusion_asks_for_nothing(self) -> None:
        query = parse("-thuế")
        assert query.is_empty
        assert len(query.excluded) == 1


class TestBounds:
    def test_too_long(self) -> None:
        with pytest.raises(QueryTooLongError) as raised:
            parse("a" * (LONGEST_QUERY + 1))
        assert raised.value.longest == LONGEST_QUERY

    def test_many_words_are_cut(self) -> None:
        assert len(parse("a " * 900).folded) == MOST_SYLLABLES

    def test_many_clauses_are_cut(self) -> None:
        query = parse('"a b" ' * 50 + "-c " * 50 + "1/QĐ-UBND " * 50)
        assert len(query.phrases) <= MOST_CLAUSES
        assert len(query.excluded) <= MOST_CLAUSES
        assert len(query.numbers) <= MOST_CLAUSES

    @given(st.text(max_size=LONGEST_QUERY))
    def test_any_text_is_read(self, text: str) -> None:
        query = parse(text)
        assert len(query.accented) == len(query.folded) <= MOST_SYLLABLES
        list(query.pairs())
        suggestion(query)

    @given(st.text(alphabet='ab -"“”đ1/.', max_size=120))
    def test_any_punctuation_is_read(self, text: str) -> None:
        query = parse(text)
        suggestion(query)
        assert all(phrase.folded for phrase in query.phrases)


class TestMeaning:
    def test_accents_are_noticed(self) -> None:
        assert parse("đất đai").has_accents
        assert not parse("dat dai").has_accents

    def test_a_mistake_is_read_as_what_it_may_have_meant(self) -> None:
        query = parse("khai sihn")
        assert "sinh" in query.readings(1)
        assert ("khai", "sinh") in set(query.pairs())
        assert query.readings(0) == ("khai",)

    def test_a_syllable_is_never_a_mistake(self) -> None:
        assert parse("khia sinh").mended == {}

    def test_synonyms_are_the_portals(self) -> None:
        own = Synonyms.read(["nhà văn hóa, hội trường thôn"])
        assert [match.alternatives[0].folded for match in parse("nhà văn hoá", own).synonyms] == [
            ("hoi", "truong", "thon")
        ]

    def test_pasted_from_another_age(self) -> None:
        assert parse("thñ tôc hµnh chÝnh").folded == ("thu", "tuc", "hanh", "chinh")


class TestSuggestion:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("dang ky khai sinh", "đăng ký khai sinh"),
            ("Dang Ky Khai Sinh", "Đăng Ký Khai Sinh"),
            ("đăng ký khai sihn", "đăng ký khai sinh"),
            ("nghi dinh 42 2022", "nghị định 42 2022"),
            ("thu tuc, cap so do?", "thủ tục, cấp sổ đỏ?"),
            ("dang ky khai sinh UBND", "đăng ký khai sinh UBND"),
        ],
    )
    def test_it_keeps_everything_else(self, typed: str, shown: str) -> None:
        assert suggestion(parse(typed)) == shown

    @pytest.mark.parametrize(
        "query",
        [
            "đăng ký khai sinh",
            "đăng kí khai sinh",
            "uỷ ban nhân dân",
            "15/QĐ-UBND",
            "15/qd-ubnd",
            '"dang ky"',
            "thue -dat",
            "",
            "2026",
            "vneid",
        ],
    )
    def test_none_where_it_says_nothing_new(self, query: str) -> None:
        assert suggestion(parse(query)) is None

    def test_none_for_a_long_question(self) -> None:
        assert suggestion(parse("thu tuc dang ky " * 10)) is None

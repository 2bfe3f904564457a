"""Accents restored, typing mistakes mended."""

import pytest

from search.analysis.lexicon import lexicon
from search.analysis.normalise import clean, fold
from search.analysis.spelling import guess, is_mistake, mend, restore, telex_residue, typo_candidates
from search.analysis.syllables import forms, tokens


def restored(text: str) -> str:
    found = list(tokens(clean(text)))
    return " ".join(restore([token.accented for token in found], [token.folded for token in found]))


class TestRestoring:
    @pytest.mark.parametrize(
        "meant",
        [
            "đăng ký khai sinh",
            "thủ tục hành chính",
            "ủy ban nhân dân",
            "thủ tục cấp sổ đỏ",
            "giấy chứng nhận quyền sử dụng đất",
            "lịch tiếp công dân",
            "bảo hiểm xã hội",
            "chuyển đổi số",
            "xây dựng nông thôn mới",
            "nghĩa vụ quân sự",
        ],
    )
    def test_expressions_of_administration(self, meant: str) -> None:
        from search.analysis.normalise import fold

        assert restored(fold(meant)) == meant

    def test_accents_that_were_typed_stay(self) -> None:
        assert restored("đang ký").startswith("đang")

    def test_what_is_unknown_stays(self) -> None:
        assert restored("vneid xyzzyq") == "vneid xyzzyq"

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("dduwowngf bộ", "đường bộ"),
            ("thủ tucj hànhh chinhs", "thủ tục hành chính"),
            ("đăng ký khai sihn", "đăng ký khai sinh"),
            ("quy hoachj", "quy hoạch"),
        ],
    )
    def test_mistakes(self, typed: str, meant: str) -> None:
        assert restored(typed) == meant

    def test_it_is_shown_as_most_people_write_it(self) -> None:
        assert restored("dang ki") == "đăng ký"
        assert lexicon().written["kí"] == "ký"

    def test_a_hundred_syllables_are_no_burden(self) -> None:
        assert len(restored("dang ky khai sinh " * 25).split()) == 100

    def test_nothing(self) -> None:
        assert restore([], []) == []


class TestMistakes:
    @pytest.mark.parametrize("word", ["sihn", "hànhh", "tucj", "dduwowngf", "phuowng"])
    def test_no_syllable(self, word: str) -> None:
        assert is_mistake(*forms(word))

    @pytest.mark.parametrize("word", ["sinh", "hành", "kí", "covid", "a", "15", "đất", "thuỷ"])
    def test_syllables_and_usual_words(self, word: str) -> None:
        assert not is_mistake(*forms(word))

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("dduwowngf", "duong"),
            ("hoachj", "hoach"),
            ("tieesng", "tieng"),
            ("wuy", "uuy"),
            ("nguwowif", "nguoi"),
            ("ddaats", "dat"),
        ],
    )
    def test_residue_of_telex(self, typed: str, meant: str) -> None:
        assert meant in set(telex_residue(typed))

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("sihn", "sinh"),
            ("hanhh", "hanh"),
            ("chnih", "chinh"),
            ("duogn", "duong"),
            ("khia", "khai"),
            ("nhaan", "nhan"),
        ],
    )
    def test_one_slip_away(self, typed: str, meant: str) -> None:
        assert meant in {candidate for candidate, _ in typo_candidates(typed)}

    def test_neighbours_decide(self) -> None:
        assert mend(["khai", "sih"], 1)[0] == "sinh"
        assert mend(["hanh", "chih"], 1)[0] == "chinh"

    def test_candidates_are_few(self) -> None:
        assert len(mend(["khai", "sih"], 1)) <= 4
        assert len(typo_candidates("a" * 40)) <= 8


class TestMistakesThatAreWords:
    @pytest.mark.parametrize(
        ("written", "position", "meant"),
        [
            ("tinh trang gon nhan", 2, "hon"),
            ("tri cap huu tri", 0, "tro"),
            ("kinh te a hoi", 2, "xa"),
            ("dang y khai sinh", 1, "ki"),
        ],
    )
    def test_the_likelier_syllable_is_among_the_readings(
        self, written: str, position: int, meant: str
    ) -> None:
        found = guess(written.split())
        assert found is not None
        assert found[0] == position
        assert meant in found[1]

    def test_nothing_is_guessed_of_what_people_write(self) -> None:
        assert guess(["dang", "ki", "khai", "sinh"]) is None
        assert guess([]) is None
        assert guess(["2026"]) is None

    @pytest.mark.parametrize("written", ["đậ", "nuôu", "ngưi", "sơơn"])
    def test_accents_that_no_syllable_has_are_a_mistake(self, written: str) -> None:
        assert is_mistake(written, fold(written))

    @pytest.mark.parametrize("written", ["đậu", "nuôi", "sơn", "ở", "y"])
    def test_syllables_are_none(self, written: str) -> None:
        assert not is_mistake(written, fold(written))

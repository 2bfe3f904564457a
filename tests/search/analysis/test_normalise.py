"""One spelling for each syllable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normalise import canonical, clean, fold, folded_key

LOWER_CASE_LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcghklmnpqrstvx"
)


class TestClean:
    def test_composes_what_is_decomposed(self) -> None:
        assert clean(unicodedata.normalize("NFD", "Đường bộ")) == "Đường bộ"

    @pytest.mark.parametrize("invisible", ["\u200b", "\ufeff", "\u00ad", "\x00", "\x07", "\ud800", "\u202e"])
    def test_drops_what_nobody_sees(self, invisible: str) -> None:
        assert clean(f"khai{invisible} sinh") == "khai sinh"

    @pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\t", "\r", "\v"])
    def test_every_blank_is_a_space_and_lines_stay(self, blank: str) -> None:
        assert clean(f"á{blank}b\nc") == "á b\nc"

    def test_leaves_spelling_and_case_alone(self) -> None:
        assert clean("Hoà giải Ở cơ sở; thuỷ lợi") == "Hoà giải Ở cơ sở; thuỷ lợi"

    @given(st.text())
    def test_cleaning_twice_changes_nothing(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)


class TestFold:
    def test_every_vietnamese_letter_loses_its_marks(self) -> None:
        folded = fold(LOWER_CASE_LETTERS)
        assert folded.isascii()
        assert len(folded) == len(LOWER_CASE_LETTERS)

    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("Đăng Ký", "dang ky"),
            ("ðường", "duong"),
            ("QĐ-UBND", "qd-ubnd"),
            ("Genève", "geneve"),
            ("½", "½"),
        ],
    )
    def test_examples(self, written: str, folded: str) -> None:
        assert fold(written) == folded

    @given(st.text())
    def test_composition_does_not_matter(self, text: str) -> None:
        assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


class TestCanonical:
    @pytest.mark.parametrize(
        ("newer", "traditional"),
        [
            ("hoà", "hòa"),
            ("hoá", "hóa"),
            ("toả", "tỏa"),
            ("khoẻ", "khỏe"),
            ("loè", "lòe"),
            ("thuỷ", "thủy"),
            ("uỷ", "ủy"),
            ("tuỳ", "tùy"),
        ],
    )
    def test_tone_mark_in_one_place(self, newer: str, traditional: str) -> None:
        assert canonical(newer) == canonical(traditional) == traditional

    @pytest.mark.parametrize(
        "syllable", ["quý", "quỳ", "quỹ", "quá", "quả", "toàn", "hoàng", "khoảng", "thuyền", "nghĩa"]
    )
    def test_where_there_is_one_place_only_it_stays(self, syllable: str) -> None:
        assert canonical(syllable) == syllable

    @pytest.mark.parametrize(
        ("one", "other"),
        [("kỹ", "kĩ"), ("lý", "lí"), ("mỹ", "mĩ"), ("sỹ", "sĩ"), ("tỷ", "tỉ"), ("quý", "quí"), ("hy", "hi")],
    )
    def test_i_and_y_are_one_letter_where_both_are_written(self, one: str, other: str) -> None:
        assert canonical(one) == canonical(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("thúy", "thúi"), ("tay", "tai"), ("thủy", "thủi"), ("ý", "í"), ("quy", "qui ")]
    )
    def test_but_not_where_they_differ(self, one: str, other: str) -> None:
        assert canonical(one) != canonical(other)

    def test_tones_are_kept_apart(self) -> None:
        assert len({canonical(form) for form in ("ban", "bàn", "bản", "bãn", "bán", "bạn")}) == 6

    @given(st.text(alphabet=LOWER_CASE_LETTERS, max_size=8))
    def test_a_canonical_form_is_its_own(self, syllable: str) -> None:
        assert canonical(canonical(syllable)) == canonical(syllable)

    @given(st.text(alphabet=LOWER_CASE_LETTERS, max_size=8))
    def test_the_folded_key_does_not_depend_on_the_accented_spelling(self, syllable: str) -> None:
        assert folded_key(canonical(syllable)) == folded_key(syllable) == folded_key(fold(syllable))


def test_a_vowels_mark_after_its_tone_is_put_in_order() -> None:
    assert clean("h\u00f5\u0302i") == "h\u1ed7i"
    assert clean("\u00e0\u0306") == "\u1eb1"
    assert clean("u\u0301\u031b") == "\u1ee9"

"""Highlights: the author's spelling, safe HTML."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.highlight import Wanted, highlighted, snippet
from search.analysis.normalise import clean
from search.analysis.query import parse


def marked(text: str, query: str) -> str:
    return highlighted(text, Wanted.by(parse(query)))


class TestWhatIsMarked:
    @pytest.mark.parametrize(
        ("text", "query", "html"),
        [
            ("Tổ hoà giải", "hòa giải", "Tổ <mark>hoà giải</mark>"),
            ("Tổ HOÀ GIẢI", "hoa giai", "Tổ <mark>HOÀ GIẢI</mark>"),
            ("Đăng kí kết hôn", "dang ky", "<mark>Đăng kí</mark> kết hôn"),
            ("UBND phường", "ủy ban nhân dân", "<mark>UBND</mark> phường"),
            ("Ủy ban nhân dân phường", "ubnd", "<mark>Ủy ban nhân dân</mark> phường"),
            ("Bạn bán bàn", "bàn", "Bạn bán <mark>bàn</mark>"),
            ("Bạn bán bàn", "ban", "<mark>Bạn bán bàn</mark>"),
            ("Ban hanh quy che", "bán", "<mark>Ban</mark> hanh quy che"),
            ("Khai sinh, khai tử", "khai", "<mark>Khai</mark> sinh, <mark>khai</mark> tử"),
            (
                "Quyết định 15/QĐ-UBND",
                "15/qd-ubnd",
                "<mark>Quyết định 15</mark>/<mark>QĐ</mark>-<mark>UBND</mark>",
            ),
            ("Khai sinh", "khai sihn", "<mark>Khai sinh</mark>"),
            ("Lịch cắt điện", "nước", "Lịch cắt điện"),
            ("", "nước", ""),
        ],
    )
    def test_examples(self, text: str, query: str, html: str) -> None:
        assert marked(text, query) == html

    def test_common_words_of_a_question_are_marked_beside_others_only(self) -> None:
        html = marked("Thủ tục của công dân và của tổ chức", "thủ tục khai sinh của công dân là gì")
        assert html == "<mark>Thủ tục của công dân</mark> và của tổ chức"


class TestSafety:
    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "a & b < c > d \"e\" 'f'", "<mark>x</mark>", "&lt;b&gt;"]
    )
    def test_nothing_of_a_text_is_markup(self, text: str) -> None:
        assert unescape(marked(text, "không")) == text

    @given(st.text(max_size=200), st.text(max_size=60))
    def test_any_text_and_query(self, text: str, query: str) -> None:
        wanted = Wanted.by(parse(query))
        for html in (highlighted(text, wanted), snippet(text, wanted)):
            tags = re.findall(r"<[^>]*>", html)
            assert set(tags) <= {"<mark>", "</mark>"}
            assert tags == ["<mark>", "</mark>"] * (len(tags) // 2)
        assert unescape(re.sub(r"</?mark>", "", highlighted(text, wanted))) == clean(text)


class TestSnippet:
    text = (
        ("Mở đầu không có gì. " * 30)
        + "Người dân đăng ký khai sinh tại bộ phận một cửa. "
        + ("Kết thúc. " * 50)
    )

    def plain(self, query: str, length: int = 220) -> str:
        return re.sub(r"</?mark>", "", snippet(self.text, Wanted.by(parse(query)), length))

    def test_it_shows_the_place(self) -> None:
        html = snippet(self.text, Wanted.by(parse("dang ky khai sinh")))
        assert "<mark>đăng ký khai sinh</mark>" in html
        assert html.startswith("…")
        assert html.endswith("…")

    def test_it_is_not_longer_than_asked(self) -> None:
        assert len(self.plain("khai sinh", 120)) <= 120 + 40

    def test_it_cuts_between_words(self) -> None:
        words = set(self.text.split())
        assert set(self.plain("khai sinh").strip("…").split()) <= words

    def test_without_a_find_it_is_the_beginning(self) -> None:
        assert self.plain("bầu cử").startswith("Mở đầu")

    def test_a_short_text_is_shown_whole(self) -> None:
        assert snippet("Lịch tiếp dân", Wanted.by(parse("tiếp"))) == "Lịch <mark>tiếp</mark> dân"

    def test_lines_become_one(self) -> None:
        assert snippet("a\n\n  b", Wanted.by(parse("x"))) == "a b"

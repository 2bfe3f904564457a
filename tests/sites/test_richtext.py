"""Rich text for citizens: links lead to what is public, and nothing runs. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.releases.richtext import inline_html, plain_text, public_html

ADDRESSES = {("page", "7"): "/tin-tuc/bai/", ("document", "3"): "/media/ab/cd/x.pdf"}


def target(kind: str, key: str) -> str | None:
    """What the tests' links lead to."""
    return ADDRESSES.get((kind, key))


@pytest.mark.parametrize(
    ("stored", "public"),
    [
        (
            '<p data-block-key="a1">Có <b>12</b> đội, <i>vui</i>.</p>',
            "<p>Có <strong>12</strong> đội, <em>vui</em>.</p>",
        ),
        ('<p><a linktype="page" id="7">Bài</a></p>', '<p><a href="/tin-tuc/bai/">Bài</a></p>'),
        ('<p><a id="7" linktype="page">Bài</a></p>', '<p><a href="/tin-tuc/bai/">Bài</a></p>'),
        ('<p><a linktype="document" id="3">Tệp</a></p>', '<p><a href="/media/ab/cd/x.pdf">Tệp</a></p>'),
        ('<p>Xem <a linktype="page" id="8"><b>bài</b> cũ</a>.</p>', "<p>Xem <strong>bài</strong> cũ.</p>"),
        ('<p><a linktype="video" id="1">gì</a></p>', "<p>gì</p>"),
        (
            '<p><a href="https://thanhhoa.gov.vn/?a=1&amp;b=2">Tỉnh</a></p>',
            '<p><a href="https://thanhhoa.gov.vn/?a=1&amp;b=2">Tỉnh</a></p>',
        ),
        (
            '<p><a href="mailto:ubnd@example.vn">Thư</a></p>',
            '<p><a href="mailto:ubnd@example.vn">Thư</a></p>',
        ),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ("<p>H<sub>2</sub>O, m<sup>2</sup></p>", "<p>H<sub>2</sub>O, m<sup>2</sup></p>"),
        ("<p>a</p><script>alert(1)</script><p></p><p><br/></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ('<p>ảnh <embed embedtype="image" id="1"/> mất</p>', "<p>ảnh  mất</p>"),
    ],
)
def test_stored_text_becomes_public(stored: str, public: str) -> None:
    assert public_html(stored, target) == public


def test_an_item_of_a_list_has_no_paragraphs_around_it() -> None:
    assert inline_html("<p>một</p><p><b>hai</b></p>", target) == "một<br><strong>hai</strong>"


def test_text_for_search_has_a_line_for_each_paragraph() -> None:
    assert plain_text("<p>Đội&nbsp;  1 &amp; 2<br>ba</p><ul><li>bốn</li></ul>") == "Đội 1 & 2\nba\nbốn"


@given(st.text(alphabet=st.sampled_from(list("<>/\"'=& abaphrefscriptlinktype0123:;#")), max_size=80))
def test_nothing_runs_whatever_is_stored(stored: str) -> None:
    html = public_html(stored, target).lower()

    assert "<script" not in html
    assert "javascript:" not in html.replace("&", "")
    assert " on" not in "".join(part.split(">")[0] for part in html.split("<")[1:] if part.startswith("a "))

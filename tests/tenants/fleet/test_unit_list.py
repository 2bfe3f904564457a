"""Lists of units as people really have them: what can be read is, what cannot is told with line and column."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tenants.fleet.unit_list import Line, UnitListError, read_unit_list

GOOD = "code,hosts,name\n38,thanhhoa.test,Tỉnh Thanh Hóa\n16522,quangphu.test cu.test,Phường Quảng Phú\n"


@pytest.fixture(autouse=True, scope="module")
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def refused(data: bytes) -> str:
    with pytest.raises(UnitListError) as caught:
        read_unit_list(data, "units.csv")
    assert str(caught.value).startswith("units.csv")
    return str(caught.value)


def test_a_list_in_utf8() -> None:
    assert read_unit_list(GOOD.encode(), "units.csv").lines == (
        Line(2, "38", ("thanhhoa.test",), "Tỉnh Thanh Hóa"),
        Line(3, "16522", ("quangphu.test", "cu.test"), "Phường Quảng Phú"),
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators(delimiter: str) -> None:
    found = read_unit_list(GOOD.replace(",", delimiter).encode(), "units.csv")
    assert [line.code for line in found.lines] == ["38", "16522"]


def test_a_byte_order_mark_is_skipped_and_told() -> None:
    found = read_unit_list(b"\xef\xbb\xbf" + GOOD.encode(), "units.csv")
    assert [line.code for line in found.lines] == ["38", "16522"]
    assert "byte order mark" in found.notes[0]


def test_decomposed_letters_are_composed() -> None:
    import unicodedata

    found = read_unit_list(unicodedata.normalize("NFD", GOOD).encode(), "units.csv")
    assert found.lines[1].name == "Phường Quảng Phú"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,host\n38,a.test\n", "line 1: the list lacks the column hosts"),
        ("code,hosts,colour\n38,a.test,red\n", "line 1: the list has an unknown column “colour”"),
        ("code,hosts,code\n38,a.test,38\n", "line 1: the list has the column code twice"),
        ("code,hosts\n38\n", "line 2: 1 fields, and the list has 2 columns"),
        ("code,hosts\n38,\n", "line 2: the column hosts is empty"),
        ("code,hosts\n38,a.test\n16522,b.test\n38,c.test\n", "line 4: 38 stands in line 2 already"),
        ("code,hosts\n38,a.test\n16522,A.test\n", "line 3: a.test stands in line 2 already"),
        ("code,hosts\n5503,a.test\n", "line 2: “5503” is no code"),
        ("code,hosts,draft\n38,a.test,maybe\n", "line 2, column draft: “maybe”"),
        ("code,hosts\n", "holds no unit"),
        ("", "line 1: the list lacks the column code"),
        ('code,hosts\n38,"a.test\n', "line"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, said: str) -> None:
    assert said in refused(text.encode())


def test_a_lost_leading_zero_is_guessed() -> None:
    assert "leading zero" in refused(b"code,hosts\n5503,a.test\n")


def test_text_in_tcvn3_bytes_is_told_with_line_and_byte() -> None:
    said = refused(b"code,hosts,name\n38,a.test,T\xd8nh Thanh H\xe3a\n")
    assert "line 2, byte 12" in said
    assert "TCVN3" in said


def test_text_in_tcvn3_that_was_saved_as_unicode_is_told_too() -> None:
    text = "code,hosts,name\n16522,a.test,Ph\u00adêng Qu¶ng Phó\n"
    assert "line 2, column name" in refused(text.encode())


def test_utf16_is_told() -> None:
    assert "UTF-16" in refused(GOOD.encode("utf-16"))


@given(st.binary(max_size=200))
def test_whatever_the_file_is_the_answer_is_lines_or_a_sentence(data: bytes) -> None:
    try:
        assert read_unit_list(data, "units.csv").lines
    except UnitListError as error:
        assert str(error).startswith("units.csv")  # noqa: PT017

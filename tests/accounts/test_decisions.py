"""What a decision on paper is, and how its number and date are read from a line."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.accounts.decisions import Decision


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("129/QĐ-UBND, 11/8/2023", "129/QĐ-UBND", dt.date(2023, 8, 11)),
        ("129/QĐ-UBND ngày 11/08/2023", "129/QĐ-UBND", dt.date(2023, 8, 11)),
        ("Quyết định 7/QĐ-VP ngày 03 tháng 7 năm 2026", "Quyết định 7/QĐ-VP", dt.date(2026, 7, 3)),
        ("849/QĐ-UBND; 11-12-2025", "849/QĐ-UBND", dt.date(2025, 12, 11)),
        ("Danh sách cộng tác viên, 5.1.2026", "Danh sách cộng tác viên", dt.date(2026, 1, 5)),
    ],
)
def test_a_line_names_number_and_date(text: str, number: str, day: dt.date) -> None:
    assert Decision.parse(text) == Decision(number, day)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("129/QĐ-UBND", "names no date"),
        ("ngày 11/8/2023", "names no number"),
        ("129/QĐ-UBND, 31/2/2023", "no date of the calendar"),
        ("", "names no date"),
    ],
)
def test_a_line_without_number_or_date_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Decision.parse(text)


@given(number=st.integers(1, 9999), day=st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_what_is_written_is_read_back(number: int, day: dt.date) -> None:
    decision = Decision(f"{number}/QĐ-UBND", day)
    assert Decision.parse(str(decision)) == decision


@pytest.mark.parametrize(
    ("number", "numbered"),
    [
        ("129/QĐ-UBND", True),
        ("Quyết định số 12 /NQ-HĐND", True),
        ("Danh sách cộng tác viên", False),
        ("12", False),
        ("11/8", False),
    ],
)
def test_a_numbered_decision_has_a_number_with_a_symbol(number: str, numbered: bool) -> None:
    assert Decision(number, dt.date(2026, 1, 1)).is_numbered is numbered

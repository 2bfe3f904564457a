"""Dates, times, numbers and sizes as Vietnamese readers write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from frontend.formats import as_date, as_iso, as_number, as_size, as_time, inside_sentence, plain, read_date


def test_a_date_is_day_month_year() -> None:
    assert as_date(date(2026, 11, 1)) == "01/11/2026"


def test_an_instant_is_read_in_vietnam() -> None:
    late = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert as_date(late) == "21/11/2026"
    assert as_time(late) == "01:30"
    assert as_iso(late) == "2026-11-21T01:30:00+07:00"


def test_an_instant_without_offset_is_vietnamese_time() -> None:
    assert as_time(datetime(2026, 11, 20, 15, 0)) == "15:00"


def test_what_is_absent_is_an_empty_text() -> None:
    assert (as_date(None), as_time(None), as_iso(None), as_number(None), as_size(None)) == ("",) * 5


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (999, "999"),
        (2_530_000, "2.530.000"),
        (95.9, "95,9"),
        (10.0, "10"),
        (1234.56, "1.234,6"),
        (-1500, "-1.500"),
    ],
)
def test_numbers_have_dots_between_thousands_and_a_comma_before_decimals(value: float, written: str) -> None:
    assert as_number(value) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "1 KB"), (400, "1 KB"), (482_311, "471 KB"), (1024 * 1024, "1 MB"), (2_411_725, "2,3 MB")],
)
def test_sizes_of_files(size: int, written: str) -> None:
    assert as_size(size) == written


@given(some.dates(min_value=date(1945, 9, 2), max_value=date(2099, 12, 31)))
def test_a_date_as_we_write_it_is_read_again(day: date) -> None:
    assert read_date(as_date(day)) == day
    assert read_date(day.isoformat()) == day
    assert read_date(f" {day.day}-{day.month}-{day.year} ") == day


@pytest.mark.parametrize("typed", ["32/01/2026", "2026", "21/11/26", "hôm qua", "1/2/3/4", "30/02/2026"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_date(typed)


def test_an_empty_date_is_none() -> None:
    assert read_date("  ") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tan cuong", "Xã Tân Cương"), ("DONG", "Phường Thành Đông"), ("nhu  xuan", "Như Xuân"), ("hoà", "Hòa")],
)
def test_names_are_found_without_marks(typed: str, meant: str) -> None:
    assert plain(typed) in plain(meant)


def test_marks_written_apart_compare_equal() -> None:
    assert plain("Qua\u0309ng Phu\u0301") == plain("Quảng Phú")


@given(
    some.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=some.just(UTC))
)
def test_iso_keeps_the_instant(instant: datetime) -> None:
    assert datetime.fromisoformat(as_iso(instant)) - instant == timedelta(0)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Tỉnh Thanh Hóa", "tỉnh Thanh Hóa"),
        ("Thành phố Hải Phòng", "thành phố Hải Phòng"),
        ("Đặc khu Cát Hải", "đặc khu Cát Hải"),
        ("Cổng thông tin", "Cổng thông tin"),
        ("Xãhội", "Xãhội"),
        ("", ""),
    ],
)
def test_a_type_of_unit_is_small_inside_a_sentence(name: str, inside: str) -> None:
    assert inside_sentence(name) == inside

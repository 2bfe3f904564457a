"""What the scan finds, and what it leaves alone; no database."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.checks.personal_data import Kind, digits_of, scan


def found(text: str, known: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Kinds and values, in order."""
    return [(one.kind.value, one.value) for one in scan(text, known=known)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ông A, CCCD 038089012345", "038089012345"),
        ("số định danh cá nhân: 001 089 012 345", "001089012345"),
        ("mang thẻ 079199000123 đến", "079199000123"),
        ("CMND số 172345678 cấp ngày", "172345678"),
        ("chứng  minh\nnhân dân 172345678", "172345678"),
    ],
)
def test_citizens_identity_numbers(text: str, value: str) -> None:
    assert found(text) == [("citizen_id", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Gọi 0912345678 để biết", "0912345678"),
        ("Gọi 0912 345 678.", "0912345678"),
        ("ĐT: 0912.345.678", "0912345678"),
        ("ĐT: (0237) 3852 123", "02373852123"),
        ("+84 912 345 678", "0912345678"),
        ("đt 84912345678", "0912345678"),
        ("liên hệ 0378-123-456", "0378123456"),
    ],
)
def test_telephones(text: str, value: str) -> None:
    assert found(text) == [("phone", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("STK 0451000123456 tại Vietcombank", "0451000123456"),
        ("Số tài khoản: 12345678", "12345678"),
        ("chuyển vào Agribank 3500 2051 23456", "3500205123456"),
        ("STK: 0912345678", "0912345678"),
    ],
)
def test_bank_accounts(text: str, value: str) -> None:
    assert found(text) == [("bank_account", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("bà B nhiễm HIV", "hiv"), ("hồ sơ  bệnh của", "hồ sơ bệnh"), ("mắc UNG THƯ", "ung thư")],
)
def test_words_about_health(text: str, value: str) -> None:
    assert found(text) == [("health", value)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quyết định số 15/QĐ-UBND ngày 20/11/2026",
        "Nghị định 356/2025/NĐ-CP; Luật 91/2025/QH15",
        "tổng kinh phí 1.234.567.890 đồng",
        "dân số 1 234 567 người, diện tích 12,345 km²",
        "từ 07:30 20/11/2026 đến 17:00 21/11/2026",
        "năm 2021 2022 2023 2024",
        "mã hồ sơ 000.00.12.H56-241120-0001",
        "https://example.vn/0912345678",
        "tọa độ 105.123456789",
        "hậu ứng thư ký",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_letters_written_in_pieces_are_read_the_same() -> None:
    assert found(unicodedata.normalize("NFD", "số tài khoản 12345678")) == [("bank_account", "12345678")]


def test_a_value_is_found_once_however_it_is_written() -> None:
    assert found("0912345678, 0912 345 678 và +84912345678") == [("phone", "0912345678")]


def test_what_the_authority_itself_publishes_is_known() -> None:
    assert found("Trực ban 02373852123", frozenset({digits_of("0237.3852.123")})) == []


def test_order_place_and_surroundings_are_kept() -> None:
    one, two = scan("Chị Hoa bị ung thư, gọi 0912345678 gặp anh Nam", "Nội dung")

    assert (one.kind, two.kind) == (Kind.HEALTH, Kind.PHONE)
    assert one.place == two.place == "Nội dung"
    assert "gặp anh Nam" in two.excerpt
    assert one.key != two.key


@given(st.text(max_size=300))
def test_any_text_can_be_scanned(text: str) -> None:
    for one in scan(text):
        assert one.value
        assert len(one.key) == 64


@given(
    st.sampled_from(["032", "056", "070", "081", "099"]),
    st.text("0123456789", min_size=7, max_size=7),
    st.sampled_from([" ", ".", "-", ""]),
)
def test_a_mobile_number_is_found_however_it_is_divided(prefix: str, rest: str, between: str) -> None:
    number = prefix + rest
    written = between.join([number[:4], number[4:7], number[7:]])

    assert found(f"gọi {written} nhé") == [("phone", number)]

"""Names of units inside phrases."""

import pytest

from tenants.register.names import inside_phrase


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("Ủy ban nhân dân Tỉnh Thanh Hóa", "Ủy ban nhân dân tỉnh Thanh Hóa"),
        ("Cổng thông tin điện tử Thành phố Hải Phòng", "Cổng thông tin điện tử thành phố Hải Phòng"),
        (
            "Ủy ban nhân dân Phường 1, Thành phố Huế, Đặc khu Phú Quý",
            "Ủy ban nhân dân phường 1, thành phố Huế, đặc khu Phú Quý",
        ),
        ("UBND Xã Đông Á", "UBND xã Đông Á"),
    ],
)
def test_a_type_before_a_name_is_an_ordinary_word_inside_a_phrase(given: str, read: str) -> None:
    assert inside_phrase(given) == read


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh Thanh Hóa",
        "Nguồn: Tỉnh Thanh Hóa",
        "An sinh Xã hội",
        "Trang thông tin điện tử phường Quảng Phú",
        "Tin vui. Xã Đông Á đạt chuẩn",
        "",
    ],
)
def test_what_begins_a_phrase_or_is_no_unit_stays(text: str) -> None:
    assert inside_phrase(text) == text

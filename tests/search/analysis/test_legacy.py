"""Text pasted in encodings that Unicode replaced."""

import pytest

from search.analysis.legacy import from_legacy
from search.analysis.normalise import clean


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("TiÕng ViÖt céng hoµ x· héi chñ nghÜa", "Tiếng Việt cộng hoà xã hội chủ nghĩa"),
        ("thñ tôc hµnh chÝnh", "thủ tục hành chính"),
        ("®¨ng ký", "đăng ký"),
        ("quyÒn sö dông ®Êt", "quyền sử dụng đất"),
        ("Tieáng Vieät coäng hoaø xaõ hoäi", "Tiếng Việt cộng hoà xã hội"),
        ("ñaêng kyù khai sinh", "đăng ký khai sinh"),
        ("Thuû tuïc haønh chính", "Thủ tục hành chính"),
    ],
)
def test_converted(pasted: str, meant: str) -> None:
    assert from_legacy(clean(pasted)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đăng ký khai sinh",
        "dang ky khai sinh",
        "hộ khẩu",
        "cấp sổ đỏ",
        "le café à Genève près du château",
        "über die Straße",
        "Hòa Bình – “Quảng Phú”",
        "°C ± 5 §",
        "São Paulo",
    ],
)
def test_left_alone(text: str) -> None:
    assert from_legacy(clean(text)) == clean(text)

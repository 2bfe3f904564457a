"""The offices of the demo's portals, as the tests of moderation know them."""

from tests.moderation.conftest import (
    _nothing_remembered,
    office_of,
    quang_phu,
    tan_cuong,
    thanh_dong,
    thong_nhat,
)

__all__ = ["_nothing_remembered", "office_of", "quang_phu", "tan_cuong", "thanh_dong", "thong_nhat"]

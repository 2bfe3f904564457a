"""The same portals as the tests of moderation."""

from tests.moderation.conftest import (
    _nothing_remembered,
    nhu_xuan,
    office_of,
    quang_phu,
    thanh_dong,
    thanh_hoa,
    thong_nhat,
)

__all__ = [
    "_nothing_remembered",
    "nhu_xuan",
    "office_of",
    "quang_phu",
    "thanh_dong",
    "thanh_hoa",
    "thong_nhat",
]

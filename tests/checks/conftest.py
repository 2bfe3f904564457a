"""The offices of the demo's portals."""

from tests.moderation.conftest import (
    _nothing_remembered,
    nhu_xuan,
    office_of,
    quang_phu,
    tan_cuong,
    thanh_dong,
    thanh_hoa,
    thong_nhat,
)

__all__ = [
    "_nothing_remembered",
    "nhu_xuan",
    "office_of",
    "quang_phu",
    "tan_cuong",
    "thanh_dong",
    "thanh_hoa",
    "thong_nhat",
]

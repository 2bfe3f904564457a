"""The offices of the demo's portals, whose decisions are recorded."""

from tests.moderation.conftest import _nothing_remembered, office_of, quang_phu, thanh_dong, thong_nhat

__all__ = ["_nothing_remembered", "office_of", "quang_phu", "thanh_dong", "thong_nhat"]

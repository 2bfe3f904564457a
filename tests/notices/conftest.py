"""The same portals as the tests of moderation."""

from tests.moderation.conftest import _nothing_remembered, office_of, quang_phu, thong_nhat

__all__ = ["_nothing_remembered", "office_of", "quang_phu", "thong_nhat"]

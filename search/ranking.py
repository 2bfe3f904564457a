"""What counts beside the words: how new news is, whether a legal document is in force. Each weight has a
name and was measured.
"""

from datetime import date
from typing import Final

RECENCY: Final = 0.15
"""How much more an item of today is worth than the same item long ago."""
HALF_LIFE_DAYS: Final = 365
NOT_IN_FORCE: Final = 0.8
"""What a legal document that is no longer in force is worth of one that is."""
NOT_IN_FORCE_STATUSES: Final = frozenset({"expired"})
ATTACHED: Final = 0.3
"""What a term in a file of an item is worth of one in its text."""
NEWS_TYPES: Final = frozenset({"article"})
LEAST_COVERAGE: Final = 0.3
"""Results of a long question hold at least this share of its information, but for the first ones."""
ALWAYS_LISTED: Final = 10


def worth(kind_of_item: str, status: str, day: date, today: date) -> float:
    """The factor by which an item's score is multiplied."""
    if kind_of_item in NEWS_TYPES:
        age = max((today - day).days, 0)
        return 1 + RECENCY * 2 ** (-age / HALF_LIFE_DAYS)
    if status in NOT_IN_FORCE_STATUSES:
        return NOT_IN_FORCE
    return 1.0

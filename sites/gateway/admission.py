"""How much is taken on at a time: what cannot be answered soon is refused at once, and no client takes all there is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sites.api.problems import overloaded, too_many

MOST_AT_ONCE = 192
"""Requests under way in a process. Each waits for all before it: with a millisecond each this bounds the wait to a fifth of a second."""

CROWDED = MOST_AT_ONCE // 2
"""From here on one client may have no more than its share under way."""

SHARE = MOST_AT_ONCE // 4


class Admission:
    """Counts what is under way in a process, in all and by client."""

    def __init__(self, most: int = MOST_AT_ONCE, crowded: int = CROWDED, share: int = SHARE) -> None:
        self._most, self._crowded, self._share = most, crowded, share
        self._all = 0
        self._by_client: Counter[str] = Counter()

    @property
    def under_way(self) -> int:
        """Requests under way."""
        return self._all

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        """Take on a request of a client for the time of the block.

        Raises:
            Problem: 503 where the process has enough to do, 429 where this client has more than its share under way.
        """
        if self._all >= self._most:
            raise overloaded()
        if self._all >= self._crowded and self._by_client[client] >= self._share:
            raise too_many()
        self._all += 1
        self._by_client[client] += 1
        try:
            yield
        finally:
            self._all -= 1
            self._by_client[client] -= 1
            if not self._by_client[client]:
                del self._by_client[client]

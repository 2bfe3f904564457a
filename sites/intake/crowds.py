"""How much comes from one place lately. Whole communes share one address, so nobody is refused for it: an official looks twice.

Kept in the memory of the process alone, for an hour, under a hash that changes with each start: no address is stored or logged.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

MOST = 5
"""Questions from one place within the span before the next ones are marked."""
SPAN_SECONDS = 3600.0
MOST_PLACES = 50_000


class Crowds:
    """Counts by place: an IPv4 address, or the /64 of an IPv6 address, which is one household's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()

    def is_crowded(self, address: str) -> bool:
        """Note that something came from an address; whether more than usual has."""
        place = hashlib.blake2s(place_of(address).encode(), key=self._salt, digest_size=12).digest()
        now = self._clock()
        with self._lock:
            times = self._seen.setdefault(place, deque(maxlen=MOST + 1))
            self._seen.move_to_end(place)
            while times and now - times[0] > SPAN_SECONDS:
                times.popleft()
            times.append(now)
            while len(self._seen) > MOST_PLACES:
                self._seen.popitem(last=False)
            return len(times) > MOST


def place_of(address: str) -> str:
    """Return an IPv4 address as it is, the /64 of an IPv6 address, and what is neither as nowhere."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)

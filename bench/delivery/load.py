"""A load generator: keep-alive connections on one thread, each asking again as soon as it was answered."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Target:
    """Where to ask, and what: requests are asked in turn.

    Attributes:
        port: on 127.0.0.1.
        requests: whole requests, as bytes.
    """

    port: int
    requests: Sequence[bytes]


@dataclass
class Outcome:
    """What came of a load: `latencies` in seconds, `statuses` by code, `seconds` the time it took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    retry_after_missing: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency (seconds) that this share of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def request(host: str, path: str, **headers: str) -> bytes:
    """A GET as it is sent."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class _Connection:
    """One connection: what it sent, what it has of the answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.expected = -1
        self.sent_at = 0.0

    def ask(self, what: bytes) -> None:
        self.received, self.expected = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(what)

    def read(self) -> bool:
        """Take what has come; whether the answer is whole.

        Raises:
            ConnectionError: the server closed the connection.
        """
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("The server closed the connection.")
        self.received += part
        if self.expected < 0:
            end = self.received.find(END_OF_HEAD)
            if end < 0:
                return False
            self.expected = end + 4 + _length(self.received[:end])
        return len(self.received) >= self.expected


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at < 0:
        if b" 304 " in lowered[:16] or b" 204 " in lowered[:16]:
            return 0
        raise ValueError(f"An answer without a length: {head[:200]!r}")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0])


def closed_loop(target: Target, connections: int, seconds: float) -> Outcome:
    """Let each connection ask, wait for the answer, and ask again, for some seconds.

    Raises:
        ConnectionError: the server closed a connection.
    """
    selector = selectors.DefaultSelector()
    turn = 0
    opened = []
    for _number in range(connections):
        each = _Connection(target.port)
        opened.append(each)
        selector.register(each.socket, selectors.EVENT_READ, each)
    outcome = Outcome()
    begun = time.perf_counter()
    for each in opened:
        each.ask(target.requests[turn % len(target.requests)])
        turn += 1
    end = begun + seconds
    busy = len(opened)
    while busy:
        for key, _events in selector.select(timeout=10):
            each = key.data
            if not each.read():
                continue
            now = time.perf_counter()
            outcome.latencies.append(now - each.sent_at)
            status = int(each.received[9:12])
            outcome.statuses[status] += 1
            if status in {429, 503} and b"retry-after:" not in each.received[: each.expected].lower():
                outcome.retry_after_missing += 1
            if now >= end:
                selector.unregister(each.socket)
                busy -= 1
                continue
            each.ask(target.requests[turn % len(target.requests)])
            turn += 1
    outcome.seconds = time.perf_counter() - begun
    for each in opened:
        each.socket.close()
    return outcome

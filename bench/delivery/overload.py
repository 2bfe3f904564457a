"""More than can be answered, and consumers who wait: what the others notice of it."""

import threading
import time
from collections.abc import Iterator

import httpx

from bench.delivery.figures import CONNECTIONS, LIST, Figure
from bench.delivery.load import Outcome, Target, _Connection, closed_loop, request
from bench.delivery.place import Place

CROWD = 512
"""Connections that ask without a pause: many times those that already saturate the process."""

CONSUMERS = 1_000
ALLOWED = {200, 304, 429, 503}


def overload_figures(place: Place, seconds: float) -> Iterator[Figure]:
    """A crowd, health in the middle of it, the time after it; then waiting consumers."""
    api = place.around.ports.api
    listing = Target(api, [request(place.host, LIST)])
    normal = closed_loop(listing, CONNECTIONS, seconds / 4)
    checks: list[bool] = []
    stop = threading.Event()
    watcher = threading.Thread(target=_watch_health, args=(api, checks, stop))
    watcher.start()
    crowd = closed_loop(listing, CROWD, seconds)
    stop.set()
    watcher.join()
    time.sleep(5)
    after = closed_loop(listing, CONNECTIONS, seconds / 4)
    yield _crowded(crowd, checks)
    yield _ratio("list 5 s after the overload, p50", after, normal, 1.2)
    yield from _consumers(place, seconds)


def _crowded(crowd: Outcome, checks: list[bool]) -> Figure:
    p99 = crowd.percentile(0.99)
    told = ", ".join(f"{status}: {number:,}" for status, number in sorted(crowd.statuses.items()))
    holds = (
        crowd.statuses.keys() <= ALLOWED
        and not crowd.retry_after_missing
        and p99 <= 1
        and bool(checks)
        and all(checks)
    )
    name = f"{CROWD} connections at once"
    return Figure(
        name,
        f"{told}; p99 {p99 * 1000:.0f} ms",
        f"health {len(checks)} of {len(checks)}",
        p99,
        "p99 ≤ 1 s",
        holds,
    )


def _consumers(place: Place, seconds: float) -> Iterator[Figure]:
    api = place.around.ports.api
    one = Target(api, [request(place.host, LIST)])
    without = closed_loop(one, CONNECTIONS, seconds / 2)
    last = httpx.get(f"http://127.0.0.1:{api}/health/", headers={"Host": place.host}, trust_env=False).json()[
        "changes"
    ]["last"]
    waiting = [_Connection(api) for _number in range(CONSUMERS)]
    for each in waiting:
        each.ask(request(place.host, f"/api/v1/changes/?since={last}&wait=30"))
    time.sleep(3)
    with_them = closed_loop(one, CONNECTIONS, seconds / 2)
    for each in waiting:
        each.socket.close()
    yield _ratio(f"list with {CONSUMERS:,} waiting consumers, p50", with_them, without, 1.05)


def _ratio(name: str, ours: Outcome, base: Outcome, bar: float) -> Figure:
    ratio = ours.percentile(0.5) / base.percentile(0.5)
    return Figure(
        name,
        f"{ours.percentile(0.5) * 1000:.2f} ms",
        f"{base.percentile(0.5) * 1000:.2f} ms",
        round(ratio, 2),
        f"≤ {bar:g} times",
        ratio <= bar,
    )


def _watch_health(port: int, checks: list[bool], stop: threading.Event) -> None:
    with httpx.Client(trust_env=False, timeout=5) as client:
        while not stop.is_set():
            try:
                checks.append(client.get(f"http://127.0.0.1:{port}/health/").status_code == 200)
            except httpx.HTTPError:
                checks.append(False)
            time.sleep(0.25)

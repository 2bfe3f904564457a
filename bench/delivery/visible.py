"""How soon what is published is seen, while many publish: in the API, in the portal's feed, and in its province's list."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.delivery.figures import Figure
from bench.delivery.place import CODE, Place
from tenants.register.records import published_units
from tenants.state import CHECKOUT

PORTALS, PUBLISHERS, SLOW = 20, 2, 10
PROVINCE = "38"
BAR = 1.0  # seconds


def visible_figures(place: Place, rate: int, seconds: float) -> Iterator[Figure]:
    """At the rate that is asked for, and at one that leaves room, which tells the way's own time."""
    hosts = _portals(place)
    for number, pace in enumerate((SLOW, rate)):
        yield _figure(_rush(place, hosts, pace, seconds, first=5_000_000 + number * 1_000_000), pace)


def _portals(place: Place) -> dict[str, str]:
    """Twenty portals of one province, by code, with the hosts at which they are read."""
    port = place.around.ports.front
    communes = [unit.code for unit in published_units() if unit.parent_code == PROVINCE and unit.code != CODE]
    made = {code: f"u{code}.thanhhoa.localhost" for code in communes[: PORTALS - 1]}
    place.run(
        "bench.delivery.rush", "portals", *(text for pair in made.items() for text in pair), role="owner"
    )
    return {CODE: place.host, **{code: f"{host}:{port}" for code, host in made.items()}}


def _rush(
    place: Place, hosts: dict[str, str], rate: int, seconds: float, first: int
) -> list[list[float | None]]:
    """What each publisher saw; each has its share of the portals and of the rate."""
    codes = list(hosts)
    publishers = []
    for number in range(PUBLISHERS):
        told = {
            "hosts": {code: hosts[code] for code in codes[number::PUBLISHERS]},
            "number": round(rate * seconds / PUBLISHERS),
            "first": first + number * 100_000,
            "rate": rate / PUBLISHERS,
            "port": place.around.ports.api,
            "province": f"thanhhoa.localhost:{place.around.ports.front}",
        }
        process = subprocess.Popen(
            (sys.executable, "-m", "bench.delivery.rush", "publish"),
            cwd=CHECKOUT,
            env=place.around.command_environment("application"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        publishers.append(process)
    for process in publishers:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise SystemExit("A publisher of the benchmark did not get ready.")
    begin = time.time() + 1
    told_all = [process.communicate(f"{begin}\n")[0] for process in publishers]
    return [json.loads(text.splitlines()[-1]) for text in told_all]


def _figure(seen: list[list[float | None]], rate: int) -> Figure:
    times = [each for one in seen for each in one]
    found = sorted(each for each in times if each is not None)
    missing = len(times) - len(found)
    p50, p99 = statistics.median(found), found[int(len(found) * 0.99)]
    told = f"{len(found)} seen, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms" + (
        f", {missing} not seen" if missing else ""
    )
    name = f"published → visible, {rate}/s over {PORTALS} portals"
    return Figure(name, told, "", round(p99, 3), f"p99 ≤ {BAR:g} s", p99 <= BAR and not missing)

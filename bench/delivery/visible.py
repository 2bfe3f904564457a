"""How soon what is published is seen, while many publish: in the API, in the portal's feed, and in its province's list."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from bench.delivery.figures import Figure
from bench.delivery.place import CODE, Place
from tenants.register.records import published_units
from tenants.state import CHECKOUT

PORTALS, PUBLISHERS, SLOW = 20, 2, 10
PROVINCE = "38"
BAR = 1.0  # seconds


@dataclass(frozen=True)
class Rush:
    """What came of publishing at a rate: seconds from each item's turn until it was seen, and until the act had returned; seconds of the
    processors for one publication: in the act's thread, in the publishers with what they tell, in everything on the machine.
    """

    seen: list[float | None]
    returned: list[float]
    act: float
    own: float
    whole: float

    @property
    def words(self) -> str:
        """How long the act took from its turn, and what a publication costs."""
        ended = sorted(self.returned)
        return (
            f"act p50 {_ms(statistics.median(ended))}, p99 {_ms(_p99(ended))}; "
            f"CPU act {_ms(self.act)}, with telling {_ms(self.own)}, all {_ms(self.whole)}"
        )


def visible_figures(place: Place, rate: int, seconds: float) -> Iterator[Figure]:
    """At a rate that leaves room, which tells the way's own time; at the one that is asked for; and Wagtail's own act at that."""
    hosts = _portals(place)
    for number, pace in enumerate((SLOW, rate)):
        yield _figure(_rush(place, hosts, pace, seconds, 5_000_000 + number * 1_000_000), pace)
    stock = _rush(place, hosts, rate, seconds, 8_000_000, wagtail=True)
    name = f"Wagtail's own act alone, {rate}/s over {PORTALS} portals"
    yield Figure(name, stock.words, "", round(_p99(sorted(stock.returned)), 3), "for comparison", holds=True)


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
    place: Place, hosts: dict[str, str], rate: int, seconds: float, first: int, *, wagtail: bool = False
) -> Rush:
    """Publish at a rate, each publisher with its share of the portals and of the rate, the turns in between each other's; and look."""
    publishers, items = [], []
    for number in range(PUBLISHERS):
        codes = list(hosts)[number::PUBLISHERS]
        told = {
            "codes": codes,
            "number": round(rate * seconds / PUBLISHERS),
            "first": first + number,
            "step": PUBLISHERS,
            "offset": number / rate,
            "rate": rate / PUBLISHERS,
            "wagtail": wagtail,
        }
        publishers.append(_begun(place, "publish", told))
    for number, process in enumerate(publishers):
        codes = list(hosts)[number::PUBLISHERS]
        items += [
            (number / rate + count * PUBLISHERS / rate, hosts[codes[count % len(codes)]], key)
            for count, key in enumerate(_ready(process))
        ]
    lookers = []
    if not wagtail:
        province = f"thanhhoa.localhost:{place.around.ports.front}"
        lookers = [
            _begun(place, "look", {"port": place.around.ports.api, "province": province, "items": items})
        ]
        _ready(lookers[0])
    begin, before = time.time() + 1, None
    for process in (*publishers, *lookers):
        _say(process, begin)
    time.sleep(max(0.0, begin - time.time()))
    before = _busy()
    ended = [_heard(process) for process in publishers]
    whole = (_busy() - before) / len(items)
    seen = _heard(lookers[0])["seconds"] if lookers else []
    returned = [each for one in ended for each in one["seconds"]]
    act, own = (statistics.mean(one[name] for one in ended) for name in ("act", "cpu"))
    return Rush(seen, returned, act, own, whole)


def _begun(place: Place, program: str, told: dict[str, Any]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        (sys.executable, "-m", "bench.delivery.rush", program),
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
    return process


def _ready(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit("A program of the benchmark did not get ready.")
    return list(json.loads(line))


def _say(process: "subprocess.Popen[str]", begin: float) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{begin}\n")
    process.stdin.flush()


def _heard(process: "subprocess.Popen[str]") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(process.communicate()[0].splitlines()[-1])
    return told


def _busy() -> float:
    """Seconds in which the processors of this machine have worked."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def _figure(rush: Rush, rate: int) -> Figure:
    found = sorted(each for each in rush.seen if each is not None)
    missing = len(rush.seen) - len(found)
    p50, p99 = (statistics.median(found), _p99(found)) if found else (0.0, 0.0)
    told = f"{len(found)} seen, p50 {_ms(p50)}, p99 {_ms(p99)}" + (f", {missing} not seen" if missing else "")
    name = f"published → visible, {rate}/s over {PORTALS} portals"
    return Figure(name, told, rush.words, round(p99, 3), f"p99 ≤ {BAR:g} s", p99 <= BAR and not missing)


def _p99(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.99)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"

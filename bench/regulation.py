"""How fast the regulation engine answers: `make bench-regulation`. Pure Python, but for the last figure (see bench/recomputing.py).

Prints a table, writes var/bench/regulation.json, and ends with 1 where a bar is not held.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from cms.regulation.calendar import OfficeHours, WorkingCalendar
from cms.regulation.events import EVENT_FIELDS
from cms.regulation.files import DATA
from cms.regulation.layers import Surroundings
from cms.regulation.references import read_regulation
from cms.regulation.registers import categories, fields
from cms.regulation.regulation import NO_ASSIGNMENTS, Regulation, VersionFacts
from cms.regulation.routing import ItemFacts
from cms.regulation.vocabulary import Origin
from cms.regulation.what_if import PastItem, replay

OUTPUT = Path(__file__).resolve().parent.parent / "var" / "bench" / "regulation.json"
ZONE = dt.timezone(dt.timedelta(hours=7))
ROUNDS, CALLS, ITEMS = 15, 400, 10_000


@dataclass(frozen=True)
class Figure:
    """One measurement and the bar it has to hold; the baseline is what issue 4 asks."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    bar: str
    holds: bool


def regulation(slug: str, province: str) -> Regulation:
    """Return one of the bundled regulations as in force since 2024."""
    file = read_regulation((DATA / f"{slug}.yaml").read_text(encoding="utf-8"), slug)
    calendar = WorkingCalendar(OfficeHours.parse(["07:30-11:30", "13:30-17:30"]))
    facts = VersionFacts(slug, dt.date(2024, 1, 1), assumed=True, assumed_reason="bản chụp")
    return Regulation(file, facts, Surroundings(calendar, province), asked_on=dt.date(2026, 11, 21))


def items(count: int) -> list[PastItem]:
    """Return items over every category, field and the days of a year, each with an event of its own."""
    names, areas, origins = list(categories()), list(fields()), list(Origin)
    first = dt.datetime(2025, 11, 20, 8, 0, tzinfo=ZONE)
    made = []
    for number in range(count):
        at = first + dt.timedelta(minutes=number * 52)
        events = dict.fromkeys(EVENT_FIELDS.values(), at)
        facts = ItemFacts(field=areas[number % len(areas)], origin=origins[number % len(origins)])
        made.append(
            PastItem(
                f"{number}",
                names[number % len(names)],
                facts,
                events,
                major=number % 7 == 0,
                own=number % 3 > 0,
            )
        )
    return made


def median_microseconds(call: Callable[[int], object]) -> float:
    """Return the median over rounds of the mean time of a call, in microseconds."""
    for number in range(CALLS):
        call(number)
    rounds = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        for number in range(CALLS):
            call(number)
        rounds.append((time.perf_counter() - begun) / CALLS * 1e6)
    return statistics.median(rounds)


def measure() -> list[Figure]:
    """Return every figure."""
    one, other = regulation("thanh-dong", "31"), regulation("quang-phu", "38")
    some = items(CALLS)

    def explained(number: int) -> object:
        item = some[number]
        answer = one.deadline_for(item.category, item.events, major=item.major, own=item.own)
        return answer.sentence, answer.citation

    answer = median_microseconds(explained)
    decision = median_microseconds(lambda number: one.approval_route(some[number].facts))
    many = [(item, NO_ASSIGNMENTS) for item in items(ITEMS)]
    begun = time.perf_counter()
    moved = sum(1 for _moved in replay(one, other, many))
    what_if = time.perf_counter() - begun
    if not moved or one.deadline_for("news", some[0].events).decided is None:
        raise SystemExit("nothing was computed: the items are none of this regulation's")
    return [
        figure("explained answer", answer, "µs", 200),
        figure("matrix decision", decision, "µs", 200),
        figure("what-if over 10,000 items", what_if, "s", 10),
        recomputation(),
    ]


def recomputation() -> Figure:
    """Return how long 20,000 open clocks over 168 portals take after a change of the calendar, broken off once on the way."""
    done = subprocess.run((sys.executable, "-m", "bench.recomputing"), check=True, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    if found["portals"] != 168 or found["clocks"] < 20_000 or not found["moved"]:
        raise SystemExit(f"recomputing did not do what it should: {found}")
    name = f"recomputing {found['clocks']:,} clocks, {found['portals']} portals, {found['moved']:,} moved"
    return figure(name, found["seconds"], "s", 30)


def figure(name: str, value: float, unit: str, most: float) -> Figure:
    """Return a figure that must not be over `most`."""
    return Figure(
        name, round(value, 3), unit, most, round(value / most, 4), f"≤ {most:g} {unit}", value <= most
    )


def main() -> int:
    """Measure, print, write; return 1 where a bar is not held."""
    figures = measure()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(
        json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for one in figures:
        sys.stdout.write(
            f"{one.name:56} {one.value:>10.3f} {one.unit:3} {one.bar:>12}  {'holds' if one.holds else 'DOES NOT HOLD'}\n"
        )
    return 0 if all(one.holds for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How fast what citizens read is answered, beside stock Wagtail API v2: `make bench-api`.

    python -m bench.api                    # the record: 1,000 items, ten seconds a figure, three rounds
    python -m bench.api --items 200 --seconds 3 --rounds 1
    python -m bench.api --only reading,publishing

Prints a table, writes var/bench/api.json, and ends with 1 where a bar is not held.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")

from bench.delivery.figures import Figure, compared, comparisons
from bench.delivery.front import front_figures
from bench.delivery.overload import overload_figures
from bench.delivery.place import CODE, Place, running
from bench.delivery.store import store_figures
from bench.delivery.visible import visible_figures

OUTPUT = Path(__file__).resolve().parent.parent / "var" / "bench" / "api.json"


@dataclass(frozen=True)
class Effort:
    """How much is measured: seconds of load for each side of a figure, rounds, portals in the large store, publications a
    second.
    """

    items: int
    seconds: float
    rounds: int
    portals: int
    rate: int


def reading(place: Place, effort: Effort) -> Iterator[Figure]:
    """An item, a list, an unchanged item, against stock."""
    for comparison in comparisons(place):
        yield compared(place, comparison, effort.seconds, effort.rounds)


def publishing(place: Place, effort: Effort) -> Iterator[Figure]:
    """What publishing costs, against Wagtail's own act without our gate and writer."""
    said = json.loads(place.run("bench.delivery.publishing", CODE, str(20 * effort.rounds)))
    ratio = said["ours"] / said["wagtail"]
    yield Figure(
        "publish an article",
        f"{said['ours'] * 1000:.1f} ms",
        f"{said['wagtail'] * 1000:.1f} ms",
        round(ratio, 2),
        "≤ 1.5 times",
        ratio <= 1.5,
    )


def front(place: Place, effort: Effort) -> Iterator[Figure]:
    """Pages of the front end with nothing remembered."""
    yield from front_figures(place, max(3, effort.rounds * 3))


def overload(place: Place, effort: Effort) -> Iterator[Figure]:
    """Four times as many as can be answered, and consumers who wait."""
    yield from overload_figures(place, effort.seconds * 2)


def store(place: Place, effort: Effort) -> Iterator[Figure]:
    """A list with the portals of the whole country in the store."""
    yield from store_figures(place, effort.portals, effort.seconds)


def visible(place: Place, effort: Effort) -> Iterator[Figure]:
    """How soon what is published is seen."""
    yield from visible_figures(place, effort.rate, effort.seconds)


PARTS: dict[str, Callable[[Place, Effort], Iterator[Figure]]] = {
    "reading": reading,
    "publishing": publishing,
    "front": front,
    "overload": overload,
    "visible": visible,
    "store": store,
}


def main() -> int:
    """Measure, print, write; 1 where a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--portals", type=int, default=3_355)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--only", default=",".join(PARTS))
    given = parser.parse_args()
    effort = Effort(given.items, given.seconds, given.rounds, given.portals, given.rate)
    figures: list[Figure] = []
    with running(effort.items) as place:
        for name in given.only.split(","):
            for figure in PARTS[name](place, effort):
                say(figure)
                figures.append(figure)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(
        json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return 0 if all(one.holds for one in figures) else 1


def say(one: Figure) -> None:
    """A line of the table."""
    held = "holds" if one.holds else "DOES NOT HOLD"
    sys.stdout.write(f"{one.name:48} {one.ours:36} {one.baseline:36} {one.ratio:>7} {one.bar:>14}  {held}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

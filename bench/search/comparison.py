"""Known items by the beginning of their title, beside Wagtail's own backends."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bench.search.answers import Place
from bench.search.figures import Figure
from bench.search.queries import known_items
from search.analysis.plan import plan
from search.analysis.query import parse
from search.engines.interface import Demand, Filters
from search.evaluation.measures import measure

SYLLABLES: Final = (3, 4, 6)
THEIRS: Final = {"postgres": "default", "elasticsearch": "elasticsearch"}
"""Which backend of theirs each engine of ours is compared with."""
MUCH: Final = 0.05
GOOD: Final = 0.9


def of_stock(items: int, each: int, environment: dict[str, str]) -> list[dict[str, Any]]:
    """What Wagtail's own backends give for the same items and queries."""
    command = [sys.executable, "-m", "bench.search.stock", str(items), str(each)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"Wagtail's backends could not be measured:\n{done.stderr[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def compared(place: Place, each: int, theirs: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    """Ours against the better of their two ways of asking, and the time of that way."""
    backend = [told for told in theirs if told["backend"] == THEIRS[place.engine.name]]
    for syllables in SYLLABLES:
        ways = [told for told in backend if told.get("syllables") == syllables]
        best = max(ways, key=lambda told: told["ndcg"])
        gained, times = _ours(place, known_items(place.items, each, syllables))
        what = f"{place.title}: known items by {syllables} syllables, Wagtail's {best['way']}"
        bar = best["ndcg"] + MUCH if best["ndcg"] < GOOD else None
        yield Figure(f"{what}, nDCG@10", gained, "", bar, False, best["ndcg"])
        yield Figure(f"{what}, p50", times, "ms", best["p50"], True, best["p50"])


def _ours(place: Place, asked: list[tuple[str, int]]) -> tuple[float, float]:
    """nDCG@10, and the median of milliseconds, the query's reading and planning among them."""
    times, gained = [], []
    for text, at in [*asked[:3], *asked]:
        begun = time.perf_counter()
        demand = Demand(place.scope, plan(parse(text)), Filters(language="vi"), size=10)
        hits = place.engine.ask(demand).hits
        times.append((time.perf_counter() - begun) * 1000)
        found = [str(hit.item_id) for hit in hits]
        gained.append(measure(found, {str(place.items[at].item_id): 1}).ndcg)
    return statistics.mean(gained[3:]), statistics.median(times[3:])

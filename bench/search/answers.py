"""Answers, suggestions and indexing, timed."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.search.figures import Figure
from bench.search.processor import spent
from bench.search.queries import SEED, beginnings, queries
from bench.search.writer import A_SECOND, writing
from search.analysis.highlight import Wanted, highlighted, snippet
from search.analysis.plan import plan
from search.analysis.query import parse
from search.analysis.syllables import tokens
from search.engines.interface import Demand, Engine, Facet, Filters, IndexItem, Reach, Scope
from search.evaluation.measures import percentile

SHOWN: Final = 8
WARMED_BY: Final = 60
"""Other queries of each kind that are asked before: a server that has answered for a minute has its code compiled and its files read."""
FACETS: Final = tuple(facet for facet in Facet if facet not in {Facet.COMMUNE, Facet.LANGUAGE})
PROVINCE_FACETS: Final = tuple(facet for facet in Facet if facet not in {Facet.SECTION, Facet.LANGUAGE})
"""What the product counts in each scope of portals that write Vietnamese only."""


@dataclass(frozen=True)
class Place:
    """One index that is asked: how it is called in the table, what it holds, its bars (milliseconds)."""

    engine: Engine
    title: str
    scope: Scope
    items: Sequence[IndexItem]
    p50: float
    p95: float
    environment: dict[str, str]


def timed(act: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """How long each takes, in milliseconds."""
    times = []
    for query in asked:
        begun = time.perf_counter()
        act(query)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def answering(place: Place) -> Callable[[str], object]:
    """A search as the product answers it: the query read, found, counted by every facet, highlighted."""
    texts = {item.item_id: item for item in place.items}
    facets = PROVINCE_FACETS if place.scope.reach is Reach.PROVINCE else FACETS

    def answer(text: str) -> None:
        query = parse(text)
        wanted = Wanted.by(query)
        demand = Demand(place.scope, plan(query), Filters(language="vi"), facets=facets)
        for hit in place.engine.ask(demand).hits:
            item = texts[hit.item_id]
            highlighted(item.title, wanted)
            snippet(item.text, wanted)

    return answer


def measured(place: Place, each: int) -> Iterator[Figure]:
    """Answers of every kind, then of all kinds together, while ten items a second are indexed."""
    everything: list[float] = []
    answer = answering(place)
    with writing(place.engine.name, place.scope, place.environment) as written:
        for others in queries(place.items, WARMED_BY, SEED + 1).values():
            timed(answer, others)
        for kind, asked in queries(place.items, each).items():
            begun = spent(place.engine)
            times = timed(answer, asked)
            processor = (spent(place.engine) - begun) * 1000 / len(asked)
            everything += times
            yield Figure(f"{place.title}: {kind}, p50", statistics.median(times), "ms")
            yield Figure(f"{place.title}: {kind}, p95", percentile(times, 95), "ms")
            yield Figure(f"{place.title}: {kind}, processor time of both sides, mean", processor, "ms")
        yield _suggested(place, each)
    yield Figure(f"{place.title}: all kinds, p50", statistics.median(everything), "ms", place.p50)
    yield Figure(f"{place.title}: all kinds, p95", percentile(everything, 95), "ms", place.p95)
    yield Figure(
        f"{place.title}: indexed meanwhile", written.items_per_second, "items/s", 0.9 * A_SECOND, most=False
    )


def _suggested(place: Place, each: int) -> Figure:
    demand = Demand(place.scope, plan(parse("")), Filters(language="vi"))

    def suggest(text: str) -> None:
        syllables = tuple(token.folded for token in tokens(text))
        if syllables:
            place.engine.suggest(demand, syllables, SHOWN)

    times = timed(suggest, beginnings(place.items, each))
    return Figure(f"{place.title}: suggestions, p95", percentile(times, 95), "ms", 30)

"""One run: index a collection as a tenant of its own, ask every query, measure."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from search.analysis.plan import plan
from search.analysis.query import parse
from search.engines.interface import Demand, Engine, IndexItem, Scope
from search.evaluation.collection import Collection, Passage
from search.evaluation.measures import DEPTH, Measures, measure, percentile
from tenants.identity import new_id

DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Everything is published on one day: a judged set says nothing of news."""
Variant = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: measures and time (milliseconds) by query, and how fast was indexed (items a
    second).
    """

    measures: dict[str, Measures]
    times: dict[str, float]
    items_per_second: float

    def mean(self, name: str) -> float:
        """The mean of a measure over all queries."""
        values: list[float] = [getattr(measured, name) for measured in self.measures.values()]
        return sum(values) / max(len(values), 1)

    def summary(self) -> dict[str, float]:
        """What is printed on the last line, as names and numbers."""
        times = list(self.times.values())
        return {
            "ndcg@10": round(self.mean("ndcg"), 4),
            "recall@10": round(self.mean("recall"), 4),
            "mrr@10": round(self.mean("mrr"), 4),
            "p50_ms": round(percentile(times, 50), 2),
            "p95_ms": round(percentile(times, 95), 2),
        }


@contextmanager
def indexed(engine: Engine, collection: Collection) -> Iterator[tuple[Scope, dict[UUID, str], float]]:
    """A collection as a tenant of its own, gone afterwards: its scope, passages by item, items a second."""
    scope = Scope(new_id())
    items = {uuid5(scope.owner_id, passage.id): passage for passage in collection.passages}
    began = time.perf_counter()
    try:
        engine.put(scope, (_item(scope, item_id, passage) for item_id, passage in items.items()))
        engine.settle()
        seconds = time.perf_counter() - began
        yield scope, {item_id: passage.id for item_id, passage in items.items()}, len(items) / seconds
    finally:
        engine.clear(scope)


def _item(scope: Scope, item_id: UUID, passage: Passage) -> IndexItem:
    return IndexItem(scope.owner_id, item_id, "vi", "page", passage.title, passage.text, DAY)


def evaluate(engine: Engine, collection: Collection, variants: list[Variant]) -> list[Outcome]:
    """The outcome of every variant of the queries (as they are, without accents, with mistakes) on one
    index.
    """
    with indexed(engine, collection) as (scope, passages, speed):
        return [_asked(engine, collection, scope, passages, variant, speed) for variant in variants]


def _asked(
    engine: Engine,
    collection: Collection,
    scope: Scope,
    passages: dict[UUID, str],
    variant: Variant,
    speed: float,
) -> Outcome:
    measures: dict[str, Measures] = {}
    times: dict[str, float] = {}
    for key, text in collection.queries.items():
        written = variant(text)
        began = time.perf_counter()
        answer = engine.ask(Demand(scope, plan(parse(written)), size=DEPTH))
        times[key] = (time.perf_counter() - began) * 1000
        ranking = [passages[hit.item_id] for hit in answer.hits]
        measures[key] = measure(ranking, collection.judgements[key])
    return Outcome(measures, times, speed)

"""What `bench.search` measures of both engines, and the bars of the record."""

import io
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import connections

from bench.search_queries import beginnings, queries
from search.analysis.highlight import Wanted, highlighted, snippet
from search.analysis.plan import plan
from search.analysis.query import parse
from search.analysis.syllables import tokens
from search.engines.interface import Demand, Engine, Facet, Filters, IndexItem, Reach, Scope
from search.engines.postgres.candidates import _scored, frequencies
from search.engines.postgres.scoring import bm25
from search.engines.registry import engine_for_evaluation
from search.evaluation.database import evaluation_database
from search.evaluation.measures import percentile
from tenants.identity import new_id

OUTPUT = Path(__file__).resolve().parent.parent / "var" / "bench" / "search.json"
ITEMS = int(os.environ.get("ITEMS", "1000"))
EACH = int(os.environ.get("EACH", "20"))
RECORD = 34_000
UNITS = 166
A_SECOND = 10
FACETS = tuple(facet for facet in Facet if facet is not Facet.COMMUNE)
TODAY = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Figure:
    """One measurement; `bar` is what issue 6 asks of the record."""

    what: str
    kind: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = True

    @property
    def holds(self) -> bool:
        """Whether the bar is held."""
        return self.bar is None or (self.value <= self.bar if self.most else self.value >= self.bar)


def news(owner: UUID) -> list[IndexItem]:
    """The news of the data folder, as items of one unit."""
    folder = os.environ.get("PORTAL_DATA_DIR")
    path = Path(folder or "") / "news" / "news_full.jsonl.zst"
    if not folder or not path.exists():
        raise SystemExit("Set PORTAL_DATA_DIR to the folder that holds news/news_full.jsonl.zst.")
    import zstandard

    items: list[IndexItem] = []
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            items.append(_item(owner, len(items), row))
            if len(items) == ITEMS:
                break
    return items


def _item(owner: UUID, number: int, row: dict[str, Any]) -> IndexItem:
    return IndexItem(
        tenant_id=owner,
        item_id=uuid5(owner, str(number)),
        language="vi",
        type="article",
        title=row["title"][:250],
        text=f"{row['sapo']}\n{row['body']}",
        published_at=TODAY - timedelta(hours=number),
        category=("news", "guidance", "notices")[number % 3],
        field=row["category_auto"][:40],
        has_file=number % 4 == 0,
    )


@contextmanager
def writing(engine: Engine, scope: Scope, items: list[IndexItem]) -> Iterator[None]:
    """Index ten items a second within the block, as a living portal does."""
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.wait(1 / A_SECOND):
            engine.put(scope, [items[number % len(items)]])
            number += 1
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def timed(act: Callable[[str], object], asked: list[str]) -> list[float]:
    """How long each takes, in milliseconds; the first three warm up what is not measured."""
    for query in asked[:3]:
        act(query)
    times = []
    for query in asked:
        begun = time.perf_counter()
        act(query)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def measured(
    engine: Engine, what: str, scope: Scope, items: list[IndexItem], bars: tuple[float, float]
) -> Iterator[Figure]:
    """Answers of every kind, then of all kinds together."""
    texts = {item.item_id: item for item in items}
    facets = (*FACETS, Facet.COMMUNE) if scope.reach is Reach.PROVINCE else FACETS

    def answer(text: str) -> None:
        query = parse(text)
        wanted = Wanted.by(query)
        for hit in engine.ask(Demand(scope, plan(query), Filters(language="vi"), facets=facets)).hits:
            item = texts[hit.item_id]
            highlighted(item.title, wanted)
            snippet(item.text, wanted)

    everything: list[float] = []
    with writing(engine, scope, items):
        for kind, asked in queries(items, EACH).items():
            times = timed(answer, asked)
            everything += times
            yield Figure(f"{what}: {kind}", "p50", statistics.median(times), "ms")
            yield Figure(f"{what}: {kind}", "p95", percentile(times, 95), "ms")
    yield Figure(f"{what}: all", "p50", statistics.median(everything), "ms", bars[0])
    yield Figure(f"{what}: all", "p95", percentile(everything, 95), "ms", bars[1])


def suggested(engine: Engine, what: str, scope: Scope, items: list[IndexItem]) -> Figure:
    """Suggestions while typing."""
    demand = Demand(scope, plan(parse("")), Filters(language="vi"))

    def answer(text: str) -> None:
        syllables = tuple(token.folded for token in tokens(text))
        if syllables:
            engine.suggest(demand, syllables, 8)

    times = timed(answer, beginnings(items, EACH))
    return Figure(f"{what}: suggestions", "p95", percentile(times, 95), "ms", 30)


def overlap(engine: Engine, scope: Scope, items: list[IndexItem]) -> Figure:
    """How many of exact BM25's first ten PostgreSQL's engine has, on head words."""
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SELECT item_id, length, weights FROM public.search_entry WHERE owner_id = %s AND reach = %s",
            [str(scope.owner_id), scope.reach.value],
        )
        rows = cursor.fetchall()
        shares = []
        for text in queries(items, EACH)["head words"]:
            asked = plan(parse(text))
            known = frequencies(cursor, scope, asked)
            scores = bm25(
                [row[2] for row in rows],
                [row[1] for row in rows],
                _scored(asked, known),
                known.items,
                known.average_length,
            ).scores
            exact = {rows[i][0] for i in scores.argsort()[::-1][:10]}
            found = {hit.item_id for hit in engine.ask(Demand(scope, asked, size=10)).hits}
            shares.append(len(exact & found) / 10)
    return Figure(
        "postgres: overlap@10 with exact BM25, head words", "mean", statistics.mean(shares), "", 0.8, False
    )


def indexed(engine: Engine, what: str, scope: Scope, items: list[IndexItem], bar: float) -> Figure:
    """How many items a second are put into an empty index."""
    begun = time.perf_counter()
    engine.put(scope, items)
    engine.settle()
    return Figure(what, "rate", len(items) / (time.perf_counter() - begun), "items/s", bar, False)


def of(name: str) -> Iterator[Figure]:
    """All figures of an engine."""
    bars = {"elasticsearch": (10.0, 25.0), "postgres": (50.0, 150.0) if ITEMS > 5_000 else (15.0, 45.0)}[name]
    with engine_for_evaluation(name) as engine:
        unit, province = Scope(new_id()), Scope(new_id(), Reach.PROVINCE)
        items = news(unit.owner_id)
        short = [replace(item, text=item.text[:1_000]) for item in items]
        try:
            yield indexed(engine, f"{name}: indexing items of 1 KB", unit, short, 1_000)
            engine.clear(unit)
            yield indexed(engine, f"{name}: indexing news", unit, items, 300)
            yield from measured(engine, f"{name}, unit of {len(items)}", unit, items, bars)
            yield suggested(engine, name, unit, items)
            if name == "postgres":
                yield overlap(engine, unit, items)
            shared = [
                replace(item, tenant_id=uuid5(province.owner_id, str(number % UNITS)))
                for number, item in enumerate(items)
            ]
            engine.put(province, shared)
            engine.settle()
            bars = (12.0, 30.0) if name == "elasticsearch" else bars
            yield from measured(engine, f"{name}, province of {UNITS} units", province, shared, bars)
        finally:
            engine.clear(unit)
            engine.clear(province)


def run() -> int:
    """Measure both engines, or those named; 1 where a bar of the record is not held."""
    names = sys.argv[1:] or ["elasticsearch", "postgres"]
    figures: list[Figure] = []
    with evaluation_database():
        for name in names:
            for figure in of(name):
                figures.append(figure)
                bar = "" if figure.bar is None else f"  {'≤' if figure.most else '≥'} {figure.bar:g}"
                print(
                    f"{figure.what:<55} {figure.kind:<5} {figure.value:9.2f} {figure.unit:<8}{bar}",
                    flush=True,
                )
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    told = {"items": ITEMS, "figures": [{**asdict(figure), "holds": figure.holds} for figure in figures]}
    OUTPUT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missed = [figure for figure in figures if not figure.holds]
    for figure in missed:
        print(f"not held: {figure.what} {figure.kind}")
    return 1 if missed and ITEMS >= RECORD else 0

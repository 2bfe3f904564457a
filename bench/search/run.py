"""The run: every figure of both engines, printed as it comes."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from bench.search.answers import Place, measured
from bench.search.comparison import compared, of_stock
from bench.search.exactness import overlaps
from bench.search.figures import Figure, write
from bench.search.items import UNITS, news, of_province
from bench.search.rebuilding import rebuilt
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.interface import Engine, IndexItem, Reach, Scope
from search.engines.registry import engine_for_evaluation
from search.evaluation.database import evaluation_database
from tenants.identity import new_id

SMALL: Final = 5_000
SHORT: Final = 1_000
Stock = Sequence[dict[str, Any]]


def run(names: Sequence[str], most: int, each: int) -> int:
    """Measure the engines named; 1 where a bar is not held."""
    load = os.getloadavg()
    print(
        f"{most} items, {each} queries of each kind; load at the beginning {load[0]:.1f}, {os.cpu_count()} cores"
    )
    figures: list[Figure] = []
    stock: list[dict[str, Any]] = []
    with evaluation_database():
        if os.environ.get("STOCK", "yes") == "yes":
            stock = of_stock(most, each, {})
            for told in stock:
                print(f"Wagtail's own: {told}", flush=True)
        for name in names:
            with engine_for_evaluation(name, at_once=False) as engine:
                for figure in of(engine, most, each, stock):
                    figures.append(figure)
                    print(figure.line(), flush=True)
    write(figures, "search")
    missed = [figure for figure in figures if not figure.holds]
    print(f"load at the end {os.getloadavg()[0]:.1f}; {len(missed)} bars not held")
    return 1 if missed else 0


def of(engine: Engine, most: int, each: int, stock: Stock) -> Iterator[Figure]:
    """All figures of an engine: PostgreSQL's at 5,000 items and at all."""
    if engine.name == ElasticsearchEngine.name:
        yield from _unit(engine, most, each, (10, 25), stock)
        yield from _province(engine, most, each, (12, 30))
        return
    if most > SMALL:
        yield from _unit(engine, SMALL, each, (15, 45), ())
    bars = (15, 45) if most <= SMALL else (50, 150)
    yield from _unit(engine, most, each, bars, stock)
    yield from _province(engine, most, each, bars)


def _unit(engine: Engine, most: int, each: int, bars: tuple[float, float], stock: Stock) -> Iterator[Figure]:
    scope = Scope(new_id())
    items = news(scope.owner_id, most)
    place = _place(engine, f"{engine.name}, unit of {len(items):,}", scope, items, bars)
    try:
        _filled(engine, scope, items)
        short = [replace(item, text=item.text[:SHORT]) for item in items]
        yield from rebuilt(engine, f"{place.title}: another made anew of releases of 1 KB", short, 1_000)
        yield from rebuilt(engine, f"{place.title}: another made anew of releases of news", items, 300)
        yield from measured(place, each)
        if engine.name != ElasticsearchEngine.name:
            yield from overlaps(place, each)
        if stock:
            yield from compared(place, each, stock)
    finally:
        engine.clear(scope)


def _province(engine: Engine, most: int, each: int, bars: tuple[float, float]) -> Iterator[Figure]:
    scope = Scope(new_id(), Reach.PROVINCE)
    items = of_province(scope.owner_id, news(scope.owner_id, most))
    try:
        _filled(engine, scope, items)
        title = f"{engine.name}, province of {UNITS} units, {len(items):,}"
        yield from measured(_place(engine, title, scope, items, bars), each)
    finally:
        engine.clear(scope)


def _filled(engine: Engine, scope: Scope, items: Sequence[IndexItem]) -> None:
    engine.begin_rebuild(scope)
    engine.fill(scope, items)
    engine.finish_rebuild(scope)
    engine.settle()


def _place(
    engine: Engine, title: str, scope: Scope, items: Sequence[IndexItem], bars: tuple[float, float]
) -> Place:
    connection = getattr(engine, "connection", None)
    environment = {"ELASTICSEARCH_URL": connection.url} if connection else {}
    return Place(engine, title, scope, items, *bars, environment)

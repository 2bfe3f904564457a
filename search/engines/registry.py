"""Which engines this installation has: PostgreSQL always, and what the settings add."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import TypeVar

from django.conf import settings

from search.engines import readiness
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.interface import Answer, Demand, Engine, EngineUnavailableError, Hit
from search.engines.postgres.engine import PostgresEngine
from search.local_server.server import LocalServer

T = TypeVar("T")

_chosen: list[tuple[Engine, ...]] = []


def engines() -> tuple[Engine, ...]:
    """The engines that are kept up to date, the one that is asked first in front."""
    return _chosen[-1] if _chosen else _configured()


@contextmanager
def using(*chosen: Engine) -> Iterator[None]:
    """Have other engines within the block than the installation's: for measurements and tests."""
    _chosen.append(chosen)
    try:
        yield
    finally:
        _chosen.pop()


@lru_cache(maxsize=1)
def _configured() -> tuple[Engine, ...]:
    if not settings.ELASTICSEARCH_URL:
        return (PostgresEngine(),)
    first = ElasticsearchEngine(
        settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX, settings.ELASTICSEARCH_SECONDS
    )
    return first, PostgresEngine()


def engine_named(name: str) -> Engine:
    """The engine of a name.

    Raises:
        KeyError: this installation has no such engine.
    """
    return {engine.name: engine for engine in engines()}[name]


def ask(demand: Demand) -> Answer:
    """The answer of the first engine that gives one in time.

    Raises:
        EngineUnavailableError: none does.
    """
    return _first(lambda engine: engine.ask(demand))


def suggest(demand: Demand, syllables: tuple[str, ...], size: int) -> list[Hit]:
    """The suggestions of the first engine that gives any in time (`Engine.suggest`).

    Raises:
        EngineUnavailableError: none does.
    """
    return _first(lambda engine: engine.suggest(demand, syllables, size))


def _first(act: Callable[[Engine], T]) -> T:
    """What the first engine gives that answers in time; one that is behind the releases is not asked."""
    *first, last = engines()
    for engine in first:
        try:
            readiness.refuse_behind(engine, last)
            given = act(engine)
        except EngineUnavailableError as error:
            readiness.note_failure(engine, error)
        else:
            readiness.note_answer(engine)
            return given
    return act(last)


@contextmanager
def engine_for_evaluation(name: str, at_once: bool = True) -> Iterator[Engine]:
    """An engine to measure, ready to be written to; without `ELASTICSEARCH_URL` on a local server of its own.

    Parameters: `at_once` whether what is written is found when the write returns; a portal's is half a second later.

    Raises:
        KeyError: there is no such engine.
        LocalServerError: there is no Elasticsearch and none can be started.
    """
    if name != ElasticsearchEngine.name:
        yield {PostgresEngine.name: PostgresEngine()}[name]
        return
    with ExitStack() as stack:
        url = settings.ELASTICSEARCH_URL or stack.enter_context(LocalServer.of_checkout().lease())
        yield ElasticsearchEngine(url, prefix="measured", ask_seconds=10.0, at_once=at_once)

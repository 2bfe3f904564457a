"""Which engines this installation has: PostgreSQL always, and what the settings add."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from search.engines.interface import Answer, Demand, Engine, EngineUnavailableError
from search.engines.postgres.engine import PostgresEngine

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def engines() -> tuple[Engine, ...]:
    """The engines that are kept up to date, the one that is asked first in front."""
    return (PostgresEngine(),)


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
    failure: EngineUnavailableError | None = None
    for engine in engines():
        try:
            return engine.ask(demand)
        except EngineUnavailableError as error:
            logger.warning("The search engine %s gave no answer: %s", engine.name, error)
            failure = error
    raise failure or EngineUnavailableError("no engine is configured")


@contextmanager
def engine_for_evaluation(name: str) -> Iterator[Engine]:
    """An engine to measure, ready to be written to.

    Raises:
        KeyError: there is no such engine.
    """
    yield {PostgresEngine.name: PostgresEngine()}[name]

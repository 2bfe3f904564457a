"""Whether an engine may be asked: it follows the releases closely. What is told of it in log and health."""

import logging
import threading
import time
from typing import Final

from django.db import DatabaseError

from search.engines.interface import Engine, EngineUnavailableError
from search.models import EnginePosition

logger = logging.getLogger(__name__)

MOST_BEHIND: Final = 200
"""Changes that an engine may be behind the one that never is; more are followed in a second or two."""
REMEMBERED_SECONDS: Final = 0.5
LOGGED_SECONDS: Final = 30.0
"""A failure that lasts is told again after so long."""

_lock = threading.Lock()
_positions: tuple[float, dict[str, int]] = (0.0, {})
_told: dict[str, float] = {}


def refuse_behind(engine: Engine, last: Engine) -> None:
    """Refuse an engine that is too far behind.

    Raises:
        EngineUnavailableError: it is; its index is being made or catches up.
    """
    behind = changes_behind(engine, last)
    if behind > MOST_BEHIND:
        raise EngineUnavailableError(f"its index is {behind} changes behind")


def changes_behind(engine: Engine, last: Engine) -> int:
    """How many changes an engine's index is behind that of the last resort."""
    positions = _known_positions()
    return max(positions.get(last.position_name, 0) - positions.get(engine.position_name, 0), 0)


def report(engines: tuple[Engine, ...]) -> dict[str, object]:
    """What `/health/` tells: which engine answers, and how each of the others is."""
    *first, last = engines
    told: dict[str, object] = {"answers": last.name}
    for engine in reversed(first):
        behind = changes_behind(engine, last)
        well = engine.is_well()
        told[engine.name] = {
            "status": "behind" if well and behind > MOST_BEHIND else "ok" if well else "unavailable",
            "changes_behind": behind,
        }
        if well and behind <= MOST_BEHIND:
            told["answers"] = engine.name
    told["status"] = "ok" if told["answers"] == engines[0].name else "degraded"
    return told


def note_failure(engine: Engine, error: EngineUnavailableError) -> None:
    """Tell that another engine answers instead: at once, then twice a minute."""
    now = time.monotonic()
    with _lock:
        if now - _told.get(engine.name, -LOGGED_SECONDS) < LOGGED_SECONDS:
            return
        _told[engine.name] = now
    logger.warning("PostgreSQL answers searches instead of %s: %s", engine.name, error)


def note_answer(engine: Engine) -> None:
    """Tell that an engine answers again."""
    if engine.name in _told:
        with _lock:
            told = _told.pop(engine.name, None)
        if told is not None:
            logger.warning("%s answers searches again", engine.name)


def forget() -> None:
    """Remember nothing: positions belong to a database, and tests have many."""
    global _positions
    with _lock:
        _positions = (0.0, {})
        _told.clear()


def _known_positions() -> dict[str, int]:
    global _positions
    read_at, positions = _positions
    if time.monotonic() - read_at < REMEMBERED_SECONDS:
        return positions
    try:
        positions = dict(EnginePosition.objects.using("reader").values_list("engine", "position"))
    except DatabaseError:
        return positions
    with _lock:
        _positions = (time.monotonic(), positions)
    return positions

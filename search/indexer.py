"""Following the change feed into the indexes: by position, in order, resumable, the same however often it
runs.

What an index holds is decided by the releases as they are when they are read, not by what a change once
said; so nothing is lost or doubled by a crash, a restart or two followers.
"""

import logging
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from search.engines.interface import Engine, EngineUnavailableError, Scope
from search.engines.registry import engines
from search.models import EnginePosition
from search.sources import COLUMNS, placed, scopes_of
from sites.releases import changes
from sites.releases.models import Release

logger = logging.getLogger(__name__)

BATCH: Final = 200
LOCK_CLASS: Final = 0x53454152  # "SEAR": apart from all other advisory locks in the database

_away: set[str] = set()
"""Engines of which it was said that they cannot follow."""

ItemKey = tuple[UUID, UUID, str]


def catch_up() -> int:
    """Bring every engine to the end of the feed; returns how many changes were followed. Another follower
    at work is left to it, and so is, for now, an engine that is away.
    """
    return sum(_followed(engine) for engine in reversed(engines()))


def _followed(engine: Engine) -> int:
    """How many changes an engine followed; the position of one that is away stays where it is."""
    try:
        followed = _follow(engine)
    except EngineUnavailableError as error:
        if engine.name not in _away:
            logger.warning("The search index of %s cannot follow: %s", engine.name, error)
        _away.add(engine.name)
        return 0
    if engine.name in _away:
        _away.discard(engine.name)
        logger.warning("The search index of %s follows again, %d changes", engine.name, followed)
    return followed


def settle() -> None:
    """Let every engine do what need not be done at every change."""
    for engine in engines():
        engine.settle()


def _follow(engine: Engine) -> int:
    followed = 0
    while True:
        with transaction.atomic():
            if not lock(engine, wait=False):
                return followed
            state, _ = EnginePosition.objects.get_or_create(engine=engine.position_name)
            batch = changes.after(state.position, BATCH)
            if not batch:
                return followed
            apply(engine, [(change.tenant_id, change.item_id, change.language) for change in batch])
            state.position = max(change.position or 0 for change in batch)
            state.save()
        followed += len(batch)
        if len(batch) < BATCH:
            return followed


def apply(engine: Engine, keys: Iterable[ItemKey]) -> None:
    """Make an engine's indexes hold of these items what is released of them now."""
    wanted = list(dict.fromkeys(keys))
    scopes = scopes_of({tenant_id for tenant_id, _, _ in wanted})
    releases = _releases(wanted)
    for scope, items in placed(releases.values(), scopes).items():
        engine.put(scope, items)
    gone: dict[Scope, list[ItemKey]] = {}
    for key in wanted:
        own, province = scopes[key[0]]
        release = releases.get(key)
        if release is None:
            gone.setdefault(own, []).append(key)
        if province is not None and (
            release is None or not (release.shared or province.owner_id == release.tenant_id)
        ):
            gone.setdefault(province, []).append(key)
    for scope, items_gone in gone.items():
        engine.remove(scope, items_gone)


def _releases(keys: list[ItemKey]) -> dict[ItemKey, Release]:
    found = Release.objects.items().filter(item_id__in={item_id for _, item_id, _ in keys}).only(*COLUMNS)
    releases = {(release.tenant_id, release.item_id, release.language): release for release in found}
    return {key: releases[key] for key in keys if key in releases}


def lock(engine: Engine, wait: bool) -> bool:
    """Take the one right to write an engine's indexes, until the transaction ends."""
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOCK_CLASS, engine.name])
        return cursor.fetchone()[0] is not False


def follow_at_once(sender: object, **_: object) -> None:
    """Receiver of `positions_assigned`: index at once what this process just released; what fails is left
    to the worker.
    """
    catch_up()

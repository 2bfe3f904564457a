"""Comparing the indexes with what is released, correcting them, and making them anew."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from search.engines.interface import Engine, Scope
from search.indexer import BATCH, ItemKey, apply, lock
from search.sources import COLUMNS, index_tag, placed, scopes_of
from sites.releases.models import Release

logger = logging.getLogger(__name__)


class Fault(StrEnum):
    """How an index differs from what is released."""

    MISSING = "missing"
    EXTRA = "extra"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that an index holds wrongly."""

    fault: Fault
    scope: Scope
    item: ItemKey

    def __str__(self) -> str:
        tenant_id, item_id, language = self.item
        index = f"{self.scope.reach} index of {self.scope.owner_id}"
        return f"{self.fault}: {item_id} ({language}) of {tenant_id} in {index}"


def differences(engine: Engine, tenant_id: UUID) -> Iterator[Difference]:
    """Every item of a tenant that is missing, extra or stale in any index."""
    own, province = scopes_of({tenant_id})[tenant_id]
    expected: dict[Scope, dict[ItemKey, str]] = {own: {}}
    if province is not None:
        expected[province] = {}
    released = Release.objects.items().of(tenant_id).values_list("item_id", "language", "etag", "shared")
    for item_id, language, etag, shared in released.iterator():
        expected[own][tenant_id, item_id, language] = index_tag(etag)
        if province is not None and (shared or province.owner_id == tenant_id):
            expected[province][tenant_id, item_id, language] = index_tag(etag)
    for scope in dict.fromkeys([*expected, *engine.scopes_holding(tenant_id)]):
        wanted = expected.get(scope, {})
        held = engine.contents(scope, tenant_id)
        for key in sorted(wanted.keys() | held.keys(), key=str):
            if key not in held:
                yield Difference(Fault.MISSING, scope, key)
            elif key not in wanted:
                yield Difference(Fault.EXTRA, scope, key)
            elif held[key] != wanted[key]:
                yield Difference(Fault.STALE, scope, key)


def correct(engine: Engine, tenant_id: UUID) -> list[Difference]:
    """Correct a tenant's items in all indexes; returns what was wrong."""
    with transaction.atomic():
        lock(engine, wait=True)
        found = list(differences(engine, tenant_id))
        apply(engine, [difference.item for difference in found])
        for difference in found:
            if difference.fault is Fault.EXTRA:
                engine.remove(difference.scope, [difference.item])
    return found


def rebuild(engine: Engine, tenant_id: UUID) -> int:
    """Index everything that a tenant has released anew, without a moment in which it is not found; returns
    how many items.

    A batch at a time under the lock, so that what is published meanwhile is never overwritten with
    something older.
    """
    written, last = 0, 0
    scopes = scopes_of({tenant_id})
    while True:
        with transaction.atomic():
            lock(engine, wait=True)
            released = Release.objects.items().of(tenant_id).filter(pk__gt=last).order_by("pk")
            batch = list(released.only(*COLUMNS)[:BATCH])
            for scope, items in placed(batch, scopes).items():
                engine.put(scope, items)
        written += len(batch)
        if len(batch) < BATCH:
            break
        last = batch[-1].pk
    correct(engine, tenant_id)
    return written

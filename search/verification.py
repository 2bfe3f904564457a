"""Comparing the indexes with what is released, correcting them, and making them anew."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from search.attachments import attached
from search.engines.interface import Engine, IndexItem, Scope
from search.indexer import ItemKey, apply, lock
from search.sources import COLUMNS, index_items, index_tag, scopes_of
from sites.releases.models import Release
from sites.releases.models.release import ReleaseQuerySet
from tenants.calendar_day import today
from tenants.models import TenantIdentity

logger = logging.getLogger(__name__)


FILLED_AT_ONCE: Final = 300
"""Releases that are indexed under one lock, for up to a second: what is published meanwhile waits as long."""


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
    released = Release.objects.items().of(tenant_id)
    columns = list(released.values_list("pk", "item_id", "language", "etag", "shared"))
    files = attached(row[0] for row in columns)
    for release, item_id, language, etag, shared in columns:
        tag = index_tag(etag, files.get(release, ()))
        expected[own][tenant_id, item_id, language] = tag
        if province is not None and (shared or province.owner_id == tenant_id):
            expected[province][tenant_id, item_id, language] = tag
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
    how many items. A province's index of what its communes share is made anew with the province.
    """
    own, province = scopes_of({tenant_id})[tenant_id]
    written = _made_anew(engine, own, Release.objects.items().of(tenant_id))
    if province is not None and province.owner_id == tenant_id:
        written += _made_anew(engine, province, _of_province(tenant_id))
    elif province is not None:
        shared = Release.objects.items().of(tenant_id).filter(shared=True)
        _filled(engine, province, shared, engine.put)
    correct(engine, tenant_id)
    return written


def _of_province(province_id: UUID) -> ReleaseQuerySet:
    """What a province's index holds: its own, and what its communes share."""
    members = TenantIdentity.objects.on(today()).filter(parent_id=province_id).values("tenant_id")
    return Release.objects.items().filter(Q(tenant_id=province_id) | Q(shared=True, tenant_id__in=members))


def _made_anew(engine: Engine, scope: Scope, releases: ReleaseQuerySet) -> int:
    with transaction.atomic():
        lock(engine, wait=True)
        engine.begin_rebuild(scope)
    written = _filled(engine, scope, releases, engine.fill)
    with transaction.atomic():
        lock(engine, wait=True)
        engine.finish_rebuild(scope)
    return written


def _filled(
    engine: Engine,
    scope: Scope,
    releases: ReleaseQuerySet,
    put: Callable[[Scope, Iterable[IndexItem]], int],
) -> int:
    """Put releases into an index, a batch at a time under the lock, so that what is published meanwhile is
    never overwritten with something older.
    """
    written, last = 0, 0
    while True:
        with transaction.atomic():
            lock(engine, wait=True)
            batch = list(releases.filter(pk__gt=last).order_by("pk").only(*COLUMNS)[:FILLED_AT_ONCE])
            put(scope, index_items(batch))
        written += len(batch)
        if len(batch) < FILLED_AT_ONCE:
            return written
        last = batch[-1].pk

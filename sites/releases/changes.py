"""The change feed: who reads it never misses, and never sees out of order, the last state of an item.

An act writes its row without a position, in its own transaction. After that has committed, a short transaction under one
lock gives positions to every row that waits. So positions follow commits, whatever a slow transaction elsewhere does: its
rows are not there yet, and get later positions than all that readers have seen. What a crash left without one, the sweep finds.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils import timezone

from sites.releases import purge
from sites.releases.announcer import announcer
from sites.releases.enums import ChangeKind
from sites.releases.models import Change, Release
from tenants.models import Tenant

logger = logging.getLogger(__name__)

LOCK = 0x52454C45  # "RELE": one transaction in the database gives positions at a time
KEEP_WITHDRAWN = timedelta(days=400)

CHANNEL = "releases_positions"
"""The notification that tells which portals got positions: their keys, separated by commas, or `EVERYBODY`."""

EVERYBODY = "*"
MOST_NAMED = 100  # portals in a notification, which PostgreSQL limits to 8,000 bytes

_LOCK = "SELECT pg_advisory_xact_lock(%(lock)s);"
"""Sent together with what follows, and a statement of its own: what follows sees what was committed while the lock was waited for."""

# Counting what was replaced makes that happen first: an item has one row with a position at any instant.
_ASSIGN = """
WITH waiting AS MATERIALIZED (
    SELECT DISTINCT ON (tenant_id, item_id, language) id, tenant_id, item_id, language
    FROM public.releases_change WHERE position IS NULL ORDER BY tenant_id, item_id, language, id DESC
), replaced AS (
    DELETE FROM public.releases_change old USING waiting
    WHERE old.tenant_id = waiting.tenant_id AND old.item_id = waiting.item_id
      AND old.language = waiting.language AND old.id < waiting.id
    RETURNING old.id
), placed AS MATERIALIZED (
    SELECT id, nextval('public.releases_position') AS position
    FROM (SELECT id FROM waiting ORDER BY id OFFSET 0) ordered
), stamped AS (
    UPDATE public.releases_change c SET position = placed.position
    FROM placed, (SELECT count(*) FROM replaced) done
    WHERE c.id = placed.id RETURNING c.position, c.tenant_id
)
SELECT array_agg(position), CASE WHEN count(*) > 0 THEN pg_notify(%(channel)s, CASE
    WHEN count(DISTINCT tenant_id) > %(most)s THEN %(everybody)s
    ELSE string_agg(DISTINCT tenant_id::text, ',') END) END
FROM stamped"""  # heard when this has committed


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the feed is: the highest position, how many rows wait for one, since when the oldest does."""

    last: int
    waiting: int
    waiting_since: datetime | None


def announce(
    release: Release, kind: ChangeKind, final: bool = True, last: Change | None = None, *, asked: bool = False
) -> None:
    """Tell that a release was written or withdrawn, in the running transaction.

    Parameters:
        final: False for a withdrawal that may still be undone.
        last: the item's last change, where the caller has read it; `asked`: that there is none otherwise.
    """
    if last is None and not asked:
        last = Change.objects.last_of(release.tenant_id, release.item_id, release.language)
    record(
        Change(
            tenant_id=release.tenant_id,
            item_id=release.item_id,
            language=release.language,
            type=release.type,
            kind=kind,
            path=release.path,
            shared=release.shared,
            was_shared=release.shared or bool(last and last.was_shared),
            final=final,
        )
    )


def withdraw_for_good(tenant_id: UUID, item_id: UUID) -> None:
    """Tell, in every language of an item, that its withdrawal can no longer be undone; nothing where it is public or is told already."""
    languages = Change.objects.filter(tenant_id=tenant_id, item_id=item_id).values_list("language", flat=True)
    for language in set(languages):
        last = Change.objects.last_of(tenant_id, item_id, language)
        if last is None or last.kind != ChangeKind.WITHDRAWN or last.final:
            continue
        record(
            Change(
                tenant_id=tenant_id,
                item_id=item_id,
                language=language,
                type=last.type,
                kind=ChangeKind.WITHDRAWN,
                path=last.path,
                shared=last.shared,
                was_shared=last.was_shared,
            )
        )


def record(change: Change) -> None:
    """Write a change in the running transaction; it gets its position as soon as that has committed.

    Raises:
        transaction.TransactionManagementError: no transaction is running.
    """
    require_transaction()
    change.save(force_insert=True)
    _after_commit().changes.append(change)


class _AfterCommit:
    """What is done when the running transaction has committed: positions, then caches, once for all of its changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def __call__(self) -> None:
        assign_positions()
        if purge.caches():
            purge.purge(_surrogate_keys(self.changes))


def _after_commit() -> _AfterCommit:
    for entry in connection.run_on_commit:
        if isinstance(entry[1], _AfterCommit):
            return entry[1]
    added = _AfterCommit()
    transaction.on_commit(added, robust=True)
    return added


def _surrogate_keys(changes: Collection[Change]) -> set[str]:
    """What answers made of these items are named by: theirs, their portals', and their provinces' where these show them."""
    keys = set()
    for change in changes:
        keys |= {purge.item_key(change.item_id), purge.portal_key(change.tenant_id)}
        if change.shared or change.was_shared:
            tenant = Tenant.objects.get(pk=change.tenant_id)
            parent = tenant.parent()
            keys |= {purge.portal_key(parent.pk)} if parent else set()
    return keys


def require_transaction() -> None:
    """Refuse to work outside a transaction: content and its release are public together or not at all.

    Raises:
        transaction.TransactionManagementError: no transaction is running.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "A release is written in the transaction of the act that publishes: call this inside transaction.atomic()."
        )


def assign_positions() -> int:
    """Give a position to every committed change that has none; returns how many got one.

    Runs in a transaction of its own, which holds the feed's lock until its commit is visible: statements that are sent together are one.
    """
    told: dict[str, int | str] = {
        "lock": LOCK,
        "channel": CHANNEL,
        "most": MOST_NAMED,
        "everybody": EVERYBODY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + _ASSIGN, told)
        positions = sorted(cursor.fetchone()[0] or ())
    if positions:
        announcer.tell(positions)
    return len(positions)


def after(
    position: int, limit: int, tenants: Collection[UUID] | None = None, using: str = "default"
) -> list[Change]:
    """The changes behind a position, in order.

    Parameters:
        position: the last one the caller has; 0 to begin.
        limit: rows at most.
        tenants: of these tenants only; of all when None.
        using: the database alias to read by.
    """
    changes = Change.objects.using(using).stamped().filter(position__gt=position)
    if tenants is not None:
        changes = changes.filter(tenant_id__in=list(tenants))
    return list(changes[:limit])


def last_position(using: str = "default") -> int:
    """The highest position that readers may see; 0 at first."""
    return Change.objects.using(using).stamped().values_list("position", flat=True).last() or 0


def state(using: str = "default") -> FeedState:
    """How far the feed is and whether rows wait for their position."""
    waiting = list(Change.objects.using(using).pending().values_list("at", flat=True)[:1000])
    return FeedState(last_position(using), len(waiting), min(waiting, default=None))


def forget_old_withdrawals(now: datetime | None = None) -> int:
    """Drop the withdrawals that are older than 400 days; returns how many. Whoever was away longer starts again.

    How far it went is kept in a sequence, which readers may ask and which never goes back, whatever becomes of the transaction.
    """
    limit = (now or timezone.now()) - KEEP_WITHDRAWN
    old = Change.objects.stamped().filter(kind=ChangeKind.WITHDRAWN, at__lt=limit)
    last = old.order_by("position").values_list("position", flat=True).last()
    if last is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('public.releases_forgotten', greatest(last_value, %s)) FROM public.releases_forgotten",
            [last],
        )
    dropped, _by_model = old.filter(position__lte=last).delete()
    return dropped


def forgotten(using: str = "default") -> int:
    """The position up to which withdrawals may have been dropped: who knows less than this has to start again. 0 at first."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.releases_forgotten")
        return int(cursor.fetchone()[0])

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

from django.db import connection, transaction
from django.utils import timezone

from sites.releases import signals
from sites.releases.enums import ChangeKind
from sites.releases.models import Change, Release

logger = logging.getLogger(__name__)

LOCK = 0x52454C45  # "RELE": one transaction in the database gives positions at a time
KEEP_WITHDRAWN = timedelta(days=400)

_WAITING = "SELECT id FROM public.releases_change WHERE position IS NULL ORDER BY id"

_REPLACE = """
DELETE FROM public.releases_change old USING public.releases_change new
WHERE new.id = ANY(%(ids)s) AND new.id > old.id
  AND old.tenant_id = new.tenant_id AND old.item_id = new.item_id AND old.language = new.language"""

_STAMP = """
UPDATE public.releases_change c SET position = waiting.position
FROM (
    SELECT id, nextval('public.releases_position') AS position
    FROM (SELECT id FROM public.releases_change WHERE id = ANY(%(ids)s) ORDER BY id OFFSET 0) ordered
) waiting
WHERE c.id = waiting.id
RETURNING c.position"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the feed is: the highest position, how many rows wait for one, since when the oldest does."""

    last: int
    waiting: int
    waiting_since: datetime | None


def announce(release: Release, kind: ChangeKind, final: bool = True) -> None:
    """Tell that a release was written or withdrawn, in the running transaction.

    Parameters:
        final: False for a withdrawal that may still be undone.
    """
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


def record(change: Change) -> None:
    """Write a change in the running transaction; it gets its position as soon as that has committed.

    Raises:
        transaction.TransactionManagementError: no transaction is running.
    """
    require_transaction()
    change.save(force_insert=True)
    if not any(entry[1] is _after_commit for entry in connection.run_on_commit):
        transaction.on_commit(_after_commit, robust=True)


def _after_commit() -> None:
    assign_positions()


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

    Runs in a transaction of its own, which holds the feed's lock until its commit is visible.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_WAITING)
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        # The rows are named: another act may commit between these statements, and its row waits for its own turn.
        cursor.execute(_REPLACE, {"ids": ids})
        cursor.execute(_STAMP, {"ids": ids})
        positions = sorted(row[0] for row in cursor.fetchall())
    if positions:
        signals.positions_assigned.send_robust(
            sender=Change, first=positions[0], last=positions[-1], count=len(positions)
        )
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


def state(using: str = "default") -> FeedState:
    """How far the feed is and whether rows wait for their position."""
    last = Change.objects.using(using).stamped().values_list("position", flat=True).last()
    waiting = list(Change.objects.using(using).pending().values_list("at", flat=True)[:1000])
    return FeedState(last or 0, len(waiting), min(waiting, default=None))


def forget_old_withdrawals(now: datetime | None = None) -> int:
    """Drop the withdrawals that are older than 400 days; returns how many. Whoever was away longer starts again."""
    limit = (now or timezone.now()) - KEEP_WITHDRAWN
    dropped, _by_model = Change.objects.stamped().filter(kind=ChangeKind.WITHDRAWN, at__lt=limit).delete()
    return dropped

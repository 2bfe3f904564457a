"""In how many items a term occurs, for the terms that occur in more than a few: what tells a rare term
from a frequent one.

Counted from the packed terms of an index, when a tenth of it has changed since the last time. Between
countings the numbers are a little old, which costs nothing measurable; the frequencies of rare terms are
not kept but counted among the candidates, exactly.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db import connections, transaction
from django.utils import timezone

from search.engines.interface import Reach, Scope
from search.engines.postgres.keys import COUNT_BITS, LEVELS, MOST_COUNTED, level_thresholds
from search.models import ScopeStatistics

LEAST_FREQUENCY: Final = 16
MOST_COUNTED_ITEMS: Final = 60_000
"""Of larger indexes a sample of so many items is counted and the numbers are scaled."""
STALE_SHARE: Final = 0.1
ALWAYS_BELOW: Final = 500
"""Indexes of fewer items are counted at every catching up: it takes milliseconds."""
_FETCHED: Final = 1000

Ints = npt.NDArray[np.int64]


def is_stale(items: int, changed: int) -> bool:
    """Whether the frequencies of an index should be counted again."""
    return changed > 0 and (items < ALWAYS_BELOW or changed >= STALE_SHARE * items)


def stale_scopes(using: str) -> list[Scope]:
    """The indexes whose frequencies should be counted again."""
    rows = ScopeStatistics.objects.using(using).filter(changed__gt=0)
    return [Scope(row.owner_id, Reach(row.reach)) for row in rows if is_stale(row.items, row.changed)]


def count_terms(scope: Scope, using: str) -> int:
    """Count the frequencies of a scope's terms anew; returns how many terms are kept.

    What is written meanwhile waits for nothing, and counts as changed since.
    """
    owner = [str(scope.owner_id), scope.reach.value]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT items, changed FROM public.search_scopestatistics WHERE owner_id = %s AND reach = %s",
            owner,
        )
        row = cursor.fetchone()
    if row is None:
        return 0
    items, changed = row
    slots, frequencies = _frequencies(scope, items, using)
    columns = [f"{{{','.join(map(str, column.tolist()))}}}" for column in (slots, *frequencies)]
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM public.search_termfrequency WHERE owner_id = %s AND reach = %s", owner)
        cursor.execute(
            "INSERT INTO public.search_termfrequency "
            "(owner_id, reach, slot, frequency, high_1, high_2, high_3) "
            "SELECT %s, %s, * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) "
            "ON CONFLICT DO NOTHING",
            [*owner, *columns],
        )
        cursor.execute(
            "UPDATE public.search_scopestatistics SET changed = GREATEST(changed - %s, 0), counted_at = %s "
            "WHERE owner_id = %s AND reach = %s",
            [changed, timezone.now(), *owner],
        )
    return len(slots)


def _frequencies(scope: Scope, items: int, using: str) -> tuple[Ints, list[Ints]]:
    """Slots that occur in enough items, ascending, and in how many at all and on each level."""
    totals: list[tuple[npt.NDArray[np.uint32], Ints]] = [_nothing() for _ in range(LEVELS + 1)]
    counted = 0
    for packed, lengths in _batches(scope, items, using):
        counted += len(packed)
        joined = np.frombuffer(b"".join(packed), dtype="<u4")
        places = np.repeat(np.arange(len(packed)), [len(terms) // 4 for terms in packed])
        slots, counts = (joined >> COUNT_BITS).astype(np.uint32), joined & MOST_COUNTED
        thresholds = level_thresholds(lengths)
        totals[0] = _merged(totals[0], slots)
        for level, threshold in enumerate(thresholds, start=1):
            dense = counts >= np.minimum(threshold, MOST_COUNTED)[places]
            totals[level] = _merged(totals[level], slots[dense])
    scale = max(items, 1) / max(counted, 1) if counted < items else 1.0
    every, frequency = totals[0]
    kept = frequency * scale >= LEAST_FREQUENCY
    frequent, columns = every[kept], [frequency[kept]]
    for known, amounts in totals[1:]:
        at = np.minimum(np.searchsorted(known, frequent), max(len(known) - 1, 0))
        there = known[at] == frequent if len(known) else np.zeros(len(frequent), dtype=bool)
        columns.append(np.where(there, amounts[at] if len(known) else 0, 0))
    scaled = [np.ceil(column * scale).astype(np.int64) for column in columns]
    return frequent.astype(np.int64), scaled


def _nothing() -> tuple[npt.NDArray[np.uint32], Ints]:
    return np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)


def _merged(
    total: tuple[npt.NDArray[np.uint32], Ints], slots: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Totals with one more batch's occurrences."""
    values, counts = np.unique(slots, return_counts=True)
    joined = np.concatenate([total[0], values])
    amounts = np.concatenate([total[1], counts])
    unique, inverse = np.unique(joined, return_inverse=True)
    return unique, np.bincount(inverse, weights=amounts, minlength=len(unique)).astype(np.int64)


def _batches(
    scope: Scope, items: int, using: str
) -> Iterator[tuple[list[memoryview], npt.NDArray[np.float64]]]:
    """Packed terms and lengths of an index's items, or of a sample of them."""
    sample = "" if items <= MOST_COUNTED_ITEMS else "AND id %% %s = 0"
    every = [] if not sample else [items // MOST_COUNTED_ITEMS + 1]
    last = 0
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT id, weights, length FROM public.search_entry "  # noqa: S608
                f"WHERE owner_id = %s AND reach = %s AND id > %s {sample} ORDER BY id LIMIT %s",
                [str(scope.owner_id), scope.reach.value, last, *every, _FETCHED],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [row[1] for row in rows], np.array([row[2] for row in rows], dtype=np.float64)

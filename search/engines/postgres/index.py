"""Writing the index of PostgreSQL's engine."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction
from psycopg2.extras import execute_values

from search.analysis.normalise import clean
from search.analysis.syllables import forms, written_tokens
from search.analysis.terms import ItemTerms, item_terms
from search.engines.ahead import ahead
from search.engines.interface import IndexItem, Reach, Scope
from search.engines.postgres.keys import packed, stored_keys
from search.models import Entry

ItemKey = tuple[UUID, UUID, str]
BATCH: Final = 50
PENDING: Final = 512
"""Kilobytes of new keys that wait to be merged into the index of keys: every question reads all of them."""
PENDING_WHEN_FILLED: Final = 8_192
"""The same while an index is made anew: a third more items a second, for questions that take longer meanwhile."""

_COLUMNS: Final = (
    "owner_id, reach, tenant_id, item_id, language, type, category, field, section_ids, kind, status, "
    "issuer, has_file, day, published_at, expires_at, title, etag, length, keys, weights"
)
_COUNT: Final = """
INSERT INTO public.search_scopestatistics (owner_id, reach, items, total_length, changed)
VALUES (%(owner)s, %(reach)s, GREATEST(%(items)s, 0), GREATEST(%(length)s, 0), %(changed)s)
ON CONFLICT (owner_id, reach) DO UPDATE SET
  items = GREATEST(search_scopestatistics.items + %(items)s, 0),
  total_length = GREATEST(search_scopestatistics.total_length + %(length)s, 0),
  changed = search_scopestatistics.changed + %(changed)s"""


def put(scope: Scope, items: Iterable[IndexItem], using: str, pending: int = PENDING) -> int:
    """Index items in batches, each in a transaction; an item that is there already is replaced. Returns
    how many.

    Parameters: `pending` kilobytes of new keys may wait to be merged.
    """
    written = 0
    for keys, rows in ahead(_batches(scope, items)):
        with transaction.atomic(using), connections[using].cursor() as cursor:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [f"{pending}kB"])
            removed = _removed_lengths(cursor, scope, keys)
            execute_values(
                cursor.cursor,
                f"INSERT INTO public.search_entry ({_COLUMNS}) VALUES %s",  # noqa: S608
                rows,
                template=_TEMPLATE,
                page_size=BATCH,
            )
            lengths = sum(row[_LENGTH] for row in rows)
            _count(cursor, scope, len(rows) - len(removed), lengths - sum(removed), len(rows))
        written += len(rows)
    return written


def _batches(
    scope: Scope, items: Iterable[IndexItem]
) -> Iterator[tuple[list[ItemKey], list[tuple[Any, ...]]]]:
    """Items by the batch: their keys, and their rows; of an item that comes twice the later."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        unique = {(item.tenant_id, item.item_id, item.language): item for item in batch}
        yield list(unique), [_row(scope, item) for item in unique.values()]


def merge_pending(using: str) -> None:
    """Merge new keys into the index of keys now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT public.search_merge_pending()")


_TEMPLATE: Final = (
    "(%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s)"
)
_LENGTH: Final = 18


def _row(scope: Scope, item: IndexItem) -> tuple[Any, ...]:
    terms: ItemTerms = item_terms(item.title, item.text, item.number, item.day.year, item.attached)
    return (
        str(scope.owner_id),
        scope.reach.value,
        str(item.tenant_id),
        str(item.item_id),
        item.language,
        item.type,
        item.category,
        item.field,
        [str(section) for section in item.section_ids],
        item.kind,
        item.status,
        item.issuer[:255],
        item.has_file,
        item.day,
        item.published_at,
        item.expires_at,
        _folded_title(item.title),
        item.etag,
        terms.length,
        _array(stored_keys(terms, scope)),
        packed(terms),
    )


def _folded_title(title: str) -> str:
    """A title as suggestions compare it: its syllables without accents."""
    return " ".join(forms(written)[1] for written in written_tokens(clean(title)))[:255]


def _array(numbers: list[int]) -> str:
    """An array as PostgreSQL reads it: half the time of having the driver write it."""
    return "{" + ",".join(map(str, numbers)) + "}"


def remove(scope: Scope, keys: Iterable[ItemKey], using: str) -> int:
    """Take items out; returns how many were there."""
    gone = list(keys)
    if not gone:
        return 0
    with transaction.atomic(using), connections[using].cursor() as cursor:
        lengths = _removed_lengths(cursor, scope, gone)
        if lengths:
            _count(cursor, scope, -len(lengths), -sum(lengths), len(lengths))
    return len(lengths)


def _removed_lengths(cursor: Any, scope: Scope, keys: Sequence[ItemKey]) -> list[int]:
    statement = """
    DELETE FROM public.search_entry
    WHERE owner_id = %s AND reach = %s AND (tenant_id, item_id, language) IN (
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[])
    ) RETURNING length"""
    tenants, items, languages = zip(*keys, strict=True)
    cursor.execute(
        statement,
        [
            str(scope.owner_id),
            scope.reach.value,
            list(map(str, tenants)),
            list(map(str, items)),
            list(languages),
        ],
    )
    return [row[0] for row in cursor.fetchall()]


def _count(cursor: Any, scope: Scope, items: int, length: int, changed: int) -> None:
    values = {
        "owner": str(scope.owner_id),
        "reach": scope.reach.value,
        "items": items,
        "length": length,
        "changed": changed,
    }
    cursor.execute(_COUNT, values)


def clear(scope: Scope, using: str) -> None:
    """Take everything of a scope out, its statistics too."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for table in ("search_entry", "search_termfrequency", "search_scopestatistics"):
            cursor.execute(
                f"DELETE FROM public.{table} WHERE owner_id = %s AND reach = %s",  # noqa: S608
                [str(scope.owner_id), scope.reach.value],
            )


def contents(scope: Scope, tenant_id: UUID, using: str) -> Iterator[tuple[ItemKey, str]]:
    """Everything of a tenant in a scope with the entity tag it was indexed with."""
    entries = Entry.objects.using(using).filter(
        owner_id=scope.owner_id, reach=scope.reach.value, tenant_id=tenant_id
    )
    for item_id, language, etag in entries.values_list("item_id", "language", "etag"):
        yield (tenant_id, item_id, language), etag


def scopes_holding(tenant_id: UUID, using: str) -> list[Scope]:
    """Every scope that holds anything of a tenant."""
    entries = Entry.objects.using(using).filter(tenant_id=tenant_id)
    found = entries.values_list("owner_id", "reach").distinct().order_by()
    return [Scope(owner_id, Reach(reach)) for owner_id, reach in found]

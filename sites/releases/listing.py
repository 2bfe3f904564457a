"""Reading releases as they are stored: one item, and lists in an order.

Written as SQL, because building a query costs the ORM more than PostgreSQL needs to answer it. The statements are made apart from
the driver that runs them: the views run them over Django's connection, the gateway over its own.

A list is read in two steps: first which rows, with their entity tags, then their text. Whoever has the text already, or is told
that nothing changed, needs no second step.

PostgreSQL cannot keep an index's order over several portals (`tenant_id IN (…) ORDER BY published_at`): it would read everything
a province ever shared to find the newest twenty. So each portal's newest are taken from its own index, and merged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections


class Sort(StrEnum):
    """The orders of a list: the column, with a minus for the newest first. Items without the instant are left out."""

    NEWEST = "-published_at"
    OLDEST = "published_at"
    LAST_CHANGED = "-updated_at"
    FIRST_CHANGED = "updated_at"
    LAST_ISSUED = "-issued_on"
    FIRST_ISSUED = "issued_on"
    LAST_EVENT = "-event_at"
    FIRST_EVENT = "event_at"

    @property
    def column(self) -> str:
        """The column it goes by."""
        return self.value.removeprefix("-")

    @property
    def key_type(self) -> type[date]:
        """What the column holds: days, or instants."""
        return date if self.column == "issued_on" else datetime


@dataclass(frozen=True)
class Filters:
    """What is wanted; empty and None mean that it does not matter. Most from `number` on are of legal documents."""

    types: Sequence[str]
    categories: Sequence[str] = ()
    fields: Sequence[str] = ()
    section: UUID | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    language: str | None = None
    ids: Sequence[UUID] = ()
    number: str = ""
    kinds: Sequence[str] = ()
    issuer: str = ""
    year: int | None = None
    statuses: Sequence[str] = ()
    issued_from: date | None = None
    issued_to: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement and its values, in the spelling of Django's drivers (`%(name)s`)."""

    sql: str
    values: dict[str, Any]

    @staticmethod
    def spelled(sql: str) -> tuple[str, tuple[str, ...]]:
        """A statement in PostgreSQL's own spelling (`$1`), and the names of its values in their order."""
        order: list[str] = []

        def number(found: re.Match[str]) -> str:
            if found[1] not in order:
                order.append(found[1])
            return f"${order.index(found[1]) + 1}"

        return _PLACEHOLDER.sub(number, sql), tuple(order)


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a list: what it is ordered by, and what is needed to know whether it is the same as before."""

    id: int
    tenant_id: UUID
    path: str
    etag: str
    key: date


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list; `summary` is the stored JSON."""

    id: int
    tenant_id: UUID
    path: str
    etag: str
    key: date
    summary: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One item in full; `full` is the stored JSON, None where only the item's state was asked for."""

    id: int
    item_id: UUID
    tenant_id: UUID
    language: str
    path: str
    etag: str
    shared: bool
    released_at: datetime
    full: str | None = field(default=None, repr=False)


_STATE = "id, item_id, tenant_id, language, path, etag, shared, released_at"
_ONE = """
SELECT {columns} FROM public.releases_release
WHERE {condition} AND path <> '' AND (expires_at IS NULL OR expires_at > now())
ORDER BY language <> %(source)s, language, released_at DESC LIMIT 8"""


def reading_key(item_id: UUID, language: str | None = None, *, full: bool = True) -> Reading:
    """What reads the public releases of an item, that in the source language first: one for each portal and language."""
    condition = "item_id = %(item_id)s" + (" AND language = %(language)s" if language else "")
    values = {"item_id": item_id, "source": settings.LANGUAGE_CODE}
    if language:
        values["language"] = language
    return _one(condition, values, full)


def reading_path(tenant_id: UUID, path: str, *, full: bool = True) -> Reading:
    """What reads the public release at a path of a portal."""
    values = {"tenant": tenant_id, "path": path, "source": settings.LANGUAGE_CODE}
    return _one("tenant_id = %(tenant)s AND path = %(path)s", values, full)


def reading_row(row: int) -> Reading:
    """What reads one release in full by the key of its row."""
    return _one("id = %(row)s", {"row": row, "source": settings.LANGUAGE_CODE}, full=True)


def _one(condition: str, values: dict[str, Any], full: bool) -> Reading:
    columns = f'{_STATE}, "full"' if full else _STATE
    return Reading(_ONE.format(columns=columns, condition=condition), values)


def with_key(item_id: UUID, language: str | None = None, using: str = "reader") -> list[Stored]:
    """The public releases of an item, that in the source language first: one for each portal and language."""
    return [Stored(*row) for row in fetched(reading_key(item_id, language), using)]


def at_path(tenant_id: UUID, path: str, using: str = "reader") -> Stored | None:
    """The public release at a path of a portal."""
    return next((Stored(*row) for row in fetched(reading_path(tenant_id, path), using)), None)


def fetched(reading: Reading, using: str) -> list[tuple[Any, ...]]:
    """What a statement finds, read over Django's connection."""
    with connections[using].cursor() as cursor:
        cursor.execute(reading.sql, reading.values)
        return cursor.fetchall()


_OF_ONE = """
SELECT id, tenant_id, path, etag, {column} FROM public.releases_release
WHERE tenant_id = %(own)s AND {conditions}
ORDER BY {column} {order}, id {order} LIMIT %(limit)s"""

_OF_SEVERAL = """
SELECT first.id, first.tenant_id, first.path, first.etag, first.{column} FROM unnest(%(tenants)s::uuid[]) AS t(id)
CROSS JOIN LATERAL (
    SELECT id, tenant_id, path, etag, {column} FROM public.releases_release
    WHERE tenant_id = t.id AND {conditions}
    ORDER BY {column} {order}, id {order} LIMIT %(limit)s
) first
ORDER BY first.{column} {order}, first.id {order} LIMIT %(limit)s"""


_OF_PAIRS = """
SELECT id, tenant_id, path, etag, {column} FROM unnest(%(senders)s::uuid[], %(sent)s::uuid[]) AS p(sender, sent)
JOIN public.releases_release ON tenant_id = p.sender AND item_id = p.sent
WHERE path <> '' AND {conditions}
ORDER BY {column} {order}, id {order} LIMIT %(limit)s"""


def reading_list(
    own: UUID | None,
    sharing: Sequence[UUID],
    filters: Filters,
    limit: int,
    after: tuple[date, int] | None = None,
    sort: Sort = Sort.NEWEST,
    pairs: Sequence[tuple[UUID, UUID]] | None = None,
) -> Reading:
    """What reads the first rows of a list (`Place`).

    Parameters:
        own: the portal all of whose items are wanted.
        sharing: portals of which only shared items are wanted.
        limit: items at most.
        after: what the last row seen is ordered by, and the row itself.
        sort: the order.
        pairs: single items wanted, portal and item, in place of whole portals.
    """
    conditions, values = _conditions(filters)
    conditions.append(f"{sort.column} IS NOT NULL")
    if after is not None:
        sign = "<" if sort.value.startswith("-") else ">"
        conditions.append(f"({sort.column}, id) {sign} (%(after_key)s, %(after_row)s)")
        values |= {"after_key": after[0], "after_row": after[1]}
    values |= {"limit": limit, "own": own}
    template = _OF_ONE
    if pairs is not None:
        template = _OF_PAIRS
        values |= {"senders": [pair[0] for pair in pairs], "sent": [pair[1] for pair in pairs]}
    elif sharing:
        template = _OF_SEVERAL
        conditions.append("(shared OR tenant_id = %(own)s::uuid)")
        values["tenants"] = [*([own] if own else []), *sharing]
    order = "DESC" if sort.value.startswith("-") else "ASC"
    sql = template.format(column=sort.column, order=order, conditions=" AND ".join(conditions))
    return Reading(sql, values)


_TEXTS = "SELECT id, etag, summary FROM public.releases_release WHERE id = ANY(%(rows)s)"


def reading_summaries(rows: Sequence[int]) -> Reading:
    """What reads the stored summaries of rows, with their entity tags."""
    return Reading(_TEXTS, {"rows": list(rows)})


def with_summaries(places: Sequence[Place], found: Sequence[Any]) -> list[Row] | None:
    """The rows with their text; None where one changed between the two readings."""
    texts = {(row[0], row[1]): row[2] for row in found}
    try:
        return [
            Row(each.id, each.tenant_id, each.path, each.etag, each.key, texts[each.id, each.etag])
            for each in places
        ]
    except KeyError:
        return None


def places(reading: Reading, using: str = "reader") -> list[Place]:
    """The rows of a list."""
    return [Place(*row) for row in fetched(reading, using)]


ATTEMPTS = 5


def newest(
    own: UUID | None,
    sharing: Sequence[UUID],
    filters: Filters,
    limit: int,
    after: tuple[date, int] | None = None,
    sort: Sort = Sort.NEWEST,
    using: str = "reader",
) -> list[Row]:
    """The first items of a list with their summaries; the parameters are those of `reading_list`."""
    return newest_of(reading_list(own, sharing, filters, limit, after, sort), using)


def newest_of(reading: Reading, using: str = "reader") -> list[Row]:
    """The rows of a list with their summaries.

    Raises:
        ListChanging: they change faster than they can be read.
    """
    for _attempt in range(ATTEMPTS):
        found = places(reading, using)
        rows = with_summaries(found, fetched(reading_summaries([each.id for each in found]), using))
        if rows is not None:
            return rows
    raise ListChanging("The items of a list change faster than they can be read.")


class ListChanging(RuntimeError):
    """Items of a list changed each time between the two steps of reading it."""


def _conditions(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    """The conditions of the filters, all of them fixed texts, and their values."""
    conditions = ["type = ANY(%(types)s)", "(expires_at IS NULL OR expires_at > now())"]
    values: dict[str, Any] = {"types": list(filters.types)}
    for name, value, condition in (*_of_items(filters), *_of_documents(filters)):
        if value:
            conditions.append(condition)
            values[name] = value
    return conditions, values


def _of_items(filters: Filters) -> list[tuple[str, Any, str]]:
    return [
        ("categories", list(filters.categories), "category = ANY(%(categories)s)"),
        ("fields", list(filters.fields), "field = ANY(%(fields)s)"),
        ("section", filters.section, "%(section)s = ANY(section_ids)"),
        ("published_from", filters.published_from, "published_at >= %(published_from)s"),
        ("published_to", filters.published_to, "published_at <= %(published_to)s"),
        ("language", filters.language, "language = %(language)s"),
        ("ids", list(filters.ids), "item_id = ANY(%(ids)s)"),
    ]


def _of_documents(filters: Filters) -> list[tuple[str, Any, str]]:
    return [
        ("number", squeezed(filters.number), "upper(replace(facets->>'number', ' ', '')) = %(number)s"),
        ("kinds", list(filters.kinds), "facets->'kind'->>'key' = ANY(%(kinds)s)"),
        ("issuer", filters.issuer.lower(), "lower(facets->>'issuing_body') = %(issuer)s"),
        ("year", str(filters.year or ""), "facets->>'year' = %(year)s"),
        ("statuses", list(filters.statuses), "facets->'status'->>'key' = ANY(%(statuses)s)"),
        ("issued_from", filters.issued_from, "issued_on >= %(issued_from)s"),
        ("issued_to", filters.issued_to, "issued_on <= %(issued_to)s"),
    ]


def squeezed(number: str) -> str:
    """A document's number as it is compared: capitals, no spaces (`15/qđ-ubnd` finds `15/QĐ-UBND`)."""
    return "".join(number.split()).upper()

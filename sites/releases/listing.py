"""Reading releases as they are stored: one item, and lists, newest first.

Written as SQL, because building a query costs the ORM more than PostgreSQL needs to answer it.

PostgreSQL cannot keep an index's order over several portals (`tenant_id IN (…) ORDER BY published_at`): it would read everything
a province ever shared to find the newest twenty. So each portal's newest are taken from its own index, and merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections


@dataclass(frozen=True)
class Filters:
    """What is wanted; empty and None mean that it does not matter."""

    types: Sequence[str]
    categories: Sequence[str] = ()
    fields: Sequence[str] = ()
    section: UUID | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list; `summary` is the stored JSON."""

    id: int
    tenant_id: UUID
    path: str
    published_at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One item in full; `full` is the stored JSON."""

    tenant_id: UUID
    language: str
    path: str
    etag: str
    shared: bool
    released_at: datetime
    full: str


_ONE = """
SELECT tenant_id, language, path, etag, shared, released_at, "full" FROM public.releases_release
WHERE {condition} AND path <> '' AND (expires_at IS NULL OR expires_at > now())
ORDER BY language <> %(source)s, language, released_at DESC LIMIT 8"""


def with_key(item_id: UUID, language: str | None = None, using: str = "reader") -> list[Stored]:
    """The public releases of an item, that in the source language first: one for each portal and language."""
    condition = "item_id = %(item_id)s" + (" AND language = %(language)s" if language else "")
    return _stored(condition, {"item_id": item_id, "language": language}, using)


def at_path(tenant_id: UUID, path: str, using: str = "reader") -> Stored | None:
    """The public release at a path of a portal."""
    condition = "tenant_id = %(tenant)s AND path = %(path)s"
    return next(iter(_stored(condition, {"tenant": tenant_id, "path": path}, using)), None)


def _stored(condition: str, values: dict[str, Any], using: str) -> list[Stored]:
    with connections[using].cursor() as cursor:
        cursor.execute(_ONE.format(condition=condition), {**values, "source": settings.LANGUAGE_CODE})
        return [Stored(*row) for row in cursor.fetchall()]


_QUERY = """
SELECT r.id, r.tenant_id, r.path, r.published_at, r.summary
FROM (
    SELECT newest.id, newest.published_at FROM unnest(%(tenants)s::uuid[]) AS t(id)
    CROSS JOIN LATERAL (
        SELECT id, published_at FROM public.releases_release
        WHERE tenant_id = t.id AND {conditions}
        ORDER BY published_at DESC, id DESC LIMIT %(limit)s
    ) newest
    ORDER BY newest.published_at DESC, newest.id DESC LIMIT %(limit)s
) chosen
JOIN public.releases_release r ON r.id = chosen.id
ORDER BY chosen.published_at DESC, chosen.id DESC"""


def newest(
    own: UUID | None,
    sharing: Sequence[UUID],
    filters: Filters,
    limit: int,
    before: tuple[datetime, int] | None = None,
    using: str = "reader",
) -> list[Row]:
    """The newest items of some portals.

    Parameters:
        own: the portal all of whose items are wanted.
        sharing: portals of which only shared items are wanted.
        limit: items at most.
        before: the instant and row behind which to go on.
        using: the database alias to read by.
    """
    tenants = [*([own] if own else []), *sharing]
    conditions, values = _conditions(filters)
    if sharing:
        conditions.append("(shared OR tenant_id = %(own)s)")
    if before is not None:
        conditions.append("(published_at, id) < (%(before_at)s, %(before_id)s)")
        values |= {"before_at": before[0], "before_id": before[1]}
    query = _QUERY.format(conditions=" AND ".join(conditions))
    with connections[using].cursor() as cursor:
        cursor.execute(
            query, {**values, "tenants": [str(each) for each in tenants], "own": own, "limit": limit}
        )
        return [Row(*row) for row in cursor.fetchall()]


def _conditions(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    """The conditions of the filters, all of them fixed texts, and their values."""
    conditions = ["type = ANY(%(types)s)", "(expires_at IS NULL OR expires_at > now())"]
    values: dict[str, Any] = {"types": list(filters.types)}
    wanted: list[tuple[str, Any, str]] = [
        ("categories", list(filters.categories), "category = ANY(%(categories)s)"),
        ("fields", list(filters.fields), "field = ANY(%(fields)s)"),
        ("section", filters.section, "%(section)s = ANY(section_ids)"),
        ("published_from", filters.published_from, "published_at >= %(published_from)s"),
        ("published_to", filters.published_to, "published_at <= %(published_to)s"),
        ("language", filters.language, "language = %(language)s"),
    ]
    for name, value, condition in wanted:
        if value:
            conditions.append(condition)
            values[name] = value
    return conditions, values

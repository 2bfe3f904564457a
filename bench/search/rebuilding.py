"""How fast an index is made anew from what is released, as `manage.py search rebuild` does."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from bench.search.figures import Figure
from search.engines.interface import Engine, IndexItem, Scope
from search.verification import rebuild
from sites.releases.models import Release
from tenants.identity import new_id

BATCH: Final = 500
RELEASED: Final = 3_000
"""Enough for a steady rate."""


def rebuilt(engine: Engine, what: str, items: Sequence[IndexItem], bar: float) -> Iterator[Figure]:
    """Release items on a portal of their own, and make its index anew; everything is gone afterwards."""
    some = items[:RELEASED]
    tenant = new_id()
    try:
        Release.objects.bulk_create((_release(tenant, item) for item in some), batch_size=BATCH)
        begun = time.perf_counter()
        written = rebuild(engine, tenant)
        seconds = time.perf_counter() - begun
        assert written == len(some)
        yield Figure(what, written / seconds, "items/s", bar, most=False)
    finally:
        Release.objects.filter(tenant_id=tenant).delete()
        engine.clear(Scope(tenant))


def _release(tenant_id: UUID, item: IndexItem) -> Release:
    summary = {"id": str(item.item_id), "title": item.title}
    return Release(
        tenant_id=tenant_id,
        item_id=item.item_id,
        language=item.language,
        type=item.type,
        path=f"/{item.item_id}/",
        title=item.title,
        text=item.text,
        category=item.category,
        field=item.field,
        section_ids=list(item.section_ids),
        published_at=item.published_at,
        updated_at=item.published_at,
        facets={"year": str(item.day.year)},
        summary=summary,
        full={
            **summary,
            "body": [{"type": "paragraph", "html": item.text}],
            "files": [{"name": "a.pdf"}] if item.has_file else [],
        },
        etag=hashlib.blake2s(item.text.encode(), digest_size=16).hexdigest(),
    )

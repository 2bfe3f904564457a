"""A tenant's record as text that anybody can verify without this software."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cms.record.chain import Entry, instant
from cms.record.models import RecordLink
from tenants.context import current_tenant


def export(since: int = 0) -> Iterator[str]:
    """Yield the current tenant's entries after number `since`, one JSON object a line (docs/operator-guide.md says how to verify them)."""
    for entry in RecordLink.objects.of(current_tenant().pk).filter(number__gt=since).entries():
        yield json.dumps(as_json(entry), ensure_ascii=False)


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as the export writes it; an absent value is null."""
    return {
        "number": entry.number,
        "previous": entry.previous,
        "id": str(entry.id),
        "tenant": str(entry.tenant),
        "at": instant(entry.at),
        "act": entry.act,
        "account": _text(entry.account),
        "post": entry.post,
        "item": _text(entry.item),
        "about": _text(entry.about),
        "seal": entry.seal,
        "version": _text(entry.version),
        "clause": entry.clause,
        "hash": entry.hash,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)

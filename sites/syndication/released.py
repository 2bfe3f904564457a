"""What was sent, as its sender has released it now: read by reference at each reading."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections

from sites.syndication.scope import Pair

_OF_PAIRS = """
SELECT DISTINCT ON (tenant_id, item_id)
    tenant_id, item_id, id, type, path, title, content_digest, etag, updated_at, summary
FROM unnest(%(senders)s::uuid[], %(sent)s::uuid[]) AS p(sender, sent)
JOIN public.releases_release ON tenant_id = p.sender AND item_id = p.sent
WHERE path <> '' AND (expires_at IS NULL OR expires_at > now())
ORDER BY tenant_id, item_id, language <> %(language)s, language"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent item's public form, in Vietnamese where it has it; `stored` is its summary as JSON. `version` changes when its approved content does."""

    sender_id: UUID
    item_id: UUID
    row: int
    type: str
    path: str
    title: str
    version: str
    updated_at: datetime
    stored: str

    @property
    def summary(self) -> str:
        """Its one or two sentences; the abstract of a legal document."""
        return str(json.loads(self.stored).get("summary") or "")


def released(pairs: Iterable[Pair], using: str = "default") -> dict[Pair, Sent]:
    """The public forms of sent items by sender and item; what its sender no longer shows is left out."""
    wanted = list(dict.fromkeys(pairs))
    if not wanted:
        return {}
    values: dict[str, Any] = {
        "senders": [sender for sender, _item in wanted],
        "sent": [item for _sender, item in wanted],
        "language": settings.LANGUAGE_CODE,
    }
    with connections[using].cursor() as cursor:
        cursor.execute(_OF_PAIRS, values)
        return {(row[0], row[1]): _sent(row) for row in cursor.fetchall()}


def _sent(row: tuple[Any, ...]) -> Sent:
    sender, item, key, kind, path, title, digest, etag, updated_at, stored = row
    return Sent(sender, item, key, kind, path, title, digest or etag, updated_at, stored)

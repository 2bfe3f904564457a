"""Results that editors pinned to a query."""

from uuid import UUID

from search.analysis.query import Query
from search.models import Pin

READER = "reader"
MOST_PINS = 5
"""Pinned results of one query; more would be a page of their own."""


def folded_query(query: Query) -> str:
    """A query as pins are compared: its syllables without accents."""
    return " ".join(query.folded)


def pinned(tenant_id: UUID, query: Query, language: str) -> list[tuple[UUID, UUID, str]]:
    """The items pinned to a query on a portal, in the order in which they were pinned."""
    if query.is_empty:
        return []
    pins = Pin.objects.using(READER).filter(owner_id=tenant_id, folded=folded_query(query), language=language)
    return list(pins.order_by("id").values_list("tenant_id", "item_id", "language")[:MOST_PINS])

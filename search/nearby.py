"""What stands near a reader's wish: titles while typing, items like one."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db import connections

from search.analysis.highlight import Wanted, highlighted
from search.analysis.legacy import from_legacy
from search.analysis.normalise import clean
from search.analysis.plan import plan
from search.analysis.query import parse, suggestion
from search.analysis.syllables import tokens
from search.engines import registry
from search.engines.interface import Demand, Filters, Hit, Reach
from search.engines.interface import Scope as IndexScope
from search.results import released_rows
from search.similar import likeness
from sites.api.output import summary_of
from sites.api.scopes import READER, Scope
from sites.releases.enums import ITEM_TYPES
from tenants.models import Tenant

MOST_SYLLABLES: Final = 12
_EMPTY: Final = plan(parse(""))


def suggestions(tenant: Tenant, scope: Scope, text: str, language: str, size: int) -> dict[str, Any]:
    """Titles that hold what was typed, the last syllable as a beginning, and the text with accents restored.

    Errors: `EngineUnavailableError` when no engine answers.
    """
    cleaned = from_legacy(clean(text)).strip()
    syllables = tuple(token.folded for token in tokens(cleaned))[:MOST_SYLLABLES]
    query = parse(text)
    hits: list[Hit] = []
    if syllables:
        hits = registry.suggest(_demand(tenant, scope, language), syllables, size)
    rows = released_rows(hits)
    items = []
    for hit in hits:
        row = rows.get((hit.tenant_id, hit.item_id, hit.language))
        if row is None or not scope.contains(hit.tenant_id, row[0]):
            continue
        summary = summary_of(row[3], row[1], hit.tenant_id)
        marked = highlighted(row[2], Wanted.by(query))
        items.append(
            {name: summary[name] for name in ("title", "type", "path", "url")} | {"highlight": marked}
        )
    return {"query": query.text, "suggestion": suggestion(query), "items": items}


def similar(
    tenant: Tenant, scope: Scope, item_id: UUID, language: str, size: int
) -> list[dict[str, Any]] | None:
    """Items like one, the likest first; None where the item is not public here.

    Errors: `EngineUnavailableError` when no engine answers.
    """
    with connections[READER].cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, shared, title, left(text, 20000) FROM public.releases_release "
            "WHERE item_id = %s AND language = %s AND type = ANY(%s) AND tenant_id = ANY(%s::uuid[]) "
            "AND (expires_at IS NULL OR expires_at > now())",
            [str(item_id), language, list(ITEM_TYPES), list(map(str, scope.tenants))],
        )
        row = next((row for row in cursor.fetchall() if scope.contains(row[0], row[1])), None)
    if row is None:
        return None
    demand = replace(_demand(tenant, scope, language), plan=likeness(row[2], row[3]), size=size + 1)
    if not demand.plan.weights:
        return []
    hits = [hit for hit in registry.ask(demand).hits if hit.item_id != item_id][:size]
    rows = released_rows(hits)
    found = []
    for hit in hits:
        stored = rows.get((hit.tenant_id, hit.item_id, hit.language))
        if stored is not None and scope.contains(hit.tenant_id, stored[0]):
            found.append(summary_of(stored[3], stored[1], hit.tenant_id))
    return found


def _demand(tenant: Tenant, scope: Scope, language: str) -> Demand:
    of_province = bool(scope.sharing)
    return Demand(
        scope=IndexScope(tenant.pk, Reach.PROVINCE if of_province else Reach.OWN),
        plan=_EMPTY,
        filters=Filters(language=language),
        tenants=tuple(scope.tenants) if of_province else None,
    )

"""A search from its parameters to finished results: query, engine, the releases as they are now,
highlights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connections

from search.analysis.highlight import LONGEST_TEXT, Wanted, highlighted, snippet
from search.analysis.plan import plan
from search.analysis.query import Query, parse, suggestion
from search.analysis.synonyms import Synonyms
from search.engines import registry
from search.engines.interface import Answer, Demand, Facet, Filters, Hit, Reach, Sort
from search.engines.interface import Scope as IndexScope
from search.facets import facet_shapes
from search.languages import several_languages
from search.parameters import FURTHEST_RESULT
from search.words import unanswered
from search.words.pins import pinned
from search.words.vocabulary import province_of, synonyms_of
from sites.api.output import summary_of, voice_of
from sites.api.scopes import OWN, READER, Scope
from sites.releases.enums import ITEM_TYPES
from tenants.enums import TenantKind
from tenants.models import Tenant

COUNTED: Final = (
    Facet.TYPE,
    Facet.CATEGORY,
    Facet.FIELD,
    Facet.SECTION,
    Facet.KIND,
    Facet.STATUS,
    Facet.ISSUER,
    Facet.YEAR,
    Facet.COMMUNE,
    Facet.HAS_FILE,
    Facet.LANGUAGE,
)
NO_ENGINE: Final = "none"
"""What answers a query of nothing but punctuation: it finds nothing, and no engine is asked."""
OF_EACH: Final = 3
"""Results of each commune, where they are grouped."""

_RELEASES: Final = """
SELECT r.tenant_id, r.item_id, r.language, r.path, r.shared, r.title, r.summary, left(r.text, %s)
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) wanted(tenant_id, item_id, language)
JOIN public.releases_release r USING (tenant_id, item_id, language)
WHERE r.type = ANY(%s) AND (r.expires_at IS NULL OR r.expires_at > now())"""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `following` is the number of the result the next page begins with, None at the
    end.
    """

    query: str
    items: list[dict[str, Any]]
    total: int
    approximate: bool
    groups: list[dict[str, Any]] | None
    facets: dict[str, list[dict[str, Any]]]
    suggestion: str | None
    following: int | None
    engine: str


def search(
    tenant: Tenant, scope: Scope, values: Mapping[str, Any], start: int, *, counted: bool = True
) -> Results:
    """Answer a search on a portal.

    Parameters: `scope` whose items may be seen, `values` of the call's parameters, `start` the first result
    wanted, `counted` whether facets are, and the query if it finds nothing: a feed's reader is no person.
    Errors: `EngineUnavailableError` when no engine answers.
    """
    query = parse(values["q"] or "", synonyms_for(tenant))
    grouped = values.get("group") is not None
    if query.asks_nothing and (values["q"] or "").strip():
        return Results(query.text, [], 0, False, [] if grouped else None, {}, None, None, NO_ENGINE)
    demand = Demand(
        scope=IndexScope(tenant.pk, Reach.OWN if values["scope"] == OWN else Reach.PROVINCE),
        plan=plan(query),
        filters=_filters(scope, values),
        sort=Sort(values["sort"]),
        start=start,
        size=min(values["page_size"], FURTHEST_RESULT - start),
        facets=_counted(scope, values) if counted else (),
        tenants=None if values["scope"] == OWN else tuple(_tenants(scope, tenant)),
        of_each=OF_EACH if grouped else 0,
    )
    pins = _pins(tenant, query, demand) if start == 0 and not grouped else []
    answer = registry.ask(demand)
    end = start + demand.size
    if counted and not (answer.total or pins or start or demand.filters.narrow):
        unanswered.count(tenant.pk, query)
    return Results(
        query=query.text,
        items=_items(answer.hits, pins, query, scope),
        total=max(answer.total, len(pins)),
        approximate=answer.approximate,
        groups=_groups(answer, tenant) if grouped else None,
        facets=facet_shapes(answer.counts, demand.filters.language, scope.tenants),
        suggestion=suggestion(query),
        following=end if answer.more and end < FURTHEST_RESULT else None,
        engine=answer.engine,
    )


def synonyms_for(tenant: Tenant) -> Synonyms:
    """The synonyms in force on a portal."""
    province = province_of(tenant.pk) if tenant.kind == TenantKind.COMMUNE else None
    return synonyms_of(tenant.pk, province)


def _pins(tenant: Tenant, query: Query, demand: Demand) -> list[Hit]:
    """What editors pinned to a query; whoever narrows or sorts results wants no other order."""
    if demand.filters.narrow or demand.sort is not Sort.RELEVANCE:
        return []
    return [Hit(*key, score=0.0) for key in pinned(tenant.pk, query, demand.filters.language)]


def _groups(answer: Answer, tenant: Tenant) -> list[dict[str, Any]]:
    """The portals that results come from, in their order, each with the number of all its results."""
    groups = []
    own = answer.total - sum(answer.counts.get(Facet.COMMUNE, {}).values())
    for tenant_id in dict.fromkeys(hit.tenant_id for hit in answer.hits):
        of_communes = answer.counts.get(Facet.COMMUNE, {}).get(str(tenant_id), 0)
        voice = voice_of(tenant_id)
        count = own if tenant_id == tenant.pk else of_communes
        groups.append({"key": voice.code, "label": voice.name, "count": count})
    return groups


def _counted(scope: Scope, values: Mapping[str, Any]) -> tuple[Facet, ...]:
    """What is counted: communes for a province, sections where the items are of one portal."""
    of_one = values["scope"] == OWN or scope.own is None
    left_out = {Facet.COMMUNE} if values["scope"] == OWN else set[Facet]()
    left_out |= set() if of_one else {Facet.SECTION}
    left_out |= set() if several_languages(scope) else {Facet.LANGUAGE}
    return tuple(facet for facet in COUNTED if facet not in left_out)


def _tenants(scope: Scope, tenant: Tenant) -> list[UUID]:
    """All tenants of a province's scope: the facet of communes counts those that are not chosen, too."""
    return [tenant.pk, *scope.codes.values()]


def _filters(scope: Scope, values: Mapping[str, Any]) -> Filters:
    facets: dict[Facet, tuple[str, ...]] = {
        Facet.TYPE: values["type"],
        Facet.CATEGORY: values["category"],
        Facet.FIELD: values["field"],
        Facet.SECTION: (str(values["section"]),) if values["section"] else (),
        Facet.KIND: values["kind"],
        Facet.STATUS: values["status"],
        Facet.ISSUER: (values["issuer"],) if values["issuer"] else (),
        Facet.YEAR: (values["year"],) if values["year"] else (),
        Facet.HAS_FILE: (values["has_file"],) if values["has_file"] else (),
        Facet.COMMUNE: tuple(map(str, scope.sharing)) if values["commune"] else (),
    }
    return Filters(
        facets={facet: chosen for facet, chosen in facets.items() if chosen},
        language=values["language"] or settings.LANGUAGE_CODE,
        since=values["from"],
        until=values["to"],
    )


def _items(hits: Sequence[Hit], pins: Sequence[Hit], query: Query, scope: Scope) -> list[dict[str, Any]]:
    """Pinned items, then the hits, that are released at this moment; what an index has too much is left out
    here.
    """
    wanted = Wanted.by(query)
    ordered = {(hit.tenant_id, hit.item_id, hit.language): hit for hit in (*pins, *hits)}
    first = {(hit.tenant_id, hit.item_id, hit.language) for hit in pins}
    released = released_rows(list(ordered.values()))
    items: list[dict[str, Any]] = []
    for key, hit in ordered.items():
        row = released.get(key)
        if row is None or not scope.contains(hit.tenant_id, row[0]):
            continue
        _, path, title, stored, text = row
        summary = summary_of(stored, path, hit.tenant_id)
        highlight = {"title": highlighted(title, wanted), "text": snippet(text, wanted)}
        items.append({**summary, "highlight": highlight, "pinned": key in first})
    return items


def released_rows(hits: Sequence[Hit]) -> dict[tuple[UUID, UUID, str], tuple[bool, str, str, str, str]]:
    """For each hit that is released now whether it is shared, its path, title, stored summary and text."""
    if not hits:
        return {}
    keys = [
        [str(hit.tenant_id) for hit in hits],
        [str(hit.item_id) for hit in hits],
        [hit.language for hit in hits],
    ]
    with connections[READER].cursor() as cursor:
        cursor.execute(_RELEASES, [LONGEST_TEXT, *keys, list(ITEM_TYPES)])
        return {
            (tenant_id, item_id, language): (shared, path, title, summary, text)
            for tenant_id, item_id, language, path, shared, title, summary, text in cursor.fetchall()
        }

"""Searching: one field that forgives, counts, filters as links."""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from frontend.api import ApiRefused
from frontend.formats import read_date
from frontend.metadata import Page
from frontend.pages.paging import address, pager
from frontend.portal import Portal
from frontend.rendering import respond
from frontend.shapes import Crumb, FacetValue, SearchResult, Summary
from frontend.translations import translate as _
from frontend.visit import Visit, together

PATH = "/tim-kiem/"
PAGE_SIZE = 20
FACETS = (
    "type", "category", "field", "section", "kind", "status", "issuer", "year", "commune", "has_file", "language",
)  # fmt: skip
SORTS = ("newest", "oldest")
GROUPED = "commune"
ORDERING = frozenset({"sort", "group"})
"""Parameters that say how results are shown, not which."""
LONGEST_QUERY = 200
CODE_OF_COMMUNE = 5
SHOWN_AT_ONCE = 8
"""Values of a facet that stand in the list; the others open below it."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet; following the link sets it, or lifts it when it is chosen."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values."""

    name: str
    title: str
    links: list[FacetLink]


async def search(request: Request) -> Response:
    """Answer the search page: the form alone, or what was found."""
    visit = Visit.of(request)
    filters = {
        name: request.query_params.get(name, "").strip()
        for name in ("q", *FACETS, "from", "to", "sort", "group")
    }
    filters["q"] = filters["q"][:LONGEST_QUERY]
    filters["sort"] = filters["sort"] if filters["sort"] in SORTS else ""
    filters["group"] = filters["group"] if filters["group"] == GROUPED else ""
    cursor = request.query_params.get("cursor", "")
    days, errors = read_days(filters)
    found: SearchResult | None = None
    if any(value for name, value in filters.items() if name not in ORDERING) and not errors:
        portal, found = await together(visit.portal(), _found(visit, {**filters, **days}, cursor))
        if found is None:
            errors["q"] = _(
                "The search does not understand these filters. Clear the filters and search again."
            )
    else:
        portal = await visit.portal()
    by_commune = bool(portal.is_province and found and found.groups is not None)
    return respond(
        request,
        "search.html",
        portal,
        _page(filters["q"], found),
        found=found,
        filters=filters,
        errors=errors,
        facets=facet_groups(found.facets if found else {}, filters, portal),
        narrowed=any(value for name, value in filters.items() if name not in {"q", *ORDERING}),
        sorts=[("", _("Best match first")), ("newest", _("Newest first")), ("oldest", _("Oldest first"))],
        shown_at_once=SHOWN_AT_ONCE,
        facet_names=FACETS,
        groups=_grouped(found, filters) if found and by_commune else [],
        grouping_address=address(PATH, filters, group="" if by_commune else GROUPED)
        if portal.is_province
        else "",
        feed_address=_feed_address(filters, days, portal),
        without_filters=address(PATH, {"q": filters["q"]}),
        pager=pager(PATH, filters, found.next if found else None, cursor),
        suggestion_address=address(PATH, {"q": found.suggestion or ""} if found else {}),
    )


def _feed_address(filters: dict[str, str], days: dict[str, str], portal: Portal) -> str:
    """Return where this search can be subscribed to; a feed has the newest first, whatever the page has."""
    wanted = {**filters, **days, "sort": "", "group": "", "scope": "province" if portal.is_province else ""}
    return address("/api/v1/search/feed.atom", wanted)


@dataclass(frozen=True, slots=True)
class CommuneResults:
    """What was found in one commune: the best of it, how many there are, and where all of them are."""

    name: str
    count: int
    items: list[Summary]
    address: str


def _grouped(found: SearchResult, filters: dict[str, str]) -> list[CommuneResults]:
    """Return the results commune by commune; a province's own have no address of their own."""
    return [
        CommuneResults(
            name=group.label,
            count=group.count,
            items=[item for item in found.items if item.source.code == group.key],
            address=address(PATH, filters, commune=group.key, group="")
            if len(group.key) == CODE_OF_COMMUNE
            else "",
        )
        for group in found.groups or []
    ]


async def _found(visit: Visit, filters: dict[str, str], cursor: str) -> SearchResult | None:
    expected = await visit.expected_portal()
    scope = "province" if expected.is_province else ""
    group = filters["group"] if expected.is_province else ""
    try:
        return await visit.search(
            {**filters, "scope": scope, "group": group, "page_size": PAGE_SIZE, "cursor": cursor}
        )
    except ApiRefused:
        return None


def read_days(filters: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the days typed into `from` and `to` as ISO dates, and what is wrong with them by field."""
    days: dict[str, str] = {}
    errors: dict[str, str] = {}
    read: dict[str, date] = {}
    for name in ("from", "to"):
        try:
            day = read_date(filters[name])
        except ValueError:
            errors[name] = _("Write the date as day/month/year, for example 21/11/2026.")
            continue
        if day:
            read[name] = day
            days[name] = day.isoformat()
    if len(read) == 2 and read["from"] > read["to"]:
        errors["to"] = _("The last day comes before the first day.")
    return days, errors


def facet_groups(
    facets: dict[str, list[FacetValue]], filters: dict[str, str], portal: Portal
) -> list[FacetGroup]:
    """Return the facets as links; one whose only value is not chosen would change nothing and is left out."""
    titles = {
        "type": _("Kind of content"),
        "category": _("Kind of information"),
        "field": _("Field"),
        "section": _("Section"),
        "kind": _("Kind of document"),
        "status": _("Validity"),
        "issuer": _("Issuing body"),
        "year": _("Year"),
        "has_file": _("Files"),
        "commune": _("Commune, ward"),
        "language": _("Language"),
    }
    groups = []
    for name in FACETS:
        values = facets.get(name, [])
        if name == "commune" and not portal.is_province:
            continue
        if len(values) < 2 and not filters.get(name):
            continue
        links = [
            FacetLink(
                label=value.label,
                count=value.count,
                address=address(PATH, filters, **{name: "" if filters.get(name) == value.key else value.key}),
                chosen=filters.get(name) == value.key,
            )
            for value in values
        ]
        if links:
            groups.append(FacetGroup(name, titles[name], links))
    return groups


def _page(query: str, found: SearchResult | None) -> Page:
    title = _("Search")
    crumbs = [Crumb(title=_("Home"), path="/"), Crumb(title=title, path=PATH)]
    if found and query:
        title = _("%(query)s: %(count)s results") % {"query": query, "count": found.total}
    return Page(title=title, path=PATH, breadcrumbs=crumbs, indexed=False)

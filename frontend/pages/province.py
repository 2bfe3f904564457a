"""What a province shows of its communes: their list, and what they released."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend.formats import plain
from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.portal import Portal
from frontend.rendering import respond
from frontend.shapes import Commune, Crumb
from frontend.translations import translate as _
from frontend.visit import Visit, together
from frontend.vocabulary import unit_type_label

COMMUNES_PATH = "/xa-phuong/"
NEWS_PATH = "/tin-co-so/"
PAGE_SIZE = 20

_ORDER = ("phuong", "xa", "dac khu")


@dataclass(frozen=True, slots=True)
class CommuneGroup:
    """The communes of one type."""

    title: str
    communes: list[Commune]


async def communes(request: Request) -> Response:
    """Answer the list of communes, narrowed by a name typed with or without marks."""
    visit = Visit.of(request)
    _only_province(await visit.expected_portal())
    query = request.query_params.get("q", "").strip()
    portal, known = await together(visit.portal(), visit.communes())
    found = matching(known, query)
    return respond(
        request,
        "communes.html",
        portal,
        _page(_("Communes, wards and special zones"), COMMUNES_PATH),
        query=query,
        total=len(known),
        found=len(found),
        groups=grouped(found),
    )


async def commune_news(request: Request) -> Response:
    """Answer what the communes of the province released, of one of them with `?commune=16522`."""
    visit = Visit.of(request)
    _only_province(await visit.expected_portal())
    filters = {name: request.query_params.get(name, "").strip() for name in ("commune", "type")}
    cursor = request.query_params.get("cursor", "")
    kind = filters["type"] if filters["type"] in ("article", "document") else "article,document"
    (portal, known), listed = await together(
        together(visit.portal(), visit.communes()),
        visit.items(
            scope="province", commune=filters["commune"], type=kind, page_size=PAGE_SIZE, cursor=cursor
        ),
    )
    return respond(
        request,
        "commune_news.html",
        portal,
        _page(_("News from communes and wards"), NEWS_PATH),
        filters=filters,
        communes=[commune for commune in known if commune.url],
        items=[item for item in listed.items if item.source.code != portal.code],
        pager=pager(NEWS_PATH, filters, listed.next, cursor),
    )


def matching(known: list[Commune], query: str) -> list[Commune]:
    """Return the communes whose name holds the query, marks or not, or whose code begins with it."""
    wanted = plain(query)
    return [commune for commune in known if wanted in plain(commune.name) or commune.code.startswith(query)]


def grouped(found: list[Commune]) -> list[CommuneGroup]:
    """Return the communes by type (wards, communes, special zones), each group by name."""
    by_type: dict[str, list[Commune]] = {}
    for commune in found:
        by_type.setdefault(plain(commune.unit_type).replace("_", " "), []).append(commune)
    ordered = [key for key in _ORDER if key in by_type] + sorted(set(by_type) - set(_ORDER))
    return [
        CommuneGroup(unit_type_label(key), sorted(by_type[key], key=lambda commune: plain(commune.name)))
        for key in ordered
    ]


def _only_province(portal: Portal) -> None:
    if not portal.is_province:
        raise HTTPException(404)


def _page(title: str, path: str) -> Page:
    return Page(
        title=title, path=path, breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=path)]
    )

"""Pages about the portal itself: its map, who answers for it, how it can be used by everybody."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from frontend.desks import open_desks
from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.rendering import respond
from frontend.shapes import Crumb, Section, Summary
from frontend.translations import translate as _
from frontend.visit import Visit, together

MAP_PATH = "/so-do-cong/"
MAP_PAGE_SIZE = 100


@dataclass(slots=True)
class Branch:
    """A section of the site map with the items in it and the sections below."""

    section: Section
    items: list[Summary] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)


async def site_map(request: Request) -> Response:
    """Answer the site map for people: the same addresses as `sitemap.xml`, as a tree."""
    visit = Visit.of(request)
    cursor = request.query_params.get("cursor", "")
    portal, (sections, listed) = await together(
        visit.portal(), together(visit.sections(), visit.items(page_size=MAP_PAGE_SIZE, cursor=cursor))
    )
    branches, others = tree_of(sections, listed.items)
    return respond(
        request,
        "site_map.html",
        portal,
        _page(_("Site map"), MAP_PATH),
        branches=branches,
        others=others,
        first_page=not cursor,
        desks=open_desks(portal),
        pager=pager(MAP_PATH, {}, listed.next, cursor),
    )


def tree_of(sections: list[Section], items: list[Summary]) -> tuple[list[Branch], list[Summary]]:
    """Return the sections as a tree with their items, and the items that stand in none."""
    by_id: dict[str, Branch] = {}

    def branch_of(section: Section) -> Branch:
        branch = Branch(section)
        by_id[section.id] = branch
        branch.branches = [branch_of(child) for child in section.children]
        return branch

    branches = [branch_of(section) for section in sections]
    others: list[Summary] = []
    for item in items:
        if item.type == "home" or item.id in by_id:
            continue
        branch = by_id.get(item.section.id) if item.section else None
        (branch.items if branch else others).append(item)
    return branches, others


async def about(request: Request) -> Response:
    """Answer who runs the portal, who answers for it, and under which rule its texts may be used again."""
    portal = await Visit.of(request).portal()
    return respond(request, "about.html", portal, _page(_("About this portal"), "/ve-cong-nay/"))


async def accessibility(request: Request) -> Response:
    """Answer how the portal can be used by everybody, and whom to tell where it cannot (TT 26/2020)."""
    portal = await Visit.of(request).portal()
    return respond(request, "accessibility.html", portal, _page(_("Accessibility"), "/kha-nang-tiep-can/"))


def _page(title: str, path: str) -> Page:
    return Page(
        title=title, path=path, breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=path)]
    )

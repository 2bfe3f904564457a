"""Whatever stands at an address of the content tree: sections, articles, documents, pages, directories."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend.formats import today
from frontend.markup import paragraphs
from frontend.metadata import Page
from frontend.pages.paging import address, pager
from frontend.portal import Portal
from frontend.rendering import environment, respond
from frontend.schedules import upcoming
from frontend.shapes import Child, Crumb, Item, Summary
from frontend.translations import translate as _
from frontend.visit import Redirect, Visit, together

SECTION_PAGE_SIZE = 20
RELATED_SHOWN = 4

TEMPLATES = {
    "article": "article.html",
    "document": "document.html",
    "page": "page.html",
    "contacts": "contacts.html",
    "schedule": "schedule.html",
    "answer": "answer.html",
}


async def item(request: Request) -> Response:
    """Answer any address that is not one of the front end's own."""
    # One slash at the beginning: with two, the redirect below would lead to a host that somebody else named.
    path = "/" + request.url.path.lstrip("/")
    if not path.endswith("/"):
        return RedirectResponse(address(path + "/", dict(request.query_params)), status_code=308)
    visit = Visit.of(request)
    portal, found = await together(visit.portal(), visit.item_at(path))
    if isinstance(found, Redirect):
        return RedirectResponse(found.location, status_code=301 if found.permanent else 302)
    if found.type == "home":
        return RedirectResponse("/", status_code=301)
    if found.type == "section":
        return await section(request, visit, portal, found, page_of(portal, found))
    page = page_of(portal, found)
    if found.type in TEMPLATES and request.query_params.get("luu") == "html":
        return _saved(request, portal, found, page)
    return await shown(request, visit, portal, found, page)


async def shown(request: Request, visit: Visit, portal: Portal, found: Item, page: Page) -> Response:
    """Answer with the page of an item that is no section."""
    template = TEMPLATES.get(found.type)
    if template is None:
        raise HTTPException(404)
    related = await _related(visit, found)
    coming = upcoming(found.schedule.entries, today()) if found.schedule else None
    return respond(request, template, portal, page, item=found, related=related, coming=coming)


async def section(request: Request, visit: Visit, portal: Portal, found: Item, page: Page) -> Response:
    """Answer with the page of a section: what stands in it."""
    cursor = request.query_params.get("cursor", "")
    listed = await visit.items(
        section=found.id, type="article,document", page_size=SECTION_PAGE_SIZE, cursor=cursor
    )
    all_documents = bool(listed.items) and all(entry.type == "document" for entry in listed.items)
    return respond(
        request,
        "section.html",
        portal,
        page,
        item=found,
        items=listed.items,
        all_documents=all_documents,
        children=children_of(portal, found),
        pager=pager(found.path, {}, listed.next, cursor),
    )


async def _related(visit: Visit, found: Item) -> list[Summary]:
    if found.type not in ("article", "document") or found.section is None:
        return []
    listed = await visit.items(section=found.section.id, type=found.type, page_size=RELATED_SHOWN + 1)
    return [entry for entry in listed.items if entry.id != found.id][:RELATED_SHOWN]


def children_of(portal: Portal, section: Item) -> list[Child]:
    """Return the pages below a section: as the item says, otherwise as the menu does."""
    if section.children:
        return section.children
    entry = portal.menu_entry_at(section.path)
    return [Child(title=child.title, path=child.path) for child in entry.children] if entry else []


def page_of(portal: Portal, found: Item) -> Page:
    """Return what an item's page is called and where it stands."""
    # The home page's title is the portal's name, which the header says already.
    crumbs = [Crumb(title=_("Home"), path="/") if crumb.path == "/" else crumb for crumb in found.breadcrumbs]
    if not crumbs:
        crumbs = [Crumb(title=_("Home"), path="/")]
        if found.section:
            crumbs.append(Crumb(title=found.section.title, path=found.section.path))
    if crumbs[-1].path != found.path:
        crumbs.append(Crumb(title=found.title, path=found.path))
    summary = found.summary or (found.document.abstract if found.document else "")
    return Page(
        title=found.title,
        path=found.path,
        description=" ".join(paragraphs(summary)) or found.title,
        language=found.language,
        breadcrumbs=crumbs,
        translations=found.translations,
        item=found,
    )


def _saved(request: Request, portal: Portal, found: Item, page: Page) -> Response:
    """Return the item as one file to keep: text and facts, readable without the portal (ND 43/2011 Đ15.1)."""
    template = environment(page.language).get_template("saved.html")
    html = template.render(portal=portal, page=page, item=found)
    slug = re.sub(r"[^a-z0-9-]", "", found.path.strip("/").rpartition("/")[2]) or "trang"
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}.html"',
        "Cache-Control": "no-cache",
        "X-Robots-Tag": "noindex",
    }
    return Response(html, media_type="text/html", headers=headers)

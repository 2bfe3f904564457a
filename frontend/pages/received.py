"""What a commune shows of others: sent by its province, accepted of its province or of neighbours."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.rendering import respond
from frontend.shapes import Crumb
from frontend.translations import translate as _
from frontend.visit import Visit, together

PATH = "/tin-cua-tinh/"
PAGE_SIZE = 20


async def received(request: Request) -> Response:
    """Answer the list of it, newest first; every item leads to the portal that answers for it."""
    visit = Visit.of(request)
    if (await visit.expected_portal()).kind != "commune":
        raise HTTPException(404)
    cursor = request.query_params.get("cursor", "")
    portal, listed = await together(
        visit.portal(),
        visit.items(scope="received", type="article,document", page_size=PAGE_SIZE, cursor=cursor),
    )
    title = _("From the province and neighbours")
    page = Page(
        title=title, path=PATH, breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=PATH)]
    )
    return respond(
        request,
        "received.html",
        portal,
        page,
        items=listed.items,
        pager=pager(PATH, {}, listed.next, cursor),
    )

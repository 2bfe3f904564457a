"""The list of corrections: what the portal has put right in public."""

from starlette.requests import Request
from starlette.responses import Response

from frontend.metadata import Page
from frontend.rendering import respond
from frontend.shapes import Crumb
from frontend.translations import translate as _
from frontend.visit import Visit, together

PATH = "/dinh-chinh/"


async def corrections(request: Request) -> Response:
    """Answer the corrections of public items, the latest first."""
    visit = Visit.of(request)
    portal, listed = await together(visit.portal(), visit.corrections())
    title = _("Corrections")
    page = Page(
        title=title,
        path=PATH,
        description=_("What was wrong on this portal and what is right."),
        breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=PATH)],
    )
    return respond(request, "correction_list.html", portal, page, corrections=listed)

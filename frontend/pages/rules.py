"""The regulation of the portal, rule by rule, with the clause that says so."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend.api import ApiNotFound
from frontend.formats import read_date
from frontend.metadata import Page
from frontend.regulation import Regulation
from frontend.rendering import respond
from frontend.shapes import Crumb
from frontend.translations import translate as _
from frontend.visit import Visit, read_shape, together

PATH = "/quy-che/"


async def _regulation(visit: Visit, day: date | None) -> dict[str, Any]:
    try:
        return await visit.regulation(day.isoformat() if day else "")
    except ApiNotFound:
        if day:
            raise
        return {}  # A portal without a regulation of its own.


async def rules(request: Request) -> Response:
    """Answer the regulation in force, or with `?ngay=2024-03-01` the one in force that day."""
    visit = Visit.of(request)
    try:
        day = read_date(request.query_params.get("ngay", ""))
    except ValueError:
        raise HTTPException(404) from None
    portal, content = await together(visit.portal(), _regulation(visit, day))
    regulation = read_shape(Regulation, content)
    title = _("Regulation of the portal")
    return respond(
        request,
        "regulation.html",
        portal,
        Page(
            title=title,
            path=f"{PATH}?ngay={day.isoformat()}" if day else PATH,
            description=regulation.title or title,
            breadcrumbs=[Crumb(title=_("Home"), path="/"), Crumb(title=title, path=PATH)],
        ),
        regulation=regulation,
        day=day,
    )

"""A draft under a signed link: the page it would be, beside the one that is public, and the files it shows."""

import dataclasses
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend.api import ApiGone, ApiRefused
from frontend.metadata import Page
from frontend.pages.items import page_of, section, shown
from frontend.passthrough import stream
from frontend.rendering import respond
from frontend.security import preview_headers
from frontend.shapes import Draft, Item
from frontend.translations import translate as _
from frontend.visit import Library, Visit


async def draft(request: Request) -> Response:
    """Answer with the draft that the link shows."""
    visit = Visit.of(request)
    try:
        found = await visit.draft(request.path_params["token"], counted=request.method == "GET")
    except ApiGone:
        return await _said(request, 410, _("This preview is over"), _over())
    except ApiRefused as error:
        return await _said(request, 409, _("This draft cannot be shown"), str(error))
    return await _shown(request, visit, found.item, found)


async def live(request: Request) -> Response:
    """Answer with what is public now of the item that the link shows a draft of, to be seen beside it."""
    visit = Visit.of(request)
    try:
        found = await visit.draft(request.path_params["token"], counted=False)
    except ApiGone:
        return await _said(request, 410, _("This preview is over"), _over())
    return await _shown(
        request, visit, await visit.item(found.item.id, found.item.language), found, is_draft=False
    )


async def draft_file(request: Request) -> Response:
    """Answer with a picture or file of the draft."""
    library: Library = request.app.state.library
    if library.authoring is None:
        raise HTTPException(404)
    parts = [request.path_params["token"], *request.path_params["rest"].split("/")]
    path = "/preview/v1/" + "/".join(quote(part, safe="") for part in parts)
    answer = await stream(request, library.authoring.client, path.encode())
    if answer.status_code >= 300:
        raise HTTPException(404)
    return answer


async def _shown(
    request: Request, visit: Visit, item: Item, found: Draft, *, is_draft: bool = True
) -> Response:
    portal = await visit.portal()
    page = dataclasses.replace(
        page_of(portal, item), indexed=False, preview=found.preview if is_draft else None
    )
    answer = await (section if item.type == "section" else shown)(request, visit, portal, item, page)
    if not is_draft:  # public as it is, but in a frame, and under an address that nobody is to keep
        answer.headers.update(preview_headers(portal.palette.style, found.preview.framed_by))
    return answer


async def _said(request: Request, status: int, title: str, sentence: str) -> Response:
    """Answer in a sentence."""
    portal = await Visit.of(request).portal()
    page = Page(title=title, path=request.url.path, indexed=False)
    answer = respond(request, "preview_said.html", portal, page, status=status, sentence=sentence)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _over() -> str:
    return _(
        "The link has ended or was revoked, or the draft has changed since. Ask the person who gave it to you for a new one."
    )

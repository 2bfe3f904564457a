"""What a citizen sees when there is nothing to show, each with what to do next."""

import logging
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from frontend.api import ApiError, ApiMoved, ApiNotFound, ApiUnavailable
from frontend.metadata import Page
from frontend.portal import Portal
from frontend.rendering import environment, html_response, respond
from frontend.translations import translate as _
from frontend.visit import Visit

log = logging.getLogger("frontend")

DEFAULT_RETRY_SECONDS = 30


async def nothing_here(request: Request, error: Exception) -> Response:
    """Answer for an address with nothing at it (404), or a host with no portal."""
    portal = await _portal_or_answer(request)
    if isinstance(portal, Response):
        return portal
    return respond(request, "not_found.html", portal, _page(request, _("Page not found")), status=404)


async def withdrawn(request: Request, error: Exception) -> Response:
    """Answer for what was withdrawn for good (410)."""
    portal = await _portal_or_answer(request)
    if isinstance(portal, Response):
        return portal
    return respond(
        request, "gone.html", portal, _page(request, _("This content has been withdrawn")), status=410
    )


async def refused(request: Request, error: Exception) -> Response:
    """Answer for parameters that the API does not take (400)."""
    log.info("refused %s: %s", request.url.path, error)
    portal = await _portal_or_answer(request)
    if isinstance(portal, Response):
        return portal
    return respond(request, "refused.html", portal, _page(request, _("The address is not right")), status=400)


async def moved(request: Request, error: Exception) -> Response:
    """Answer an old host of a portal with the same address on its canonical one."""
    if not isinstance(error, ApiMoved):
        raise error
    if urlsplit(error.origin).netloc in ("", request.headers.get("host", "")):
        return await unavailable(request, ApiUnavailable(f"redirect to itself: {error}"))
    query = f"?{request.url.query}" if request.url.query else ""
    status = 308 if error.permanent else 307
    return RedirectResponse(error.origin + request.url.path + query, status_code=status)


async def unavailable(request: Request, error: Exception) -> Response:
    """Answer while the API is down (503); the header is shown as last known."""
    log.warning("unavailable: %s", error)
    retry_after = error.retry_after if isinstance(error, ApiUnavailable) else DEFAULT_RETRY_SECONDS
    response = _without_api(request, "unavailable.html", _("The portal cannot be reached right now"), 503)
    response.headers["Retry-After"] = str(retry_after)
    return response


async def broken(request: Request, error: Exception) -> Response:
    """Answer for a fault of ours (500)."""
    log.error("fault at %s", request.url.path, exc_info=error)
    return _without_api(request, "broken.html", _("Something went wrong"), 500)


async def http_error(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: unknown addresses, methods other than reading."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return await nothing_here(request, error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return PlainTextResponse(
        _("This portal answers reading requests only.") + "\n", status_code=status, headers=headers
    )


async def _portal_or_answer(request: Request) -> Portal | Response:
    try:
        return await Visit.of(request).portal()
    except ApiNotFound:
        html = (
            environment("vi").get_template("unknown_host.html").render(host=request.headers.get("host", ""))
        )
        return html_response(request, html, status=404)
    except ApiMoved as error:
        return await moved(request, error)
    except ApiError as error:
        return await unavailable(request, error)


def _without_api(request: Request, template: str, title: str, status: int) -> Response:
    portal = Visit.of(request).last_known_portal()
    if portal is not None:
        return respond(request, template, portal, _page(request, title), status=status)
    html = environment("vi").get_template("bare_" + template).render()
    return html_response(request, html, status=status)


def _page(request: Request, title: str) -> Page:
    return Page(title=title, path=request.url.path, indexed=False)

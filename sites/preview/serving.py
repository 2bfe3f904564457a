"""What the front end asks the authoring process for when somebody opens a link: the draft, its pictures, its files.

The reading process has no part in it: its role in the database has no right on any portal's drafts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.content.delivery import CannotBeReleased
from sites.preview import rendering
from sites.preview.links import LinkOver, Opened, opened
from sites.releases.moments import instant
from sites.releases.pictures import Format, PictureError
from tenants.context import current_tenant, current_tenant_or_none
from tenants.hosts import InvalidHost, normalise, split_port
from tenants.origins import admin_origin

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PROBLEM = "application/problem+json"

View = Callable[..., HttpResponseBase]


def behind_link(view: View) -> View:
    """Let a view answer only under a link that is right and not over; whatever it answers is kept nowhere and indexed nowhere."""

    @wraps(view)
    @require_safe
    def checked(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        try:
            answer = _answer(view, request, token, more)
        except LinkOver:
            answer = _problem(
                410,
                _("The preview is over"),
                _("This link has ended or was revoked, or the draft has changed. Ask for a new one."),
            )
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return checked


def _answer(view: View, request: HttpRequest, token: str, more: dict[str, Any]) -> HttpResponseBase:
    found = opened(token, _host(request)) if current_tenant_or_none() is not None else None
    return view(request, found, **more) if found is not None else _nothing()


def _host(request: HttpRequest) -> str:
    try:
        return normalise(split_port(request.get_host())[0])
    except InvalidHost:
        return ""


@behind_link
def document(request: HttpRequest, found: Opened) -> HttpResponseBase:
    """The draft as the API would give it, and what the front end says around it."""
    try:
        item = rendering.draft(found)
    except CannotBeReleased as error:
        return _problem(409, _("The draft cannot be shown"), str(error))
    if request.method == "GET" and request.GET.get("count") != "0":
        found.link.note_opened()
    link = found.link
    shape = {
        "item": item,
        "preview": {
            "for": link.for_name,
            "saved_at": instant(link.revision.created_at),
            "expires_at": instant(link.expires_at),
            "framed_by": admin_origin(current_tenant()),
        },
    }
    return HttpResponse(json.dumps(shape, ensure_ascii=False), content_type="application/json")


@behind_link
def picture(request: HttpRequest, found: Opened, key: UUID, width: int, extension: str) -> HttpResponseBase:
    """A picture of the draft."""
    try:
        encoded = rendering.picture(found.link, key, width, extension)
    except (PictureError, OSError):
        encoded = None
    if encoded is None:
        return _nothing()
    return HttpResponse(encoded.data, content_type=Format(extension).content_type)


@behind_link
def attachment(request: HttpRequest, found: Opened, key: UUID) -> HttpResponseBase:
    """A file of the draft, to be kept, never shown in the page's own place."""
    offered = rendering.attachment(found.link, key)
    if offered is None:
        return _nothing()
    try:
        stored = offered.file.storage.open(offered.file.name, "rb")
    except OSError:
        return _nothing()
    return FileResponse(stored, as_attachment=True, filename=str(offered.filename))


def _nothing() -> HttpResponse:
    return _problem(404, _("Nothing here"), _("There is no preview at this address."))


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    shape = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return HttpResponse(json.dumps(shape, ensure_ascii=False), status=status, content_type=PROBLEM)

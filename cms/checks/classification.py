"""How the information is classified is asked before there is anywhere to write it: an editor saves drafts by itself, an upload stores at once.

The answer stands in the person's session, for the one screen that it opens. What is not open is refused there: nothing of it has been typed,
and nothing is kept or logged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

# The screens that store what they are given: a new item, a picture, an attachment.
ASKED = frozenset({"wagtailadmin_pages:add", "wagtailimages:add", "wagtaildocs:add"})
SESSION_KEY = "declared_open"
VALID_SECONDS = 12 * 3600  # of an editor left open; each opening is asked for anew
KEPT = 20


def declare_open(request: HttpRequest, path: str) -> None:
    """Note that this person has said that what goes into the screen at `path` may be public."""
    declared = request.session.get(SESSION_KEY, {})
    declared.pop(path, None)
    declared[path] = {"at": timezone.now().timestamp(), "opens": True}
    request.session[SESSION_KEY] = dict(list(declared.items())[-KEPT:])


def is_asked(path: str) -> bool:
    """Return whether the classification is asked before the screen at `path` opens."""
    try:
        return resolve(path).view_name in ASKED
    except Resolver404:
        return False


def safe_next(request: HttpRequest, given: str) -> str:
    """Return the path to go on to, the admin's first page where `given` is none of the screens that are asked about."""
    path = given.partition("?")[0]
    if url_has_allowed_host_and_scheme(given, None) and is_asked(path):
        return given
    return reverse("wagtailadmin_home")


class ClassificationMiddleware:
    """Leads to the question before a screen that stores what it is given; refuses what comes without an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let through what has been declared open; one answer opens a screen once."""
        match = request.resolver_match
        if match is None or match.view_name not in ASKED or not request.user.is_authenticated:
            return None
        if _is_declared(request):
            return None
        question = f"{reverse('checks_classify')}?{urlencode({'next': request.get_full_path()})}"
        if request.method == "POST" and "text/html" not in request.headers.get("Accept", ""):
            said = _("Say first how the information is classified; nothing was stored.")
            return JsonResponse({"success": False, "error_message": said, "url": question}, status=403)
        return redirect(question)


def _is_declared(request: HttpRequest) -> bool:
    declared = request.session.get(SESSION_KEY, {})
    mine = declared.get(request.path)
    if mine is None or timezone.now().timestamp() - mine["at"] > VALID_SECONDS:
        return False
    if request.method in {"GET", "HEAD"}:
        if not mine["opens"]:
            return False
        mine["opens"] = False
        request.session[SESSION_KEY] = declared
    return True

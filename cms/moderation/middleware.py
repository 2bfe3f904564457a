"""What nobody approved is not an error of ours: the person is told what to do instead."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cms.content.delivery import CannotBeReleased, NotApproved


class NotApprovedMiddleware:
    """Turns what may not or cannot be public into a sentence: on the page the person came from, or as JSON with 403 for a program."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for a publication that was refused; the transaction it was part of is already undone."""
        if not isinstance(exception, NotApproved | CannotBeReleased):
            return None
        if (
            "application/json" in request.headers.get("Accept", "")
            or request.content_type == "application/json"
        ):
            code = "not_approved" if isinstance(exception, NotApproved) else "cannot_be_released"
            return JsonResponse(
                {"success": False, "error_code": code, "error_message": str(exception)}, status=403
            )
        messages.error(request, str(exception))
        return redirect(self._back(request))

    @staticmethod
    def _back(request: HttpRequest) -> str:
        came_from = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(
            came_from, {request.get_host()}, require_https=request.is_secure()
        ):
            return came_from
        return reverse("wagtailadmin_home")

"""Errors as problem details (RFC 9457): what is wrong, with which parameter, and what is allowed."""

import json
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 10
BUSY_SECONDS = 2


class Problem(Exception):
    """An error that is told to the client.

    Parameters:
        status: of HTTP.
        kind: the last part of the problem's type, in kebab case; clients may rely on it.
        detail: what is wrong in this case, for people.
        parameter: the parameter at fault.
        allowed: the values or the form allowed.
        headers: to be sent with the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        parameter: str | None = None,
        allowed: Iterable[str] | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.parameter = parameter
        self.allowed = allowed if allowed is None or isinstance(allowed, str) else list(allowed)
        self.headers = headers or {}

    def shape(self) -> dict[str, Any]:
        """As it is sent."""
        shape: dict[str, Any] = {
            "type": f"urn:cong-xa:problem:{self.kind}",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
        }
        if self.parameter is not None:
            shape["parameter"] = self.parameter
        if self.allowed is not None:
            shape["allowed"] = self.allowed
        return shape


def unknown_parameter(name: str, allowed: Iterable[str]) -> Problem:
    """A parameter that the call does not have."""
    known = sorted(allowed)
    detail = _("There is no parameter “%(name)s” here.") % {"name": name[:100]}
    return Problem(HTTPStatus.BAD_REQUEST, "unknown-parameter", detail, parameter=name[:100], allowed=known)


def invalid_parameter(name: str, detail: str, allowed: Iterable[str] | str) -> Problem:
    """A parameter whose value is not allowed."""
    return Problem(HTTPStatus.BAD_REQUEST, "invalid-parameter", detail, parameter=name, allowed=allowed)


def not_found(detail: str | None = None) -> Problem:
    """Nothing public is there."""
    return Problem(HTTPStatus.NOT_FOUND, "not-found", detail or _("There is nothing public at this address."))


def gone() -> Problem:
    """Something was public here and was withdrawn for good."""
    return Problem(HTTPStatus.GONE, "gone", _("What was here has been withdrawn."))


def cursor_expired() -> Problem:
    """A consumer of the change feed was away longer than withdrawals are kept."""
    detail = _(
        "This position is older than what is kept of withdrawals. Forget what you have and begin again with since=0."
    )
    return Problem(HTTPStatus.GONE, "cursor-expired", detail, parameter="since", allowed="0")


def method_not_allowed(method: str | None, allowed: Iterable[str]) -> Problem:
    """The API is for reading."""
    methods = list(allowed)
    detail = _("%(method)s is not possible here.") % {"method": (method or "")[:20]}
    headers = {"Allow": ", ".join(methods)}
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", detail, allowed=methods, headers=headers
    )


def unavailable() -> Problem:
    """The database does not answer."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        _("The portal cannot be read just now. Try again in a moment."),
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def overloaded() -> Problem:
    """The process has more to do than it can answer soon."""
    detail = _("The portal has more visitors than it can answer just now. Try again in a moment.")
    headers = {"Retry-After": str(BUSY_SECONDS)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", detail, headers=headers)


def too_many() -> Problem:
    """One client asks for more at a time than its share, while others wait."""
    detail = _("You ask for too much at a time. Try again in a moment.")
    headers = {"Retry-After": str(BUSY_SECONDS)}
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", detail, headers=headers)


def too_large(most: int) -> Problem:
    """A request's body of more bytes than any call needs."""
    detail = _("The body has more than %(most)d bytes.") % {"most": most}
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", detail)


def fault() -> Problem:
    """A fault of ours: nothing of it is told but that it happened."""
    detail = _("Something went wrong on our side; it has been recorded.")
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", detail)


def problem_response(problem: Problem) -> HttpResponse:
    """The answer that tells a problem; no cache keeps it."""
    body = json.dumps(problem.shape(), ensure_ascii=False).encode()
    response = HttpResponse(body, status=int(problem.status), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = problem.status < HTTPStatus.INTERNAL_SERVER_ERROR  # type: ignore[attr-defined]
    for name, value in problem.headers.items():
        response[name] = value
    return response


def problem_of(error: Exception) -> Problem | None:
    """The problem to tell for an exception; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, BadRequest):
        return Problem(HTTPStatus.BAD_REQUEST, "bad-request", _("The request cannot be understood."))
    if isinstance(error, PermissionDenied):
        return Problem(HTTPStatus.FORBIDDEN, "forbidden", _("This is not public."))
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.warning("The database does not answer: %s", error)
        return unavailable()
    return None


def problem_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What Django REST framework calls for an exception of one of its views."""
    problem = problem_of(error)
    return problem_response(problem) if problem else None


def no_such_call(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answers addresses below `/api/` that are none of the API's."""
    return problem_response(not_found(_("The API has no such address; /api/v1/ lists what it has.")))


def not_found_handler(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for addresses that are none."""
    return problem_response(not_found())


def fault_handler(request: HttpRequest) -> HttpResponse:
    """Django's handler for faults of ours."""
    return problem_response(fault())

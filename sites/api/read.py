"""The cycle of a reading call: method, parameters, answer, entity tag. Documented as a view of Django REST framework, but leaner.

Negotiation, authentication and throttling of the framework's own cycle cost more than the reading itself, and nothing here needs
them: there is one format, nobody is known, and everything is public.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from sites.api.parameters import Parameters
from sites.api.problems import Problem, method_not_allowed, problem_of, problem_response
from sites.releases import purge

METHODS = ("GET", "HEAD", "OPTIONS")
STALE_SECONDS = 12 * 3600
"""How long a portal's identity is shown while the API is down."""

MAX_QUERY = 4000
"""Characters of a query string."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers.

    Attributes:
        body: the representation.
        etag: its entity tag without quotes; made of the body where it is empty.
        modified: when it last changed, where that is known.
        content_type: of the body.
        cache: `Cache-Control`. Without a word a cache asks each time, since what is withdrawn must be gone at once.
        filename: under which the answer is to be saved.
        keys: by which caches of ours are told to forget it (`sites.releases.purge`); only answers that have some may be kept.
        until: when the answer changes by itself; no cache of ours keeps it longer.
        survives: whether it may be shown while the API is down, for some hours; never what may be taken down.
    """

    body: bytes
    etag: str = ""
    modified: datetime | None = None
    content_type: str = "application/json"
    cache: str = "no-cache"
    filename: str = ""
    keys: tuple[str, ...] = ()
    survives: bool = False
    until: datetime | None = None


class ReadView(APIView):
    """A call that reads. Subclasses declare `parameters` and define `answer`; `get` is there for the documentation."""

    parameters: ClassVar[Parameters] = Parameters()

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """Answer a call whose parameters are read.

        Raises:
            Problem: whatever is to be told to the client.
        """
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        """Answer, or tell a problem; faults of ours pass on."""
        try:
            response = self._respond(request, path)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            response = problem_response(problem)
        return open_to_all(response)

    def _respond(self, request: HttpRequest, path: dict[str, Any]) -> HttpResponse:
        if request.method == "OPTIONS":
            return _options()
        if request.method not in METHODS:
            raise method_not_allowed(request.method, METHODS)
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            raise too_long()
        return respond(request, self.answer(request, self.parameters.read(request.GET), **path))


def too_long() -> Problem:
    """The address is longer than any call needs."""
    detail = _("The query has more than %(most)d characters.") % {"most": MAX_QUERY}
    return Problem(HTTPStatus.REQUEST_URI_TOO_LONG, "too-long", detail)


def respond(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The response for an answer, 304 where the client has it already (RFC 9110, section 13)."""
    etag = f'"{answer.etag or hashlib.blake2s(answer.body, digest_size=16).hexdigest()}"'
    modified = answer.modified.astimezone(UTC).timestamp() if answer.modified else None
    response = HttpResponse(answer.body, content_type=answer.content_type)
    response["ETag"] = etag
    response["Cache-Control"] = answer.cache
    response["Vary"] = "Accept-Encoding"
    response["X-Content-Type-Options"] = "nosniff"
    if modified is not None:
        response["Last-Modified"] = http_date(int(modified))
    for name, value in surrogate_headers(answer.keys, survives=answer.survives, until=answer.until).items():
        response[name] = value
    if answer.filename:
        response["Content-Disposition"] = f'inline; filename="{answer.filename}"'
    conditional = get_conditional_response(
        request, etag, None if modified is None else int(modified), response
    )
    return conditional if isinstance(conditional, HttpResponse) else response


def surrogate_headers(
    keys: tuple[str, ...], *, survives: bool = False, until: datetime | None = None
) -> dict[str, str]:
    """What caches of ours are told (W3C Edge Architecture); empty where there are none, since nobody would purge them."""
    seconds = purge.KEEP_SECONDS
    if until is not None:
        seconds = min(seconds, int((until - datetime.now(UTC)).total_seconds()))
    if not keys or seconds < 1 or not purge.caches():
        return {}
    control = f"max-age={seconds}" + (f", stale-if-error={STALE_SECONDS}" if survives else "")
    return {"Surrogate-Key": " ".join(keys), "Surrogate-Control": control}


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let pages of other origins read the answer (Fetch, CORS protocol): everything here is public, and nobody is known."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
    return response


def _options() -> HttpResponse:
    response = HttpResponse(status=int(HTTPStatus.NO_CONTENT))
    response["Allow"] = ", ".join(METHODS)
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since, Range"
    response["Access-Control-Max-Age"] = "86400"
    return response


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a plain view answer GET and HEAD only, and tell problems as the API does."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method not in METHODS[:2]:
                raise method_not_allowed(request.method, METHODS[:2])
            return view(request, *args, **kwargs)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return problem_response(problem)

    return guarded

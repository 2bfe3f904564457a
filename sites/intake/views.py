"""`/api/v1/questions/`: how a portal answers questions, its form, and sending one."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from cms.inbox.enums import EnvelopeKind
from cms.inbox.models import Figures
from cms.inbox.receipts import Receipt
from sites.api.portals import part
from sites.api.problems import Problem, method_not_allowed, problem_of, problem_response, unavailable
from sites.api.read import METHODS, Answer, ReadView
from sites.api.scopes import READER, tenant_of
from sites.gateway.hosts import Clients
from sites.intake import schemas
from sites.intake.checking import HONEYPOT, LIMITS, SHORTEST, checked
from sites.intake.crowds import Crowds
from sites.intake.inbox import key_of, put
from sites.intake.tokens import VALID_SECONDS, can_sign, issue, read
from sites.releases.enums import ReleaseType
from sites.releases.fields import canonical_json
from tenants.enums import TenantState
from tenants.models import Tenant

NO_STORE = "no-store"
ALLOWED = (*METHODS, "POST")
crowds = Crowds()
_clients: Clients | None = None


class QuestionsView(ReadView):
    """The questions' desk of a portal."""

    @extend_schema(operation_id="questions", responses=schemas.QUESTIONS)
    def get(self, request: HttpRequest) -> Response:
        """Whether the portal takes questions, within what time it answers and by which clause, and how it did in the last 24 months."""
        raise NotImplementedError

    @extend_schema(operation_id="send_question", request=schemas.SENDING, responses=schemas.SENT)
    def post(self, request: HttpRequest) -> Response:
        """Send a question. The answer comes when it is kept for good; the same form sent again has the same receipt."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        """Take a question; read as every call does."""
        if request.method == "OPTIONS":
            response = super().dispatch(request, *args, **path)
            response["Allow"] = ", ".join(ALLOWED)
            return response
        if request.method in METHODS:
            return super().dispatch(request, *args, **path)
        try:
            if request.method != "POST":
                raise method_not_allowed(request.method, ALLOWED)
            self.parameters.read(request.GET)
            return send(request)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return problem_response(problem)

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """What is public of the desk."""
        tenant = tenant_of(request)
        shape = {
            "open": is_open(tenant),
            "deadline": deadline_of(tenant),
            "limits": limits(),
            "figures": figures(tenant),
        }
        return Answer(canonical_json(shape).encode())


class FormView(ReadView):
    """A form to fill in."""

    @extend_schema(operation_id="question_form", responses=schemas.FORM)
    def get(self, request: HttpRequest) -> Response:
        """A token to send with a question, once; it is good for a day. No cache keeps it."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        """Answer without an entity tag that a cache could keep."""
        response = super().dispatch(request, *args, **path)
        response["Cache-Control"] = NO_STORE
        return response

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """A new token."""
        tenant = tenant_of(request)
        require_open(tenant)
        shape = {"token": issue(tenant.pk), "valid_seconds": VALID_SECONDS, "honeypot": HONEYPOT}
        return Answer(canonical_json(shape).encode(), cache=NO_STORE)


def send(request: HttpRequest) -> HttpResponse:
    """Take a question and give its receipt.

    Raises:
        Problem: it cannot be taken; nothing of it is kept.
        OperationalError: the database does not answer; nothing of it is kept.
    """
    tenant = tenant_of(request)
    refuse_foreign(request)
    key = require_open(tenant)
    body = _body(request)
    form = read(body.get("token", "") if isinstance(body, dict) else "", tenant.pk)
    sent = checked(body)
    receipt = Receipt.of(form.secret)
    suspicious = crowds.is_crowded(_address(request)) or form.was_quick or sent.looks_made
    is_new = put(tenant.pk, key, EnvelopeKind.QUESTION, receipt, {**sent.values, "suspicious": suspicious})
    shape = {"code": receipt.code, "token": receipt.token, "repeated": not is_new}
    response = HttpResponse(
        canonical_json(shape).encode(), status=int(HTTPStatus.ACCEPTED), content_type="application/json"
    )
    response["Cache-Control"] = NO_STORE
    return response


def is_open(tenant: Tenant) -> bool:
    """Return whether questions can be sent: the portal takes them, is alive, and this process can seal and sign."""
    return (
        tenant.state == TenantState.ACTIVE
        and bool(_released(tenant).get("enabled"))
        and can_sign()
        and key_of(tenant.pk) is not None
    )


def require_open(tenant: Tenant) -> Any:
    """Return the key to seal to.

    Raises:
        Problem: the portal takes no questions; 503 where it would, and the installation cannot.
    """
    if tenant.state != TenantState.ACTIVE or not _released(tenant).get("enabled"):
        detail = _("This portal takes no questions.")
        raise Problem(HTTPStatus.NOT_FOUND, "no-questions", detail)
    key = key_of(tenant.pk)
    if key is None or not can_sign():
        raise unavailable()
    return key


def refuse_foreign(request: HttpRequest) -> None:
    """Refuse what a page of another site sends in a visitor's name.

    Raises:
        Problem: the browser names another origin.
    """
    origin = request.headers.get("Origin", "")
    site = request.headers.get("Sec-Fetch-Site", "")
    named = origin not in (
        "",
        "null",
    )  # null: a page that tells its address to nobody, as ours with the form does
    if (named and urlsplit(origin).netloc != request.get_host()) or site == "cross-site":
        detail = _("A question is sent from the portal's own page.")
        raise Problem(HTTPStatus.FORBIDDEN, "foreign-origin", detail)


def deadline_of(tenant: Tenant) -> dict[str, Any]:
    """Return within what time questions are answered, and by which layer of rules."""
    released = _released(tenant)
    return {name: released.get(name) for name in ("amount", "unit", "clause", "layer")}


def limits() -> dict[str, Any]:
    """Return how long each field may be, in characters."""
    return {"shortest": SHORTEST, "longest": dict(LIMITS)}


def figures(tenant: Tenant) -> list[dict[str, Any]]:
    """Return how the desk did, the newest month first."""
    rows = Figures.objects.using(READER).filter(tenant_id=tenant.pk, kind=EnvelopeKind.QUESTION)
    return [
        {
            "month": row.month.isoformat()[:7],
            "received": row.received,
            "answered": row.answered,
            "in_time": row.in_time,
            "overdue": row.overdue,
            "refused": row.refused,
            "median_days": _number(row.median_days),
            "median_days_without_waiting": _number(row.median_days_without_waiting),
        }
        for row in rows
    ]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _released(tenant: Tenant) -> dict[str, Any]:
    stored = part(tenant, ReleaseType.PORTAL)
    return dict((stored or {}).get("questions") or {})


def _body(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        detail = _("Send application/json.")
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported", detail, allowed="application/json")
    try:
        return json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        raise Problem(HTTPStatus.BAD_REQUEST, "bad-request", _("The body is no JSON.")) from None


def _address(request: HttpRequest) -> str:
    global _clients
    _clients = _clients or Clients()
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").encode("latin-1", "replace")
    return _clients.address(request.META.get("REMOTE_ADDR", ""), {b"x-forwarded-for": forwarded})

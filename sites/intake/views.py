"""`/api/v1/questions/`, `/petitions/`, `/information-requests/`: how a portal answers, its forms, and sending one."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from cms.inbox.enums import EnvelopeKind
from cms.inbox.limits import FORMS, SHORTEST
from cms.inbox.models import Figures, PublicKey
from cms.inbox.receipts import Receipt
from sites.api.portals import part
from sites.api.problems import Problem, method_not_allowed, problem_of, problem_response, unavailable
from sites.api.read import METHODS, Answer, ReadView
from sites.api.scopes import READER, tenant_of
from sites.gateway.hosts import Clients
from sites.intake import schemas
from sites.intake.checking import HONEYPOT, FormProblem, checked
from sites.intake.crowds import Crowds
from sites.intake.inbox import key_of, put
from sites.intake.tokens import VALID_SECONDS, can_sign, issue, read
from sites.releases.enums import ReleaseType
from sites.releases.fields import canonical_json
from sites.releases.models import Release
from tenants.enums import TenantState
from tenants.models import Tenant

NO_STORE = "no-store"
ALLOWED = (*METHODS, "POST")
crowds = Crowds()
_clients: Clients | None = None


class DeskView(ReadView):
    """A desk of a portal: `GET` says what is public of it, `POST` sends to it."""

    kind: ClassVar[EnvelopeKind]

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        """Take what is sent; read as every call does."""
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
            return send(request, self.kind)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return problem_response(problem)

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """What is public of the desk."""
        tenant = tenant_of(request)
        released = released_desk(tenant, self.kind)
        shape = {
            "open": key_to_seal(tenant, self.kind) is not None,
            "deadline": {
                name: released.get(name) for name in ("amount", "unit", "clause", "layer", "source")
            },
            "limits": limits(self.kind),
            "figures": figures(tenant, self.kind),
        }
        return Answer(canonical_json(shape).encode())


class QuestionsView(DeskView):
    """The questions' desk of a portal."""

    kind = EnvelopeKind.QUESTION

    @extend_schema(operation_id="questions", responses=schemas.DESK)
    def get(self, request: HttpRequest) -> Response:
        """Whether the portal takes questions, within what time it answers and by which clause, and how it did in the last 24 months."""
        raise NotImplementedError

    @extend_schema(operation_id="send_question", request=schemas.sending(kind), responses=schemas.SENT)
    def post(self, request: HttpRequest) -> Response:
        """Send a question. The answer comes when it is kept for good; the same form sent again has the same receipt."""
        raise NotImplementedError


class PetitionsView(DeskView):
    """The petitions' desk of a portal."""

    kind = EnvelopeKind.PETITION

    @extend_schema(operation_id="petitions", responses=schemas.DESK)
    def get(self, request: HttpRequest) -> Response:
        """Whether the portal takes petitions (*phản ánh, kiến nghị*), within what time it answers and by which clause, and how it did."""
        raise NotImplementedError

    @extend_schema(operation_id="send_petition", request=schemas.sending(kind), responses=schemas.SENT)
    def post(self, request: HttpRequest) -> Response:
        """Send a petition, as a question is sent; name, address and a telephone number or e-mail address are needed."""
        raise NotImplementedError


class InformationRequestsView(DeskView):
    """The desk of requests for information of a portal."""

    kind = EnvelopeKind.INFORMATION

    @extend_schema(operation_id="information_requests", responses=schemas.DESK)
    def get(self, request: HttpRequest) -> Response:
        """Whether the portal takes requests for information, within what time it supplies and by which clause, and how it did."""
        raise NotImplementedError

    @extend_schema(
        operation_id="send_information_request", request=schemas.sending(kind), responses=schemas.SENT
    )
    def post(self, request: HttpRequest) -> Response:
        """Request information, as a question is sent; name, address and a telephone number or e-mail address are needed."""
        raise NotImplementedError


class ContentReportsView(DeskView):
    """The desk of reports on what the portal publishes."""

    kind = EnvelopeKind.REPORT

    @extend_schema(operation_id="content_reports", responses=schemas.DESK)
    def get(self, request: HttpRequest) -> Response:
        """Whether the portal takes reports on its items, within what time it replies and by which clause, and how it did."""
        raise NotImplementedError

    @extend_schema(operation_id="send_content_report", request=schemas.sending(kind), responses=schemas.SENT)
    def post(self, request: HttpRequest) -> Response:
        """Report an item of this portal as wrong or unlawful, as a question is sent; nobody has to say who they are."""
        raise NotImplementedError


class FormView(ReadView):
    """A form to fill in."""

    kind: EnvelopeKind = EnvelopeKind.QUESTION

    @extend_schema(responses=schemas.FORM)
    def get(self, request: HttpRequest) -> Response:
        """A token to send with what the form holds, once; it is good for a day. No cache keeps it."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        """Answer without an entity tag that a cache could keep."""
        response = super().dispatch(request, *args, **path)
        response["Cache-Control"] = NO_STORE
        return response

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """A new token."""
        tenant = tenant_of(request)
        require_open(tenant, self.kind)
        shape = {"token": issue(tenant.pk), "valid_seconds": VALID_SECONDS, "honeypot": HONEYPOT}
        return Answer(canonical_json(shape).encode(), cache=NO_STORE)


def send(request: HttpRequest, kind: EnvelopeKind) -> HttpResponse:
    """Take what a form holds and give its receipt.

    Raises:
        Problem: it cannot be taken; nothing of it is kept.
        OperationalError: the database does not answer; nothing of it is kept.
    """
    tenant = tenant_of(request)
    refuse_foreign(request)
    key = require_open(tenant, kind)
    body = _body(request)
    form = read(body.get("token", "") if isinstance(body, dict) else "", tenant.pk)
    sent = checked(body, kind)
    if kind is EnvelopeKind.REPORT:
        require_item(tenant, sent.values["item"])
    receipt = Receipt.of(form.secret, kind)
    suspicious = crowds.is_crowded(_address(request)) or form.was_quick or sent.looks_made
    is_new = put(tenant.pk, key, kind, receipt, {**sent.values, "suspicious": suspicious})
    shape = {"code": receipt.code, "token": receipt.token, "repeated": not is_new}
    response = HttpResponse(
        canonical_json(shape).encode(), status=int(HTTPStatus.ACCEPTED), content_type="application/json"
    )
    response["Cache-Control"] = NO_STORE
    return response


def key_to_seal(tenant: Tenant, kind: EnvelopeKind) -> PublicKey | None:
    """Return the key to seal to; None where nothing can be sent: the portal takes none, is not alive, or the process cannot seal and sign."""
    is_wanted = tenant.state == TenantState.ACTIVE and released_desk(tenant, kind).get("enabled")
    return key_of(tenant.pk) if is_wanted and can_sign() else None


def require_open(tenant: Tenant, kind: EnvelopeKind) -> PublicKey:
    """Return the key to seal to.

    Raises:
        Problem: the portal takes nothing of this kind; 503 where it would, and the installation cannot.
    """
    if key := key_to_seal(tenant, kind):
        return key
    if tenant.state == TenantState.ACTIVE and released_desk(tenant, kind).get("enabled"):
        raise unavailable()
    raise Problem(
        HTTPStatus.NOT_FOUND,
        f"no-{kind.desk.replace('_', '-')}",
        _("This portal takes nothing of this kind."),
    )


def require_item(tenant: Tenant, item: str) -> None:
    """Refuse a report on what is not public here.

    Raises:
        FormProblem: the portal has no such item of its own.
    """
    try:
        known = Release.objects.using(READER).of(tenant.pk).filter(item_id=UUID(item)).exists()
    except ValueError:
        known = False
    if not known:
        raise FormProblem({"item": _("This item is not public here, or no longer.")})


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
        detail = _("This is sent from the portal's own page.")
        raise Problem(HTTPStatus.FORBIDDEN, "foreign-origin", detail)


def limits(kind: EnvelopeKind) -> dict[str, Any]:
    """Return how long each field may be, in characters, and which may not be empty."""
    rules = FORMS[kind]
    needed = ["text", *rules.required]
    return {"shortest": SHORTEST, "longest": dict(rules.longest), "required": needed}


def figures(tenant: Tenant, kind: EnvelopeKind) -> list[dict[str, Any]]:
    """Return how the desk did, the newest month first."""
    rows = Figures.objects.using(READER).filter(tenant_id=tenant.pk, kind=kind)
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


def released_desk(tenant: Tenant, kind: EnvelopeKind) -> dict[str, Any]:
    """Return what is released of a desk; empty where nothing is."""
    stored = part(tenant, ReleaseType.PORTAL)
    return dict((stored or {}).get(kind.desk) or {})


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

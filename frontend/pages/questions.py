"""Questions: what was answered in public, how the desk does, and the form."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from frontend.api import ApiNotFound, ApiRefused, ApiUnavailable
from frontend.metadata import Page
from frontend.pages.paging import pager
from frontend.portal import Portal
from frontend.rendering import respond
from frontend.sending import fields_of
from frontend.shapes import Crumb, Shape, Text
from frontend.translations import translate as _
from frontend.visit import Visit, read_shape, together

PATH = "/hoi-dap/"
FORM_PATH = "/hoi-dap/gui/"
FOLLOW_PATH = "/hoi-dap/theo-doi/"
PAGE_SIZE = 20
FIELDS = ("text", "name", "email", "telephone", "address")
HONEYPOT = "website"
EMPTY = dict.fromkeys((*FIELDS, "token"), "")


class Figures(Shape):
    """How the desk did in a month."""

    month: Text = ""
    received: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    refused: int = 0
    median_days: float | None = None
    median_days_without_waiting: float | None = None


class Desk(Shape):
    """The questions' desk of a portal."""

    open: bool = False
    limits: dict[str, Any] = {}
    figures: list[Figures] = []

    @property
    def longest(self) -> dict[str, int]:
        """Return how long each field may be, in characters."""
        return dict(self.limits.get("longest") or {})


class Sums(Shape):
    """The figures of all months together; medians are those of the newest month that has any."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    median_days: float | None = None
    median_days_without_waiting: float | None = None


async def questions(request: Request) -> Response:
    """Answer what was answered in public, the newest first."""
    visit = Visit.of(request)
    cursor = request.query_params.get("cursor", "")
    (portal, desk), listed = await together(
        together(visit.portal(), _desk(visit)), visit.items(type="answer", page_size=PAGE_SIZE, cursor=cursor)
    )
    page = Page(
        title=_("Questions and answers"),
        path=PATH,
        description=_("Questions of common concern with their answers, and the way to ask one."),
        breadcrumbs=_crumbs(),
    )
    return respond(
        request, "questions.html", portal, page, items=listed.items, desk=desk, sums=_sums(desk.figures),
        pager=pager(PATH, {}, listed.next, cursor),
    )  # fmt: skip


async def ask(request: Request) -> Response:
    """Answer the form; take what was sent. What was typed stays, whatever comes of it."""
    visit = Visit.of(request)
    if request.method == "POST":
        return await _sent(request, visit)
    portal = await visit.portal()
    if not portal.takes_questions:
        return respond(request, "no_questions.html", portal, _form_page(), private=True)
    return await _form(request, visit, portal, {})


async def _sent(request: Request, visit: Visit) -> Response:
    fields = await fields_of(request)
    body = {name: fields.get(name, "") for name in (*FIELDS, HONEYPOT, "token")}
    headers = {
        name: request.headers[name] for name in ("origin", "sec-fetch-site") if name in request.headers
    }
    try:
        receipt = await visit.send_question(body, headers)
    except ApiRefused as error:
        return await _again(request, visit, fields, error)
    except (ApiUnavailable, ApiNotFound) as error:
        return await _kept(request, visit, fields, error)
    page = Page(
        title=_("Your question has been received"),
        path=FORM_PATH,
        indexed=False,
        breadcrumbs=_crumbs(_("Received")),
    )
    link = f"{FOLLOW_PATH}{receipt['token']}/"
    portal = visit.last_known_portal() or await visit.portal()
    return respond(
        request,
        "asked.html",
        portal,
        page,
        private=True,
        receipt=receipt,
        link=link,
        has_email=bool(fields.get("email")),
    )


async def _again(request: Request, visit: Visit, fields: dict[str, str], error: ApiRefused) -> Response:
    """Show what is wrong beside its field. A form that was open too long gets a new token, and everything typed stays."""
    portal = await visit.portal()
    told = error.problem.get("errors") or []
    errors = {str(one.get("parameter")): str(one.get("detail")) for one in told}
    if not errors:
        errors = {"": str(error.problem.get("detail") or error)}
    if error.parameter == "token":
        fields = {**fields, "token": ""}
        errors = {"": _("The form had been open for long. Nothing you wrote is lost: please send it again.")}
    return await _form(request, visit, portal, fields, errors, status=400)


async def _kept(request: Request, visit: Visit, fields: dict[str, str], error: Exception) -> Response:
    """Show the form with everything typed while nothing can be taken."""
    portal = visit.last_known_portal()
    if portal is None or isinstance(error, ApiNotFound):
        raise error
    said = _(
        "Your question could not be sent just now; nothing you wrote is lost. Please wait a moment and send it again."
    )
    context = {"fields": {**EMPTY, **fields}, "errors": {"": said}, "desk": Desk()}
    response = respond(request, "ask.html", portal, _form_page(), status=503, private=True, **context)
    response.headers["Retry-After"] = "30"
    return response


async def _form(
    request: Request,
    visit: Visit,
    portal: Portal,
    fields: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    token = fields.get("token") or await visit.question_token()
    context = {
        "fields": {**EMPTY, **fields, "token": token},
        "errors": errors or {},
        "desk": await _desk(visit),
    }
    return respond(request, "ask.html", portal, _form_page(), status=status, private=True, **context)


async def _desk(visit: Visit) -> Desk:
    return read_shape(Desk, await visit.questions_desk())


def _sums(figures: list[Figures]) -> Sums:
    names = ("received", "answered", "in_time", "overdue")
    newest = next((one for one in figures if one.median_days is not None), None)
    return Sums(
        **{name: sum(getattr(one, name) for one in figures) for name in names},
        median_days=newest.median_days if newest else None,
        median_days_without_waiting=newest.median_days_without_waiting if newest else None,
    )


def _form_page() -> Page:
    return Page(
        title=_("Ask a question"),
        path=FORM_PATH,
        description=_("Send a question to the authority."),
        breadcrumbs=_crumbs(_("Ask a question"), FORM_PATH),
        indexed=False,
    )


def _crumbs(*more: str) -> list[Crumb]:
    crumbs = [Crumb(title=_("Home"), path="/"), Crumb(title=_("Questions and answers"), path=PATH)]
    if more:
        crumbs.append(Crumb(title=more[0], path=more[1] if len(more) > 1 else FORM_PATH))
    return crumbs

"""Following up what was sent: the code tells the state, the secret link shows the exchange."""

import re
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend.api import ApiNotFound, ApiRefused
from frontend.desks import DeskPages
from frontend.metadata import Page
from frontend.pages.desks import Endpoint, crumbs
from frontend.rendering import respond
from frontend.sending import fields_of
from frontend.shapes import Shape, Text
from frontend.translations import translate as _
from frontend.visit import Visit, read_shape

TOKEN = re.compile(r"[0-9a-f]{64}")
ACTS = ("add", "withdraw", "rate", "correct")


class Said(Shape):
    """Something said in the exchange."""

    kind: Text = ""
    label: Text = ""
    at: datetime
    text: Text = ""
    official: bool = False


class Followed(Shape):
    """How far a case has come; `said` and `may` only for who has the secret link."""

    kind: Text = ""
    code: Text = ""
    state: Text = ""
    state_label: Text = ""
    closing_label: Text = ""
    received_at: datetime
    due_at: datetime | None = None
    clause: Text = ""
    promised_on: date | None = None
    answered_at: datetime | None = None
    is_open: bool = False
    said: list[Said] = []
    may: list[str] = []
    rating: int | None = None
    corrected_within: Text = ""
    kept_until: datetime | None = None


def state_page(pages: DeskPages) -> Endpoint:
    """Return the page that tells the state of a case to whoever has its code."""

    async def answer(request: Request) -> Response:
        visit = Visit.of(request)
        portal = await visit.portal()
        code, found, error = "", None, ""
        if request.method == "POST":
            code = (await fields_of(request)).get("code", "").strip()[:40]
            try:
                found = read_shape(Followed, await visit.case_state(code))
            except ApiNotFound:
                error = _(
                    "Nothing has this code here. Look at it once more; what was sent may take a minute to appear."
                )
        return respond(
            request, "follow_up.html", portal, _page(pages), private=True, pages=pages, code=code, found=found, error=error
        )  # fmt: skip

    return answer


def exchange_page(pages: DeskPages) -> Endpoint:
    """Return the page that shows the exchange to whoever has the secret link, and takes what the sender does."""

    async def answer(request: Request) -> Response:
        token = request.path_params["token"]
        if not TOKEN.fullmatch(token):
            raise ApiNotFound("exchange")
        visit = Visit.of(request)
        portal = await visit.portal()
        path_here = f"{pages.follow_path}{token}/"
        fields, error = {}, ""
        if request.method == "POST":
            fields = await fields_of(request)
            try:
                await visit.case_exchange(_act(token, fields))
            except ApiRefused as refused:
                error = str(refused)
            else:
                return RedirectResponse(path_here, status_code=303, headers={"Cache-Control": "no-store"})
        try:
            found = read_shape(Followed, await visit.case_exchange({"token": token}))
        except ApiNotFound:
            return respond(
                request, "not_yet.html", portal, _page(pages), status=404, private=True, pages=pages
            )
        typed = {"add": "", "correct": "", fields.get("act", ""): fields.get("text", "")}
        return respond(
            request, "exchange.html", portal, _page(pages), private=True, pages=pages, found=found, error=error, typed=typed,
            path_here=path_here, status=400 if error else 200,
        )  # fmt: skip

    return answer


def _act(token: str, fields: dict[str, str]) -> dict[str, str]:
    act = fields.get("act", "")
    return {
        "token": token,
        "act": act if act in ACTS else "-",
        "text": fields.get("text", ""),
        "rating": fields.get("rating", ""),
    }


def _page(pages: DeskPages) -> Page:
    title, path = _("See how far it has come"), pages.follow_path
    # The page never names its own address, which may hold the secret.
    return Page(
        title=title, path=path, description=title, breadcrumbs=crumbs(pages, title, path), indexed=False
    )

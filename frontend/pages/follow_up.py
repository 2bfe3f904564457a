"""Following a question up: the code tells the state, the secret link shows the exchange."""

import re
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend.api import ApiNotFound, ApiRefused
from frontend.metadata import Page
from frontend.pages.questions import FOLLOW_PATH, PATH
from frontend.rendering import respond
from frontend.sending import fields_of
from frontend.shapes import Crumb, Shape, Text
from frontend.translations import translate as _
from frontend.visit import Visit, read_shape

TOKEN = re.compile(r"[0-9a-f]{64}")
ACTS = ("add", "withdraw", "rate")


class Said(Shape):
    """Something said in the exchange."""

    kind: Text = ""
    label: Text = ""
    at: datetime
    text: Text = ""
    official: bool = False


class Followed(Shape):
    """How far a question has come; `said` and `may` only for who has the secret link."""

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
    kept_until: datetime | None = None


async def follow_up(request: Request) -> Response:
    """Answer the state of a question to whoever has its code."""
    visit = Visit.of(request)
    portal = await visit.portal()
    code, found, error = "", None, ""
    if request.method == "POST":
        code = (await fields_of(request)).get("code", "").strip()[:40]
        try:
            found = read_shape(Followed, await visit.question_state(code))
        except ApiNotFound:
            error = _(
                "No question has this code here. Look at it once more; a question may take a minute to appear."
            )
    return respond(
        request, "follow_up.html", portal, _page(), private=True, code=code, found=found, error=error
    )


async def exchange(request: Request) -> Response:
    """Answer the exchange to whoever has the secret link; take what the asker does."""
    token = request.path_params["token"]
    if not TOKEN.fullmatch(token):
        raise ApiNotFound("exchange")
    visit = Visit.of(request)
    portal = await visit.portal()
    fields, error = {}, ""
    if request.method == "POST":
        fields = await fields_of(request)
        try:
            await visit.question_exchange(_act(token, fields))
        except ApiRefused as refused:
            error = str(refused)
        else:
            return RedirectResponse(
                f"{FOLLOW_PATH}{token}/", status_code=303, headers={"Cache-Control": "no-store"}
            )
    try:
        found = read_shape(Followed, await visit.question_exchange({"token": token}))
    except ApiNotFound:
        return respond(request, "not_yet.html", portal, _page(), status=404, private=True)
    return respond(
        request, "exchange.html", portal, _page(), private=True, found=found, error=error, typed=fields.get("text", ""),
        path_here=f"{FOLLOW_PATH}{token}/", status=400 if error else 200,
    )  # fmt: skip


def _act(token: str, fields: dict[str, str]) -> dict[str, str]:
    act = fields.get("act", "")
    return {
        "token": token,
        "act": act if act in ACTS else "-",
        "text": fields.get("text", ""),
        "rating": fields.get("rating", ""),
    }


def _page() -> Page:
    title = _("Follow a question up")
    crumbs = [
        Crumb(title=_("Home"), path="/"),
        Crumb(title=_("Questions and answers"), path=PATH),
        Crumb(title=title, path=FOLLOW_PATH),
    ]
    # The page never names its own address, which may hold the secret.
    return Page(title=title, path=FOLLOW_PATH, description=title, breadcrumbs=crumbs, indexed=False)

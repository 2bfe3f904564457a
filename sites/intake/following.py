"""What the front end asks the authoring process for when somebody follows up what they sent. The reading process has no part in it.

Codes and tokens come in the body of a POST, so that no log of addresses holds one; every answer is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from cms.engagement import acts
from cms.engagement.enums import Act
from cms.engagement.exchange import said_in
from cms.engagement.keys import NoInstallationKey
from cms.engagement.machine import allows
from cms.engagement.models import Case
from cms.engagement.timing import clock_of
from cms.inbox.receipts import as_code, token_hash
from cms.inbox.sealing import Unreadable
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import DeadlineKey
from sites.releases.moments import instant
from tenants.context import current_tenant_or_none

PROBLEM = "application/problem+json"
MOST_BODY = 64 * 1024
Shape = dict[str, Any]
View = Callable[[Shape], HttpResponse]


def from_front_end(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let a view answer a POST with a JSON object; whatever it answers is kept nowhere and indexed nowhere."""

    @csrf_exempt  # no cookie counts here: the token in the body does
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        answer = _answer(view, request)
        answer["Cache-Control"], answer["Referrer-Policy"] = "no-store", "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer

    return checked


def _answer(view: View, request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _problem(405, _("Send a POST."))
    if current_tenant_or_none() is None:
        return _nothing()
    try:
        body = json.loads(request.body[:MOST_BODY])
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _problem(400, _("The body is no JSON."))
    try:
        return view(body)
    except (Unreadable, NoInstallationKey):
        return _problem(503, _("This cannot be shown just now."))
    except ValidationError as error:
        return _problem(400, "; ".join(error.messages))


@from_front_end
def state(body: Shape) -> HttpResponse:
    """How far a case has come, for whoever has its code; not a word of it."""
    case = Case.objects.filter(code=as_code(str(body.get("code", "")))).first()
    return _json(_facts(case)) if case is not None else _nothing()


@from_front_end
def exchange(body: Shape) -> HttpResponse:
    """The exchange, for whoever has the secret link; and what the sender does: add, withdraw, rate, ask for a correction."""
    case = Case.objects.filter(token_hash=token_hash(str(body.get("token", "")))).first()
    if case is None:
        return _nothing()
    wanted = str(body.get("act", ""))
    if wanted == "add":
        acts.add(case, text=str(body.get("text", "")))
    elif wanted == "correct":
        acts.ask_correction(case, text=str(body.get("text", "")))
    elif wanted == "withdraw":
        acts.withdraw(case)
    elif wanted == "rate":
        rating = str(body.get("rating", ""))
        acts.rate(case, rating=int(rating) if rating.isdecimal() else 0)
    elif wanted:
        return _problem(400, _("There is no such step."))
    case.refresh_from_db()
    return _json(
        {
            **_facts(case),
            "said": _said(case),
            "may": _may(case),
            "rating": case.rating,
            "corrected_within": _corrected_within(case),
            "kept_until": instant(case.purge_at),
        }
    )


def _facts(case: Case) -> Shape:
    clock = clock_of(case)
    return {
        "kind": case.kind,
        "code": case.code,
        "state": case.state,
        "state_label": case.state_words,
        "closing_label": str(case.get_closing_display()) if case.closing else "",
        "received_at": instant(case.received_at),
        "due_at": instant(clock.due_at) if clock and clock.is_open else None,
        "clause": clock.clause if clock else "",
        "promised_on": case.interim_due_on.isoformat() if case.interim_due_on else None,
        "answered_at": instant(case.answered_at),
        "is_open": case.is_open,
    }


def _said(case: Case) -> list[Shape]:
    return [
        {
            "kind": one.message.kind,
            "label": one.label,
            "at": instant(one.message.sent_at or one.message.at),
            "text": one.text,
            "official": one.is_official,
        }
        for one in said_in(case, sent_only=True)
    ]


def _may(case: Case) -> list[str]:
    named = {"add": Act.ADDED, "withdraw": Act.WITHDRAWN, "rate": Act.RATED, "correct": Act.CORRECTION_ASKED}
    return [name for name, act in named.items() if allows(case.kind, case.state, act)]


def _corrected_within(case: Case) -> str:
    """Return within what time what was supplied wrongly is put right, and by which clause, in Vietnamese words; empty where nothing was supplied."""
    if not allows(case.kind, case.state, Act.CORRECTION_ASKED):
        return ""
    figure = in_force().answering(DeadlineKey.INFORMATION_CORRECTION)
    return f"{figure.words} ({figure.source})" if figure.words else ""


def _json(shape: Shape) -> HttpResponse:
    return HttpResponse(json.dumps(shape, ensure_ascii=False), content_type="application/json")


def _nothing() -> HttpResponse:
    return _problem(404, _("Nothing is known by this."))


def _problem(status: int, detail: str) -> HttpResponse:
    shape = {"type": "about:blank", "title": detail, "status": status, "detail": detail}
    return HttpResponse(json.dumps(shape, ensure_ascii=False), status=status, content_type=PROBLEM)

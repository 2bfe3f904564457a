"""The asker's side of a case: being asked for more, adding, withdrawing, rating."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.engagement import rules
from cms.engagement.acts.steps import close, locked, move, require, stop_waiting
from cms.engagement.acts.together import separate
from cms.engagement.enums import Act, CaseKind, Closing, MessageKind, MessageState, State
from cms.engagement.exchange import say
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers, waiting_message
from cms.engagement.telling import tell_added
from cms.engagement.timing import start_clock
from cms.inbox.limits import LONGEST, SHORTEST

MOST_ADDITIONS = 10


@transaction.atomic
def ask_more(case: Case, *, by: User, text: str) -> Case:
    """Ask the asker for more. That they are waited for is shown; no clause lets the clock stand still.

    A request for information that is not complete is not valid yet: its time ends, and counts anew from the day it is (Luật 01/2026/QH16 Đ26.3).
    """
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    if len(text.strip()) < SHORTEST:
        raise ValidationError({"text": _("Say in a sentence what is missing.")})
    message = say(held, MessageKind.REQUEST, text.strip(), by=by)
    held.waits_since = held.waits_since or timezone.now()
    move(held, Act.ASKED, by=by, message=message)
    if _is_incomplete(held):
        clocks.end_all(held.pk, by=by, reason=_("Not complete yet: the time counts from the day it is."))
    else:
        clocks.wait(held.pk, _("the asker"), by=by)
    mail_message(message)
    return held


@transaction.atomic
def add(case: Case, *, text: str) -> Case:
    """Add something the asker wrote; an answer that waited for approval goes on waiting, and its author is told."""
    held = locked(case)
    said = text.strip()
    if not 1 <= len(said) <= LONGEST:
        raise ValidationError({"text": _("Write up to %(most)d characters.") % {"most": LONGEST}})
    if held.messages.filter(kind=MessageKind.ADDITION).count() >= MOST_ADDITIONS:
        raise ValidationError({"text": _("Nothing more can be added here; send a new one.")})
    message = say(held, MessageKind.ADDITION, said)
    was_awaited = held.waits_since is not None
    stop_waiting(held)
    if was_awaited and _is_incomplete(held):
        held.counts_from = message.at
        start_clock(held)
    move(held, Act.ADDED, message=message)
    tell_added(held)
    return held


@transaction.atomic
def withdraw(case: Case) -> Case:
    """Close a case that its asker withdraws; text and contact go with the next turn of the desk's work."""
    held = locked(case)
    waiting = waiting_message(held)
    if waiting is not None:
        waiting.state = MessageState.RETURNED
        waiting.save(update_fields=["state"])
    close(held, Closing.WITHDRAWN, rules.KEEP_WITHDRAWN)
    move(held, Act.WITHDRAWN)
    clocks.end_all(held.pk, reason=_("Withdrawn by who sent it."))
    separate(held)
    return held


@transaction.atomic
def rate(case: Case, *, rating: int) -> Case:
    """Keep what the asker thinks of the answer, 1 to 5; given again, the last one counts."""
    held = locked(case)
    if not 1 <= rating <= 5:
        raise ValidationError({"rating": _("Choose from 1 to 5.")})
    held.rating = rating
    move(held, Act.RATED)
    return held


def _is_incomplete(case: Case) -> bool:
    """Return whether a case is a request for information that nobody has found valid yet."""
    return case.kind == CaseKind.INFORMATION and case.state == State.RECEIVED

"""The asker's side of a case: being asked for more, adding, withdrawing, rating."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.engagement import rules
from cms.engagement.acts.receiving import LONGEST, SHORTEST
from cms.engagement.acts.steps import close, locked, move, require, stop_waiting
from cms.engagement.enums import Act, Closing, MessageKind, MessageState
from cms.engagement.exchange import say
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers, waiting_answer
from cms.engagement.telling import tell_added

MOST_ADDITIONS = 10


@transaction.atomic
def ask_more(case: Case, *, by: User, text: str) -> Case:
    """Ask the asker for more. That they are waited for is shown; no clause lets the clock stand still."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    if len(text.strip()) < SHORTEST:
        raise ValidationError({"text": _("Say in a sentence what is missing.")})
    message = say(held, MessageKind.REQUEST, text.strip(), by=by)
    held.waits_since = held.waits_since or timezone.now()
    move(held, Act.ASKED, by=by, message=message)
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
        raise ValidationError({"text": _("Nothing more can be added here; send a new question.")})
    message = say(held, MessageKind.ADDITION, said)
    stop_waiting(held)
    move(held, Act.ADDED, message=message)
    tell_added(held)
    return held


@transaction.atomic
def withdraw(case: Case) -> Case:
    """Close a case that its asker withdraws; text and contact go with the next turn of the desk's work."""
    held = locked(case)
    waiting = waiting_answer(held)
    if waiting is not None:
        waiting.state = MessageState.RETURNED
        waiting.save(update_fields=["state"])
    close(held, Closing.WITHDRAWN, rules.KEEP_WITHDRAWN)
    move(held, Act.WITHDRAWN)
    clocks.end_all(held.pk, reason=_("The asker withdrew the question."))
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

"""An answer: written, approved by whom the regulation names, sent."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.engagement import rules, wording
from cms.engagement.acts.steps import locked, move, require, stop_waiting, write
from cms.engagement.enums import Act, Channel, MessageKind, MessageState
from cms.engagement.exchange import say, text_of
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case, Message
from cms.engagement.powers import DeskPowers, current_stage, waiting_answer
from cms.engagement.telling import tell_returned, tell_waits
from cms.moderation.deciders import Decider
from cms.record.enums import Act as Recorded
from cms.record.writing import facts_digest
from cms.record.writing import write as record
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import StopEvent
from tenants.calendar_day import today

SHORTEST, LONGEST = 10, 10000


@transaction.atomic
def interim(case: Case, *, by: User, by_day: dt.date, reason: str) -> Case:
    """Tell who asked how far handling has come and by when the answer comes, where the regulation allows that. The clock runs on."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    rule = rules.interim_rule()
    if not rule.allowed:
        raise ValidationError(
            _("The regulation allows no interim notice: the answer itself is due (%(source)s).")
            % {"source": rule.source}
        )
    if by_day <= today():
        raise ValidationError({"by_day": _("Name a day after today.")})
    if len(reason.strip()) < SHORTEST:
        raise ValidationError({"reason": _("Say in a sentence how far handling has come.")})
    message = say(held, MessageKind.INTERIM, wording.interim(held, rule.source, by_day, reason), by=by)
    held.interim_due_on = by_day
    move(held, Act.INTERIM, by=by, clause=rule.source, message=message, note=f"{by_day:%d/%m/%Y}")
    mail_message(message)
    return held


@transaction.atomic
def put_forward(case: Case, *, by: User, text: str) -> Message:
    """Put an answer forward; whoever the regulation names is told. What was put forward is never changed, only returned and written anew."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    said = text.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise ValidationError(
            {
                "text": _("The answer has %(least)d to %(most)d characters.")
                % {"least": SHORTEST, "most": LONGEST}
            }
        )
    stop_waiting(held)
    message = say(held, MessageKind.ANSWER, said, by=by, state=MessageState.WAITING)
    stage = rules.route(held.field)[0]
    move(held, Act.DRAFTED, by=by, clause=stage.title, message=message)
    tell_waits(held)
    return message


@transaction.atomic
def return_answer(case: Case, *, by: User, comment: str) -> Case:
    """Return the answer that waits, with what is to be mended."""
    held = locked(case)
    message = waiting_answer(held)
    require(message is not None and DeskPowers.of(by).decides(held) is not None)
    if len(comment.strip()) < SHORTEST:
        raise ValidationError({"comment": _("Say in a sentence what is to be mended.")})
    assert message is not None  # noqa: S101 - required above
    message.state = MessageState.RETURNED
    message.save(update_fields=["state"])
    move(held, Act.RETURNED, by=by, message=message, note=comment)
    tell_returned(held, message, by, comment)
    return held


@transaction.atomic
def approve(case: Case, *, by: User) -> Case:
    """Approve the answer that waits. With the last voice of the last stage it is sent to who asked, and the clock stops.

    A question that came by letter or at the office without an e-mail address is answered when the answer has been handed over.
    """
    held = locked(case)
    message = waiting_answer(held)
    decider = DeskPowers.of(by).decides(held)
    found = current_stage(held, message) if message else None
    require(decider is not None and found is not None)
    assert message is not None and decider is not None and found is not None  # noqa: S101, PT018 - required above
    stage, need = found
    _record(message, by, decider, stage.clause)
    if _is_last_voice(held, message, need.stage, by, stage.title):
        message.state = MessageState.APPROVED
        message.save(update_fields=["state"])
        if held.channel == Channel.FORM or held.has_email:
            _send(held, message, by)
    elif current_stage(held, message) != found:
        tell_waits(held)  # the next stage
    return held


@transaction.atomic
def hand_over(case: Case, *, by: User, at: dt.datetime, how: str) -> Case:
    """Note that an approved answer was handed or posted to a citizen without an e-mail address."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    message = held.messages.filter(kind=MessageKind.ANSWER, state=MessageState.APPROVED).last()
    if message is None:
        raise ValidationError(_("No approved answer waits to be handed over."))
    if not message.at <= at <= timezone.now():
        raise ValidationError({"at": _("It is handed over after it was written, and not in the future.")})
    if len(how.strip()) < 3:
        raise ValidationError({"how": _("Say how: handed over at the office, or posted.")})
    _send(held, message, by, at=at, how=how)
    return held


def _is_last_voice(case: Case, message: Message, stage: str, by: User, title: str) -> bool:
    """Enter a voice; whether with it no stage is left. The state moves with the last one only."""
    entry = write(case, Act.APPROVED, by=by, clause=title, message=message, stage=stage)
    if current_stage(case, message) is not None:
        return False
    entry.delete()
    move(case, Act.APPROVED, by=by, clause=title, message=message, stage=stage)
    return True


def _send(case: Case, message: Message, by: User, *, at: dt.datetime | None = None, how: str = "") -> None:
    now = at or timezone.now()
    message.state, message.sent_at = MessageState.SENT, now
    message.save(update_fields=["state", "sent_at"])
    case.answered_at, case.closed_at, case.purge_at = now, now, now + rules.KEEP
    move(case, Act.ANSWERED, by=by, message=message, note=how, at=now)
    clocks.stop(case.pk, StopEvent.ANSWERED, at=now, by=by)
    mail_message(message)


def _record(message: Message, by: User, decider: Decider, clause: str) -> None:
    facts = in_force().facts
    record(
        Recorded.ANSWER_APPROVED,
        account=by.pk,
        post=decider.appointment.role_key,
        about=message.pk,
        digest=facts_digest(text=text_of(message)),
        clause=clause,
        version=UUID(facts.id) if facts else None,
    )

"""An answer: written, approved by whom the regulation names, sent. What is supplied, and a refusal to supply, go the same way."""

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
from cms.engagement.acts.steps import locked, move, not_allowed, require, stop_waiting, write
from cms.engagement.acts.together import refuse_personal_to_many, tell_merged
from cms.engagement.enums import Act, Channel, Closing, MessageKind, MessageState
from cms.engagement.exchange import say, text_of
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case, Message
from cms.engagement.powers import PUT_FORWARD, DeskPowers, Waiting, at_stage, waiting
from cms.engagement.telling import tell_returned, tell_waits
from cms.engagement.timing import settle_forwarding
from cms.moderation.deciders import Decider
from cms.record.enums import Act as Recorded
from cms.record.writing import facts_digest
from cms.record.writing import write as record
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import StopEvent
from tenants.calendar_day import today

SHORTEST, LONGEST = 10, 10000
"""Characters of an answer."""
MOST_COST = 10_000_000


@transaction.atomic
def interim(case: Case, *, by: User, by_day: dt.date, reason: str) -> Case:
    """Tell who asked how far handling has come and by when the answer comes, where the regulation allows that. The clock runs on."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    rule = rules.interim_rule(held.kind)
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
def put_forward(
    case: Case, *, by: User, text: str, cost: int = 0, kind: MessageKind = MessageKind.ANSWER
) -> Message:
    """Put an answer forward; whoever the regulation names is told. What was put forward is never changed, only returned and written anew.

    Args:
        cost: of copying and posting what is supplied, in đồng; the law lets nothing else be charged (Luật 01/2026/QH16 Đ25).
        kind: an answer, or a refusal to supply (`acts.deny`).
    """
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
    if not 0 <= cost <= MOST_COST:
        raise ValidationError({"cost": _("From 0 to %(most)d đồng.") % {"most": MOST_COST}})
    refuse_personal_to_many(held, said)
    stop_waiting(held)
    if kind == MessageKind.ANSWER:
        held.cost, held.reason = cost, ""
        said = wording.supply(said, cost)
    message = say(held, kind, said, by=by, state=MessageState.WAITING)
    stage = rules.route(held.field)[0]
    move(held, Act.DRAFTED, by=by, clause=stage.title, message=message)
    settle_forwarding(held, by)
    tell_waits(held)
    return message


@transaction.atomic
def return_answer(case: Case, *, by: User, comment: str) -> Case:
    """Return the answer that waits, with what is to be mended."""
    held = locked(case)
    found = _to_decide(held, by)[0]
    if len(comment.strip()) < SHORTEST:
        raise ValidationError({"comment": _("Say in a sentence what is to be mended.")})
    found.message.state = MessageState.RETURNED
    found.message.save(update_fields=["state"])
    move(held, Act.RETURNED, by=by, message=found.message, note=comment)
    tell_returned(held, found.message, by, comment)
    return held


@transaction.atomic
def approve(case: Case, *, by: User) -> Case:
    """Approve the answer that waits. With the last voice of the last stage it is sent to who asked, and the clock stops.

    A case that came by letter or at the office without an e-mail address is answered when the answer has been handed over.
    """
    held = locked(case)
    found, decider = _to_decide(held, by)
    _record(found.message, by, decider, found.stage.clause)
    if _is_last_voice(held, found, by):
        found.message.state = MessageState.APPROVED
        found.message.save(update_fields=["state"])
        if not goes_by_hand(held):
            _send(held, found.message, by)
    elif at_stage(held, found.message) != found:
        tell_waits(held)  # the next stage
    return held


@transaction.atomic
def hand_over(case: Case, *, by: User, at: dt.datetime, how: str) -> Case:
    """Note that an approved answer was handed or posted to a citizen without an e-mail address."""
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    message = held.messages.filter(kind__in=PUT_FORWARD, state=MessageState.APPROVED).last()
    if message is None:
        raise ValidationError(_("No approved answer waits to be handed over."))
    if not message.at <= at <= timezone.now():
        raise ValidationError({"at": _("It is handed over after it was written, and not in the future.")})
    if len(how.strip()) < 3:
        raise ValidationError({"how": _("Say how: handed over at the office, or posted.")})
    _send(held, message, by, at=at, how=how)
    return held


def goes_by_hand(case: Case) -> bool:
    """Return whether the answer has to be handed over or posted: who sent the case came with no link of theirs and gave no e-mail address."""
    return case.channel not in (Channel.FORM, Channel.PORTAL) and not case.has_email


def _to_decide(case: Case, by: User) -> tuple[Waiting, Decider]:
    """Return what waits in a case, and how this person decides on it. Raises PermissionDenied."""
    found = waiting(case)
    decider = DeskPowers.of(by).decides(case)
    if found is None or decider is None:
        raise not_allowed()
    return found, decider


def _is_last_voice(case: Case, found: Waiting, by: User) -> bool:
    """Enter a voice; whether with it no stage is left. The state moves with the last one only."""
    stage, title = found.need.stage, found.stage.title
    entry = write(case, Act.APPROVED, by=by, clause=title, message=found.message, stage=stage)
    if at_stage(case, found.message) is not None:
        return False
    entry.delete()
    move(case, Act.APPROVED, by=by, clause=title, message=found.message, stage=stage)
    return True


def _send(case: Case, message: Message, by: User, *, at: dt.datetime | None = None, how: str = "") -> None:
    now = at or timezone.now()
    message.state, message.sent_at = MessageState.SENT, now
    message.save(update_fields=["state", "sent_at"])
    events = (StopEvent.ANSWERED,) if case.answered_at is None else (StopEvent.CORRECTED,)
    case.closed_at, case.purge_at = now, now + rules.KEEP
    if message.kind == MessageKind.DENIAL:
        case.closing = Closing.DENIED
        move(case, Act.DENIED, by=by, clause=case.clause, message=message, note=how, at=now)
    else:
        case.answered_at = case.answered_at or now
        move(case, Act.ANSWERED, by=by, message=message, note=how, at=now)
    clocks.stop(case.pk, *events, at=now, by=by)
    mail_message(message)
    tell_merged(case, message)


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

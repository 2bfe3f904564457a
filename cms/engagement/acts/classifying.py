"""What a case is, and who handles it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.board.models import OrganisationUnit
from cms.clocks import acts as clocks
from cms.engagement import rules, wording
from cms.engagement.acts.steps import close, locked, move, require
from cms.engagement.acts.together import separate
from cms.engagement.enums import REFUSED, Act, Closing, MessageKind
from cms.engagement.exchange import say
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_forwarded
from cms.engagement.timing import settle_forwarding, start_clock, start_notice_clock
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from cms.regulation.registers import fields
from cms.regulation.vocabulary import StopEvent

SHORTEST = 10


@transaction.atomic
def classify(case: Case, *, by: User, topic: str, field: str) -> Case:
    """Take a case on, with a short name of the matter and its field. A request for information counts as valid from then on.

    The name is the official's own: it stands in lists and clocks, so it holds no person's name.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if len(topic.strip()) < 3:
        raise ValidationError({"topic": _("Name the matter in a few words, without a person's name.")})
    if field not in fields():
        raise ValidationError({"field": _("Choose the field; it says who answers and who approves.")})
    held.topic, held.field, held.suspicious = topic.strip()[:150], field, False
    move(held, Act.CLASSIFIED, by=by, clause=rules.steps_source(held.kind), note=held.topic)
    return held


@transaction.atomic
def out_of_scope(case: Case, *, by: User, where_to: str) -> Case:
    """Tell who asked, at once, that the portal does not answer this, and where to go; the case is closed."""
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if len(where_to.strip()) < SHORTEST:
        raise ValidationError(
            {"where_to": _("Say where the asker can go with this: the office and its address.")}
        )
    rule = rules.scope_rule(held.kind)
    start_notice_clock(held, by)
    message = say(held, MessageKind.REFUSAL, wording.out_of_scope(held, rule.source, where_to), by=by)
    close(held, Closing.OUT_OF_SCOPE, rules.KEEP)
    held.clause = rule.source
    move(held, Act.OUT_OF_SCOPE, by=by, clause=rule.source, message=message)
    clocks.stop(held.pk, StopEvent.TOLD_OUT_OF_SCOPE, StopEvent.FORWARDED, by=by)
    clocks.end_all(held.pk, by=by, reason=_("The portal does not answer this; the asker was told."))
    separate(held)
    mail_message(message)
    return held


@transaction.atomic
def refuse(case: Case, *, by: User, closing: Closing) -> Case:
    """Not take a complaint or denunciation: who sent it is told where to go, and its text goes after 30 days.

    Code, day, kind and clause stay, and nothing that tells who sent it.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if closing not in REFUSED:
        raise ValidationError({"closing": _("Choose whether it is a complaint or a denunciation.")})
    rule = rules.refusal_rule(held.kind)
    message = say(held, MessageKind.REFUSAL, wording.refusal(held, rule.source), by=by)
    close(held, closing, rules.KEEP_REFUSED)
    held.topic, held.clause = "", rule.source
    move(held, Act.REFUSED, by=by, clause=rule.source, message=message, note=str(closing.label))
    settle_forwarding(held, by)
    clocks.end_all(held.pk, by=by, reason=_("Not taken here; the sender was told where to go."))
    separate(held)
    record(Recorded.QUESTION_REFUSED, account=by.pk, about=held.pk, clause=rule.source)
    mail_message(message)
    return held


@transaction.atomic
def forward(
    case: Case, *, by: User, unit: OrganisationUnit | None = None, handler: User | None = None, note: str = ""
) -> Case:
    """Give a case to the office or the official in charge of its field; of the clocks it ends that for forwarding alone."""
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if unit is None and handler is None:
        raise ValidationError({"unit": _("Choose the office or the official who answers.")})
    if handler is not None and not handler.is_active:
        raise ValidationError({"handler": _("This account is closed.")})
    held.unit, held.handler = unit, handler
    whom = " – ".join(str(one) for one in (unit, handler) if one is not None)
    move(held, Act.FORWARDED, by=by, clause=rules.steps_source(held.kind), note=f"{whom}. {note}".strip())
    start_clock(held, by)
    settle_forwarding(held, by)
    tell_forwarded(held, by, note)
    return held

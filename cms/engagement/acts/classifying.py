"""What a question is, and who answers it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.board.models import OrganisationUnit
from cms.clocks import acts as clocks
from cms.clocks.acts import Subject
from cms.clocks.enums import SubjectKind
from cms.clocks.questions import Question
from cms.engagement import rules, wording
from cms.engagement.acts.steps import close, locked, move, require, start_clock
from cms.engagement.enums import REFUSED, Act, Closing, MessageKind
from cms.engagement.exchange import say
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case
from cms.engagement.places import admin_path
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_forwarded
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from cms.regulation.registers import fields
from cms.regulation.vocabulary import DeadlineKey, StopEvent

SHORTEST = 10


@transaction.atomic
def classify(case: Case, *, by: User, topic: str, field: str) -> Case:
    """Take a case as a question, with a short name of the matter and its field.

    The name is the official's own: it stands in lists and clocks, so it holds no person's name.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if len(topic.strip()) < 3:
        raise ValidationError({"topic": _("Name the matter in a few words, without a person's name.")})
    if field not in fields():
        raise ValidationError({"field": _("Choose the field; it says who answers and who approves.")})
    held.topic, held.field, held.suspicious = topic.strip()[:150], field, False
    move(held, Act.CLASSIFIED, by=by, clause=rules.steps_source(), note=held.topic)
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
    rule = rules.scope_rule()
    _notice_clock(held, by)
    message = say(held, MessageKind.REFUSAL, wording.out_of_scope(held, rule.source, where_to), by=by)
    close(held, Closing.OUT_OF_SCOPE, rules.KEEP)
    held.clause = rule.source
    move(held, Act.OUT_OF_SCOPE, by=by, clause=rule.source, message=message)
    clocks.stop(held.pk, StopEvent.TOLD_OUT_OF_SCOPE, by=by)
    clocks.end_all(held.pk, by=by, reason=_("The portal does not answer this; the asker was told."))
    mail_message(message)
    return held


@transaction.atomic
def refuse(case: Case, *, by: User, closing: Closing) -> Case:
    """Not take a complaint or denunciation as a question: who sent it is told where to go, and its text goes after 30 days.

    Code, day, kind and clause stay, and nothing that tells who sent it.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if closing not in REFUSED:
        raise ValidationError({"closing": _("Choose whether it is a complaint or a denunciation.")})
    rule = rules.refusal_rule()
    message = say(held, MessageKind.REFUSAL, wording.refusal(held, rule.source), by=by)
    close(held, closing, rules.KEEP_REFUSED)
    held.topic, held.clause = "", rule.source
    move(held, Act.REFUSED, by=by, clause=rule.source, message=message, note=str(closing.label))
    clocks.end_all(held.pk, by=by, reason=_("Not taken as a question; the sender was told where to go."))
    record(Recorded.QUESTION_REFUSED, account=by.pk, about=held.pk, clause=rule.source)
    mail_message(message)
    return held


@transaction.atomic
def forward(
    case: Case, *, by: User, unit: OrganisationUnit | None = None, handler: User | None = None, note: str = ""
) -> Case:
    """Give a question to the office or the official in charge of its field; forwarding ends no clock."""
    held = locked(case)
    require(DeskPowers.of(by).receives)
    if unit is None and handler is None:
        raise ValidationError({"unit": _("Choose the office or the official who answers.")})
    if handler is not None and not handler.is_active:
        raise ValidationError({"handler": _("This account is closed.")})
    held.unit, held.handler = unit, handler
    whom = " – ".join(str(one) for one in (unit, handler) if one is not None)
    move(held, Act.FORWARDED, by=by, clause=rules.steps_source(), note=f"{whom}. {note}".strip())
    start_clock(held, by)
    tell_forwarded(held, by, note)
    return held


def _notice_clock(case: Case, by: User) -> None:
    """The notice is due at once: its clock starts now, and stops when it has been given."""
    subject = Subject(
        case.pk, SubjectKind.QUESTION, _("Question %(code)s") % {"code": case.code}, admin_path(case), by
    )
    dates = {"classified_at": timezone.now()}
    clocks.start(subject, Question(dates, key=DeadlineKey.QA_OUT_OF_SCOPE_NOTICE), by=by)

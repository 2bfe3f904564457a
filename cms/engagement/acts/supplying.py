"""Requests for information: time extended once, refused by a reason of the law, put right where what was supplied is wrong (Luật 01/2026/QH16
Đ26–28)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.engagement import rules, wording
from cms.engagement.acts.answering import put_forward
from cms.engagement.acts.steps import locked, move, require
from cms.engagement.enums import Act, CaseKind, MessageKind, MessageState
from cms.engagement.exchange import say
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case, Message
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_added
from cms.engagement.timing import clock_of, latest_extension, start_clock, start_correcting
from cms.inbox.limits import LONGEST, SHORTEST
from cms.inbox.receipts import as_code
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from cms.regulation.refusals import Refusal, refusals
from cms.regulation.vocabulary import DeadlineKey

LONGEST_REASON = 2000


@transaction.atomic
def extend(case: Case, *, by: User, by_day: dt.date, reason: str) -> Case:
    """Extend the time for supplying, once, by a written notice to who requested within the first period."""
    held = locked(case)
    require(held.kind == CaseKind.INFORMATION and DeskPowers.of(by).answers(held))
    source = rules.source_of(DeadlineKey.INFORMATION_EXTENSION)
    if held.extended_at is not None:
        raise ValidationError(_("The time is extended once, and it was (%(source)s).") % {"source": source})
    clock, latest = clock_of(held), latest_extension(held)
    if clock is None or clock.due_at is None or latest is None or timezone.now() > clock.due_at:
        raise ValidationError(
            _("The notice of an extension is given within the first period (%(source)s).")
            % {"source": source}
        )
    first_day, last_day = timezone.localtime(clock.due_at).date(), timezone.localtime(latest).date()
    if not first_day < by_day <= last_day:
        raise ValidationError(
            {
                "by_day": _("A day after %(first)s, and not after %(last)s (%(source)s).")
                % {"first": f"{first_day:%d/%m/%Y}", "last": f"{last_day:%d/%m/%Y}", "source": source}
            }
        )
    if len(reason.strip()) < SHORTEST:
        raise ValidationError({"reason": _("Say in a sentence why more time is needed.")})
    message = say(held, MessageKind.EXTENSION, wording.extension(held, source, by_day, reason), by=by)
    held.extended_at, held.interim_due_on = timezone.now(), by_day
    move(held, Act.EXTENDED, by=by, clause=source, message=message, note=f"{by_day:%d/%m/%Y}")
    start_clock(held, by)
    record(Recorded.TIME_EXTENDED, account=by.pk, about=held.pk, clause=source)
    mail_message(message)
    return held


def reasons(case: Case) -> dict[str, Refusal]:
    """Return the reasons by which a request can be refused: those of the law in force on the day it was sent."""
    return refusals(timezone.localtime(case.received_at).date())


@transaction.atomic
def deny(case: Case, *, by: User, reason: str, text: str, earlier: str = "") -> Message:
    """Put a refusal to supply forward, by a reason of the law; it is approved as an answer is, and told in writing.

    Args:
        reason: key of one of `reasons`.
        earlier: codes of the requests in which the same was supplied to the same person before, where the reason is that.
    """
    held = locked(case)
    require(held.kind == CaseKind.INFORMATION and DeskPowers.of(by).answers(held))
    found = reasons(held).get(reason)
    if found is None:
        raise ValidationError(
            {"reason": _("Choose one of the reasons of the law; for others nothing is refused.")}
        )
    if len(text.strip()) > LONGEST_REASON:
        raise ValidationError({"text": _("Write up to %(most)d characters.") % {"most": LONGEST_REASON}})
    if found.after_supplies:
        _require_supplied(held, earlier, found)
    words = wording.denial(held, found.words, found.label, text)
    message = put_forward(held, by=by, text=words, kind=MessageKind.DENIAL)
    Case.objects.filter(pk=held.pk).update(reason=found.key, clause=found.words)
    return message


@transaction.atomic
def ask_correction(case: Case, *, text: str) -> Case:
    """Take what the requester says is wrong or missing in what was supplied; it is put right within the law's time."""
    held = locked(case)
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise ValidationError(
            {
                "text": _("Say what is wrong or missing, in %(least)d to %(most)d characters.")
                % {"least": SHORTEST, "most": LONGEST}
            }
        )
    message = say(held, MessageKind.CORRECTION, text.strip())
    _reopen(held, Act.CORRECTION_ASKED, DeadlineKey.INFORMATION_CORRECTION, message)
    return held


@transaction.atomic
def find_error(case: Case, *, by: User, text: str) -> Case:
    """Note that the office itself found what it supplied to be wrong or incomplete; it is put right within the law's time."""
    held = locked(case)
    require(held.kind == CaseKind.INFORMATION and DeskPowers.of(by).answers(held))
    if len(text.strip()) < SHORTEST:
        raise ValidationError({"text": _("Say in a sentence what is wrong or missing.")})
    message = say(held, MessageKind.NOTICE, text.strip(), by=by, state=MessageState.SENT)
    _reopen(held, Act.ERROR_FOUND, DeadlineKey.INFORMATION_OWN_ERROR, message, by)
    mail_message(message)
    return held


def _reopen(case: Case, act: Act, key: DeadlineKey, message: Message, by: User | None = None) -> None:
    case.purge_at = case.closed_at = None
    move(case, act, by=by, clause=rules.source_of(key), message=message)
    start_correcting(case, key=key, by=by)
    tell_added(case)


def _require_supplied(case: Case, earlier: str, refusal: Refusal) -> None:
    codes = {as_code(one) for one in earlier.replace(",", " ").replace(";", " ").split()}
    supplied = Case.objects.filter(
        kind=CaseKind.INFORMATION, code__in=codes, answered_at__isnull=False, received_at__lt=case.received_at
    )
    if supplied.count() < refusal.after_supplies:
        raise ValidationError(
            {
                "earlier": _(
                    "Name the codes of at least %(count)d earlier requests in which it was supplied (%(source)s)."
                )
                % {"count": refusal.after_supplies, "source": refusal.words}
            }
        )

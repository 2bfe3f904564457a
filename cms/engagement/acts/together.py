"""Petitions on one matter: the later ones are merged with the first, and whoever sent one is told what came of it.

What many people read holds nothing of any of them: an answer that names who sent the first petition is refused while others wait for it.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.engagement import rules, wording
from cms.engagement.acts.steps import close, locked, move, require, write
from cms.engagement.enums import Act, Closing, MessageKind, MessageState, State
from cms.engagement.exchange import contact_of, say, text_of
from cms.engagement.mailing import mail_message
from cms.engagement.models import Case, Message
from cms.engagement.personal import of_person
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_received
from cms.engagement.timing import settle_forwarding, start_clocks
from cms.inbox.receipts import as_code

_OPEN_TO_MORE = (State.RECEIVED, State.CLASSIFIED, State.FORWARDED)
_SETTLED = (State.ANSWERED, State.PUBLISHED)


@transaction.atomic
def merge(case: Case, *, by: User, code: str) -> Case:
    """Merge a petition with an earlier one on the same matter; its sender is told, and told again when that one is resolved.

    Args:
        code: of the earlier petition, which is not yet being answered, or already has been.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    first = _first(held, code)
    message = say(held, MessageKind.NOTICE, wording.merged(held), by=by)
    held.merged_into = first
    close(held, Closing.MERGED, rules.KEEP)
    held.purge_at = None if first.is_open else held.purge_at  # it is kept until its sender knows the result
    move(held, Act.MERGED, by=by, clause=rules.steps_source(held.kind), message=message, note=first.code)
    settle_forwarding(held, by)
    clocks.end_all(held.pk, by=by, reason=_("Merged with an earlier one on the same matter."))
    mail_message(message)
    gathered = [held, *held.duplicates.filter(answered_at__isnull=True)]
    held.duplicates.update(merged_into=first)
    if answer := _answer_of(first):
        for one in gathered:
            _pass_on(one, answer)
    return held


def separate(case: Case) -> Case | None:
    """Let what was merged with a case stand by itself again, because that case ends without an answer: the earliest of them is the first now.

    Its time counts from its own receipt. Returns it; None where nothing was merged.
    """
    unanswered = case.duplicates.select_for_update(of=("self",)).filter(answered_at__isnull=True)
    waiting = list(unanswered.filter(purged_at__isnull=True).order_by("received_at"))
    if not waiting:
        return None
    first, *others = waiting
    first.merged_into, first.closing, first.closed_at, first.purge_at = None, "", None, None
    first.state, first.state_since = State.RECEIVED, timezone.now()
    first.save()
    Case.objects.filter(pk__in=[one.pk for one in others]).update(merged_into=first)
    write(first, Act.SEPARATED, clause=rules.steps_source(first.kind))
    start_clocks(first)
    tell_received(first)
    return first


def tell_merged(case: Case, message: Message) -> int:
    """Tell the senders of everything merged with a case what it was answered; returns how many."""
    if message.kind != MessageKind.ANSWER:
        return 0
    waiting = list(case.duplicates.select_for_update(of=("self",)).filter(purged_at__isnull=True))
    for duplicate in waiting:
        _pass_on(duplicate, message)
    return len(waiting)


def refuse_personal_to_many(case: Case, text: str) -> None:
    """Refuse an answer that names who sent a case while others, merged with it, are to read it as well. Raises ValidationError by field."""
    others = case.duplicates.filter(purged_at__isnull=True)
    found = [word for one in (case, *others) for word in of_person(contact_of(one), text)] if others else []
    if found:
        raise ValidationError(
            {
                "text": _("%(count)d further people get this answer. Take this out: %(found)s.")
                % {"count": len(others), "found": "; ".join(dict.fromkeys(found))}
            }
        )


def _first(case: Case, code: str) -> Case:
    cases = Case.objects.select_for_update(of=("self",)).filter(kind=case.kind, purged_at__isnull=True)
    first = cases.filter(code=as_code(code)).exclude(pk=case.pk).first()
    if first is None:
        raise ValidationError({"code": _("There is no other one with this code here.")})
    if first.state not in (*_OPEN_TO_MORE, *_SETTLED):
        raise ValidationError(
            {
                "code": _("That one is “%(state)s”: nothing can be merged with it.")
                % {"state": first.state_words}
            }
        )
    if first.received_at > case.received_at:
        raise ValidationError({"code": _("That one came later: merge it with this one.")})
    answer = _answer_of(first)
    if answer is not None and of_person(contact_of(first), text_of(answer)):
        raise ValidationError(
            {
                "code": _(
                    "Its answer names who sent it, so nobody else may read it: answer this one by itself."
                )
            }
        )
    return first


def _answer_of(case: Case) -> Message | None:
    if case.state not in _SETTLED:
        return None
    answers = case.messages.filter(kind=MessageKind.ANSWER, state=MessageState.SENT)
    found: Message | None = answers.order_by("at").last()
    return found


def _pass_on(duplicate: Case, message: Message) -> None:
    """Give the answer to the sender of a merged petition, as a message of their own case under their own link."""
    now = timezone.now()
    duplicate.answered_at, duplicate.purge_at = now, now + rules.KEEP
    duplicate.save(update_fields=["answered_at", "purge_at"])
    mail_message(say(duplicate, MessageKind.ANSWER, text_of(message), by=message.by))

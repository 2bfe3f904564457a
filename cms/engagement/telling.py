"""Who of the officials is told what. Notices name the code, the matter and the clause, never a word of what a citizen wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from cms.accounts.models import User
from cms.clocks.models import Clock
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case, Message
from cms.engagement.places import admin_path
from cms.engagement.powers import answerers, deciders_of, receivers, waiting_message
from cms.engagement.timing import clock_of
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin


def tell_received(case: Case, but: User | None = None) -> None:
    """Tell who receives cases that one came in."""
    _tell(case, NoticeKind.QUESTION_RECEIVED, (one for one in receivers(case.kind) if one != but))


def tell_forwarded(case: Case, by: User, note: str) -> None:
    """Tell who is to answer."""
    _tell(case, NoticeKind.QUESTION_FORWARDED, answerers(case), who=str(by), note=note)


def tell_added(case: Case) -> None:
    """Tell who answers that the asker added something."""
    _tell(case, NoticeKind.QUESTION_ADDED, answerers(case))


def tell_waits(case: Case) -> None:
    """Tell who may decide that an answer waits."""
    waiting = waiting_message(case)
    author = str(waiting.by or "") if waiting else ""
    people = [one.appointment.user for one in deciders_of(case)]
    _tell(case, NoticeKind.ANSWER_WAITS, {one.pk: one for one in people}.values(), who=author)


def tell_returned(case: Case, message: Message, by: User, comment: str) -> None:
    """Tell who wrote an answer that it came back."""
    if message.by is not None:
        _tell(case, NoticeKind.ANSWER_RETURNED, [message.by], who=str(by), note=comment)


def concerned(clocks: Sequence[Clock]) -> Mapping[UUID, Iterable[User]]:
    """Return by case who has to act now: who decides while an answer waits, else who answers."""
    found: dict[UUID, Iterable[User]] = {}
    cases = Case.objects.select_related("unit", "handler").in_bulk([clock.subject_id for clock in clocks])
    for key, case in cases.items():
        deciding = [one.appointment.user for one in deciders_of(case)]
        found[key] = deciding or answerers(case)
    return found


def _tell(case: Case, kind: NoticeKind, people: Iterable[User], **more: Any) -> None:
    clock = clock_of(case)
    due = timezone.localtime(clock.due_at).strftime("%H:%M %d/%m/%Y") if clock and clock.due_at else ""
    context = {
        "code": case.code,
        "what": kind_of(case.kind).words.noun,
        "topic": case.topic,
        "due": due,
        "clause": clock.clause if clock else "",
        "who": "",
        "note": "",
        **more,
    }
    address = admin_origin(current_tenant()) + admin_path(case)
    for person in sorted(people, key=str):
        tell(person, kind, context, address)

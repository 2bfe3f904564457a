"""Acts on clocks: start, stop, wait, pause, end. Each is one transaction and one entry in the clock's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.clocks.enums import ClockAct, ClockState, SubjectKind
from cms.clocks.models import Clock, ClockEntry
from cms.clocks.questions import Question, explained
from cms.regulation.explanation import DeadlineAnswer
from cms.regulation.queries import in_force
from cms.regulation.registers import stopped_by, stops
from cms.regulation.regulation import Regulation
from cms.regulation.suspension import put_off
from cms.regulation.vocabulary import StopEvent

ONCE = frozenset({StopEvent.PUBLISHED, StopEvent.ANSWERED})
"""What happens to an item or case only once: after it no clock of that kind starts anew."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clock is about.

    Attributes:
        id: the item's or case's key; an item has the same one in all its versions.
        title: as people know it; kept with the clock, forgotten by `forget`.
        url: the path of its screen in the admin.
        responsible: who put it forward, or handles the case.
    """

    id: UUID
    kind: SubjectKind
    title: str
    url: str = ""
    responsible: Any = None


@transaction.atomic
def start(
    subject: Subject, question: Question, *, by: Any = None, regulation: Regulation | None = None
) -> Clock:
    """Start the clock that `question` asks for, or bring the one that runs up to date.

    An item put forward again keeps its clock: what counts is the event, not the day of putting forward. Where the rule's act has happened
    already and happens only once, that clock is returned as it is.

    Args:
        by: who acts; None for the system.
        regulation: the one in force today; asked for where it is not given.

    Raises:
        NoTenant: no tenant is set.
        ValueError, KeyError: the question names no deadline, or an unknown category.
    """
    regulation = regulation or in_force()
    answer = question.ask(regulation)
    event = stops()[answer.key]
    siblings = Clock.objects.select_for_update().of_subject(subject.id).with_keys(stopped_by(event))
    running = siblings.open().first()
    if running is not None:
        return _renewed(running, subject, question, answer, regulation, by)
    if event in ONCE:
        met = siblings.filter(state__in=[ClockState.MET, ClockState.MET_LATE]).first()
        if met is not None:
            return met
    clock = Clock(subject_id=subject.id, subject_kind=subject.kind)
    _describe(clock, subject, question)
    take_answer(clock, answer, regulation, question.note)
    clock.save(force_insert=True)
    record(clock, ClockAct.STARTED, by=by, after=clock.due_at)
    return clock


def _renewed(
    clock: Clock,
    subject: Subject,
    question: Question,
    answer: DeadlineAnswer,
    regulation: Regulation,
    by: Any,
) -> Clock:
    before = clock.due_at
    _describe(clock, subject, question)
    take_answer(clock, answer, regulation, question.note)
    clock.save()
    if before != clock.due_at:
        record(clock, ClockAct.CHANGED, by=by, before=before, after=clock.due_at)
    return clock


def _describe(clock: Clock, subject: Subject, question: Question) -> None:
    clock.title, clock.url, clock.responsible = subject.title[:255], subject.url, subject.responsible
    clock.category, clock.major, clock.own = question.category, question.major, question.own
    clock.dates = question.stored_dates()


def take_answer(clock: Clock, answer: DeadlineAnswer, regulation: Regulation, note: str = "") -> None:
    """Let a clock say what an answer says; a due instant that moved is told anew when it comes near."""
    decided = answer.decided
    due = answer.due
    if due is not None and clock.pauses:
        due = extended(clock.pauses, due, answer.unit or "", regulation)
    if clock.due_at != due:
        clock.told_soon_at = clock.told_overdue_at = None
    clock.key, clock.due_at, clock.certain = answer.key.value, due, answer.calendar_certain
    clock.begun_at = decided.begun_at if decided else None
    clock.layer = answer.layer.value
    clock.clause = (decided.source.words if decided else "")[:400]
    clock.answer = explained(answer, note)
    clock.regulation_version = UUID(regulation.facts.id) if regulation.facts else None


def extended(
    pauses: Iterable[Sequence[str]], due: dt.datetime, unit: str, regulation: Regulation
) -> dt.datetime:
    """Return a due instant put off by the spans in which a clock stood still, in the time its rule counts in."""
    spans = [(dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last)) for first, last in pauses]
    return put_off(due, spans, unit, regulation.calendar)


@transaction.atomic(savepoint=False)
def stop(
    subject_id: UUID, *events: StopEvent, at: dt.datetime | None = None, by: Any = None, note: str = ""
) -> list[Clock]:
    """Stop the open clocks of a subject that these acts end: met, or met late.

    Args:
        events: what happened (`StopEvent.PUBLISHED`, …).
        at: when; now, unless given.

    Returns the clocks that stopped; none where no such clock was open.
    """
    instant = at or timezone.now()
    open_clocks = Clock.objects.select_for_update().of_subject(subject_id).open()
    stopped = list(open_clocks.with_keys(stopped_by(*events)))
    for clock in stopped:
        late = clock.due_at is not None and instant > clock.due_at
        clock.state = ClockState.MET_LATE if late else ClockState.MET
        clock.stopped_at, clock.paused_at, clock.waits_for = instant, None, ""
        clock.save(update_fields=["state", "stopped_at", "paused_at", "waits_for"])
        record(clock, ClockAct.STOPPED, by=by, at=instant, before=clock.due_at, after=clock.due_at, note=note)
    return stopped


@transaction.atomic
def end(clock: Clock, *, by: Any = None, reason: str = "") -> Clock:
    """End an open clock without its act having happened: the item is not to be published after all.

    Raises:
        ValidationError: no reason is given, or the clock is no longer open.
    """
    if len(reason.strip()) < 5:
        raise ValidationError({"reason": _("Say in a few words why this is not done any more.")})
    held = Clock.objects.select_for_update().get(pk=clock.pk)
    if not held.is_open:
        raise ValidationError(_("This deadline is no longer open."))
    held.state, held.stopped_at, held.waits_for, held.paused_at = ClockState.ENDED, timezone.now(), "", None
    held.save(update_fields=["state", "stopped_at", "waits_for", "paused_at"])
    record(held, ClockAct.ENDED, by=by, before=held.due_at, note=reason.strip())
    return held


@transaction.atomic
def end_all(subject_id: UUID, *, by: Any = None, reason: str) -> int:
    """End every open clock of a subject that is gone; returns how many."""
    clocks = list(Clock.objects.open().of_subject(subject_id))
    for clock in clocks:
        end(clock, by=by, reason=reason)
    return len(clocks)


@transaction.atomic
def wait(subject_id: UUID, whom: str, *, by: Any = None) -> int:
    """Show that somebody is waited for, on every open clock of a subject; the clocks run on. Empty ends the waiting.

    Returns how many clocks show it.
    """
    clocks = list(Clock.objects.select_for_update().open().of_subject(subject_id).exclude(waits_for=whom))
    for clock in clocks:
        clock.waits_for = whom[:200]
        clock.save(update_fields=["waits_for"])
        record(clock, ClockAct.WAITING if whom else ClockAct.RECEIVED, by=by, before=clock.due_at, note=whom)
    return len(clocks)


def forget(subject_id: UUID) -> int:
    """Take what names a purged subject out of its clocks and their history; figures and instants stay. Returns how many clocks."""
    clocks = Clock.objects.of_subject(subject_id)
    ClockEntry.objects.filter(clock__in=clocks).update(note="")
    return clocks.update(title="", url="", waits_for="", answer={}, dates={})


def record(
    clock: Clock,
    act: ClockAct,
    *,
    by: Any = None,
    at: dt.datetime | None = None,
    before: dt.datetime | None = None,
    after: dt.datetime | None = None,
    note: str = "",
) -> ClockEntry:
    """Add an entry to the history of a clock."""
    return ClockEntry.objects.create(
        clock=clock,
        act=act,
        at=at or timezone.now(),
        due_before=before,
        due_after=after,
        by=by,
        note=note[:400],
    )

"""The clocks of a case: which rule times it, from when, and which of its clocks counts now. Everything else asks here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.clocks.acts import Subject
from cms.clocks.models import Clock
from cms.clocks.questions import Question
from cms.engagement.enums import CaseKind
from cms.engagement.kinds import KINDS, kind_of
from cms.engagement.models import Case
from cms.engagement.places import admin_path
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import DeadlineKey, StopEvent


def clock_of(case: Case) -> Clock | None:
    """Return the clock that says when a case is due: the one that runs, else the one that stopped last."""
    found: Clock | None = (
        Clock.objects.filter(subject_id=case.pk)
        .with_keys(kind_of(case.kind).answering)
        .order_by(F("stopped_at").desc(nulls_first=True), "due_at")
        .first()
    )
    return found


def clocks_of(cases: Iterable[UUID]) -> dict[UUID, Clock]:
    """Return the clocks that say when cases are due, with their standing, by case."""
    keys = [key for kind in KINDS.values() for key in kind.answering]
    found = Clock.objects.filter(subject_id__in=list(cases)).with_keys(keys).with_standing()
    latest = found.order_by(F("stopped_at").asc(nulls_last=True))
    return {clock.subject_id: clock for clock in latest}


def subject_of(case: Case, responsible: User | None = None) -> Subject:
    """Return what the clocks of a case are about."""
    kind = kind_of(case.kind)
    title = str(kind.words.one) % {"code": case.code}
    return Subject(case.pk, kind.subject, title, admin_path(case), responsible or case.handler)


def start_clock(case: Case, by: User | None = None) -> Clock:
    """Start the clock until which a case is answered, or name who answers it on the one that runs."""
    key = DeadlineKey.INFORMATION_EXTENSION if case.extended_at is not None else kind_of(case.kind).answer
    return clocks.start(subject_of(case), Question(dates_of(case), key=key), by=by)


def start_clocks(case: Case, by: User | None = None) -> None:
    """Start every clock that a case has from its receipt on."""
    start_clock(case, by)
    if case.kind == CaseKind.PETITION:
        question = Question(dates_of(case), key=DeadlineKey.PETITION_FORWARD)
        clocks.start(subject_of(case), question, by=by)


def start_notice_clock(case: Case, by: User) -> None:
    """That a question is not the portal's to answer is told at once: that clock starts now, and stops when it has been told."""
    if case.kind == CaseKind.QUESTION:
        question = Question({"classified_at": timezone.now()}, key=DeadlineKey.QA_OUT_OF_SCOPE_NOTICE)
        clocks.start(subject_of(case, by), question, by=by)


def start_correcting(case: Case, *, key: DeadlineKey, by: User | None = None) -> Clock:
    """Start the time within which what was supplied wrongly is put right, from now on."""
    now = timezone.now()
    dates = {**dates_of(case), "correction_asked_at": now, "error_found_at": now}
    return clocks.start(subject_of(case), Question(dates, key=key), by=by)


def settle_forwarding(case: Case, by: User | None = None) -> None:
    """A petition is classified and with whom it belongs: the time for that is met."""
    clocks.stop(case.pk, StopEvent.FORWARDED, by=by)


def dates_of(case: Case) -> dict[str, dt.datetime | None]:
    """Return the dates of a case by the names of the starting events' fields."""
    dates: dict[str, dt.datetime | None] = {"received_at": case.received_at}
    if case.kind == CaseKind.REPORT:
        dates["correction_asked_at"] = case.received_at
    if case.kind == CaseKind.INFORMATION:
        dates["valid_at"] = case.counts_from or case.received_at
        if case.extended_at is not None:
            dates["first_due_at"] = Question(dates, key=DeadlineKey.INFORMATION_REQUEST).ask(in_force()).due
    return dates


def latest_extension(case: Case) -> dt.datetime | None:
    """Return until when the time of a request could be extended at most; None where no rule extends it."""
    dates = dates_of(case)
    first = Question(dates, key=DeadlineKey.INFORMATION_REQUEST).ask(in_force()).due
    question = Question({**dates, "first_due_at": first}, key=DeadlineKey.INFORMATION_EXTENSION)
    return question.ask(in_force()).due

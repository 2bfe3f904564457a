"""Computing open clocks anew after a change: one transaction a portal, nothing in part, and people are told whose moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cms.clocks.acts import take_answer
from cms.clocks.enums import ClockAct
from cms.clocks.figures import release_figures
from cms.clocks.models import Clock, ClockEntry
from cms.clocks.questions import Question, read_dates
from cms.clocks.signals import clocks_moved
from cms.clocks.telling import tell_moved
from cms.province.models import Recomputation, RecomputationShare
from cms.regulation.queries import in_force
from cms.regulation.registers import stopped_by
from cms.regulation.regulation import Regulation
from cms.regulation.vocabulary import DeadlineKey, StopEvent
from tenants.context import current_tenant, tenant_context
from tenants.models import Tenant

AT_A_TIME = 500
WRITTEN = (
    "key",
    "due_at",
    "certain",
    "begun_at",
    "layer",
    "clause",
    "answer",
    "regulation_version",
    "told_soon_at",
    "told_overdue_at",
)
OF_ITEMS = frozenset(stopped_by(StopEvent.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Move:
    """A clock whose due instant is another now."""

    clock: Clock
    before: dt.datetime | None

    @property
    def after(self) -> dt.datetime | None:
        """Return when it is due now."""
        return self.clock.due_at


@dataclass(slots=True)
class Outcome:
    """What a recomputation came to in one portal."""

    open_clocks: int = 0
    moved: list[Move] = field(default_factory=list)


@transaction.atomic
def announce(province: Tenant, reason: str, by: str) -> Recomputation:
    """Give each portal of a province its share of a recomputation, and queue them, in the transaction of the change.

    Args:
        reason: what changed, in words that the portals' people are told.
        by: who changed it.
    """
    recomputation = Recomputation.objects.create(province=province, reason=reason[:300], begun_by=by[:150])
    tenants = [province, *province.communes()]
    shares = [
        RecomputationShare(recomputation=recomputation, tenant=tenant)
        for tenant in tenants
        if tenant.is_writable
    ]
    RecomputationShare.objects.bulk_create(shares)
    for share in shares:
        with tenant_context(share.tenant):
            compute_share.enqueue(str(share.pk))
    return recomputation


@task()
def compute_share(share_id: str) -> None:
    """Do one share of the current tenant; a share that is done is left alone, so running twice is running once."""
    do_share(int(share_id))


def do_share(share_id: int) -> Outcome | None:
    """Compute the current tenant's open clocks for a share, all in one transaction. Returns None where the share is done or another's."""
    with transaction.atomic():
        waiting = RecomputationShare.objects.select_for_update(of=("self",), skip_locked=True)
        share = (
            waiting.filter(pk=share_id, tenant_id=current_tenant().pk, done_at__isnull=True)
            .select_related("recomputation")
            .first()
        )
        if share is None:
            return None
        outcome = recompute_open(share.recomputation.reason)
        share.done_at, share.open_clocks, share.moved = (
            timezone.now(),
            outcome.open_clocks,
            len(outcome.moved),
        )
        share.save(update_fields=["done_at", "open_clocks", "moved"])
        return outcome


def do_waiting_shares(tenant_id: UUID | None = None) -> int:
    """Do what waits of the current tenant (a crash took its task away); returns how many shares were done."""
    tenant = tenant_id or current_tenant().pk
    keys = list(RecomputationShare.objects.waiting().filter(tenant_id=tenant).values_list("pk", flat=True))
    return sum(do_share(key) is not None for key in keys)


@transaction.atomic
def recompute_open(reason: str, *, by: Any = None) -> Outcome:
    """Compute every open clock of the current tenant anew by the rules of today, and tell whose due instant moved.

    Args:
        reason: what changed; it stands in each moved clock's history and in the notices.
        by: who changed it; None for the province or the system.
    """
    regulation = in_force()
    outcome = Outcome()
    changed: list[Clock] = []
    for clock in Clock.objects.select_for_update().open().order_by("pk"):
        outcome.open_clocks += 1
        before, said, certain = clock.due_at, clock.clause, clock.certain
        _compute(clock, regulation)
        if before != clock.due_at:
            outcome.moved.append(Move(clock, before))
        if before != clock.due_at or said != clock.clause or certain != clock.certain:
            changed.append(clock)
    # One statement for many rows: bulk_update spells out a CASE for each field and row, which takes ten times as long.
    Clock.objects.bulk_create(
        changed, batch_size=AT_A_TIME, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )
    ClockEntry.objects.bulk_create([_entry(move, reason, by) for move in outcome.moved], batch_size=AT_A_TIME)
    if changed:
        clocks_moved.send(sender=Clock, clocks=changed)
        tell_moved([(move.clock, move.before) for move in outcome.moved], reason)
        release_figures(full=True)
    return outcome


def question_of(clock: Clock) -> Question:
    """Return what a clock asks."""
    key = DeadlineKey(clock.key)
    named = None if clock.category and key in OF_ITEMS else key
    note = str(clock.answer.get("note", ""))
    return Question(read_dates(clock.dates), clock.category, named, clock.major, clock.own, note)


def _compute(clock: Clock, regulation: Regulation) -> None:
    question = question_of(clock)
    take_answer(clock, question.ask(regulation), regulation, question.note)


def _entry(move: Move, reason: str, by: Any) -> ClockEntry:
    return ClockEntry(
        clock=move.clock,
        act=ClockAct.MOVED,
        due_before=move.before,
        due_after=move.after,
        by=by,
        note=reason[:400],
    )

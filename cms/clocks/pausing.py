"""Letting a clock stand still, where a layer says that it may, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.clocks.acts import extended, record
from cms.clocks.enums import ClockAct, ClockState
from cms.clocks.models import Clock
from cms.regulation.layer_data import PauseRule, national_law, pause_rule, platform
from cms.regulation.queries import in_force
from cms.regulation.regulation import Regulation
from cms.regulation.vocabulary import DeadlineKey
from tenants.calendar_day import today


def rule_for(clock: Clock, regulation: Regulation | None = None) -> PauseRule | None:
    """Return the rule by which a clock may stand still today, None where no layer has one."""
    around = (regulation or in_force()).around
    day = today()
    return pause_rule(DeadlineKey(clock.key), (around.rulebook(day), national_law(), platform()), day)


@transaction.atomic
def pause(clock: Clock, *, by: Any = None, whom: str = "") -> Clock:
    """Let a running clock stand still.

    Raises:
        ValidationError: no layer says that it may, or it does not run.
    """
    held = Clock.objects.select_for_update().get(pk=clock.pk)
    if held.state != ClockState.RUNNING:
        raise ValidationError(_("Only a deadline that runs can be stopped for a time."))
    rule = rule_for(held)
    if rule is None:
        raise ValidationError(
            _("No regulation or law lets this deadline stand still: it runs on while you wait.")
        )
    held.state, held.paused_at, held.waits_for = (
        ClockState.PAUSED,
        timezone.now(),
        (whom or rule.waiting_for)[:200],
    )
    held.save(update_fields=["state", "paused_at", "waits_for"])
    record(held, ClockAct.PAUSED, by=by, before=held.due_at, note=f"{rule.waiting_for} ({rule.clause or ''})")
    return held


@transaction.atomic
def resume(clock: Clock, *, by: Any = None) -> Clock:
    """Let a clock run again; its due instant is put off by what it stood still.

    Raises:
        ValidationError: it does not stand still.
    """
    held = Clock.objects.select_for_update().get(pk=clock.pk)
    if held.state != ClockState.PAUSED or held.paused_at is None:
        raise ValidationError(_("This deadline runs already."))
    now, before = timezone.now(), held.due_at
    span = [held.paused_at.isoformat(), now.isoformat()]
    if before is not None:
        held.due_at = extended([span], before, str(held.answer.get("unit") or ""), in_force())
    held.pauses = [*held.pauses, span]
    held.state, held.paused_at, held.waits_for = ClockState.RUNNING, None, ""
    held.told_soon_at = held.told_overdue_at = None
    held.save()
    record(held, ClockAct.RESUMED, by=by, before=before, after=held.due_at)
    return held

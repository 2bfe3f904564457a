"""Delegations end by themselves: whether one counts is asked of the clock, this only tells that it is over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cms.board.models import Delegation
from cms.board.recording import record_delegation
from cms.board.telling import tell_delegation_ended
from cms.record.enums import Act
from tenants import periodic

EVERY_SECONDS = 900.0


def register() -> None:
    """Enter the sweep in the calendar of periodic work."""
    periodic.register("board.delegations", tell_of_ended, EVERY_SECONDS)


def expect(given: Delegation) -> None:
    """Queue the telling for when `given` ends, in the caller's transaction."""
    at_its_end.using(run_after=given.ends_at).enqueue()


@task()
def at_its_end() -> None:
    """Tell of what is over by now."""
    tell_of_ended()


def tell_of_ended() -> None:
    """Tell head and deputy, once, of each delegation that has run out."""
    for key in Delegation.objects.filter(ends_at__lte=timezone.now(), end_told_at=None).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            waiting = Delegation.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                end_told_at=None
            )
            given = waiting.select_related("taker", "giver").filter(pk=key).first()
            if given is None:
                continue
            given.end_told_at = timezone.now()
            given.save(update_fields=["end_told_at"])
            record_delegation(Act.DELEGATION_ENDED, given, None)
            tell_delegation_ended(given)

"""What people are told of deadlines: nearly due, overdue, moved. One letter a person and turn, whatever the number of items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.clocks.enums import ClockAct, Standing
from cms.clocks.models import Clock, ClockEntry
from cms.clocks.people import concerned, heads
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin

AT_MOST = 50
"""How many items a letter names; it says how many more there are."""


@transaction.atomic
def tell_due() -> int:
    """Tell of clocks that came within a day of their due instant, and of those that went over it; each once. Returns how many letters.

    Who has to act is told of both, the head of what is overdue.
    """
    now = timezone.now()
    standing = (
        Clock.objects.open().with_standing(now).select_for_update(of=("self",)).select_related("responsible")
    )
    soon = list(standing.filter(standing=Standing.SOON, told_soon_at__isnull=True))
    late = list(standing.filter(standing=Standing.OVERDUE, told_overdue_at__isnull=True))
    letters = _send(NoticeKind.DUE_SOON, _by_person(soon), _named)
    letters += _send(NoticeKind.OVERDUE, _by_person(late, also=heads() if late else []), _named)
    _mark(soon, "told_soon_at", ClockAct.TOLD_SOON, now)
    _mark(late, "told_overdue_at", ClockAct.TOLD_OVERDUE, now)
    return letters


def tell_moved(moves: Sequence[tuple[Clock, dt.datetime | None]], reason: str) -> int:
    """Tell everybody concerned whose due instants moved, from when to when, and why. Returns how many letters."""
    before = {clock.pk: was for clock, was in moves}

    def line(clock: Clock) -> dict[str, str]:
        return {**_named(clock), "before": _instant(before[clock.pk])}

    return _send(NoticeKind.DUE_MOVED, _by_person([clock for clock, _was in moves]), line, reason=reason)


def _by_person(clocks: Sequence[Clock], also: Iterable[User] = ()) -> list[tuple[User, list[Clock]]]:
    found: dict[Any, tuple[User, list[Clock]]] = {}
    everybody, acting = list(also), concerned(clocks)
    for clock in clocks:
        for person in {one.pk: one for one in [*acting[clock.pk], *everybody]}.values():
            found.setdefault(person.pk, (person, []))[1].append(clock)
    return sorted(found.values(), key=lambda entry: str(entry[0]))


def _send(kind: NoticeKind, entries: Iterable[tuple[User, list[Clock]]], line: Any, **more: Any) -> int:
    letters = 0
    address = admin_origin(current_tenant()) + reverse("clocks_list")
    for person, clocks in entries:
        context = {
            "items": [line(clock) for clock in clocks[:AT_MOST]],
            "count": len(clocks),
            "further": max(len(clocks) - AT_MOST, 0),
            **more,
        }
        tell(person, kind, context, address)
        letters += 1
    return letters


def _named(clock: Clock) -> dict[str, str]:
    return {"title": clock.title, "due": _instant(clock.due_at), "clause": clock.clause, "before": ""}


def _instant(due: dt.datetime | None) -> str:
    return timezone.localtime(due).strftime("%H:%M %d/%m/%Y") if due else "–"


def _mark(clocks: list[Clock], field: str, act: ClockAct, now: dt.datetime) -> None:
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(**{field: now})
    ClockEntry.objects.bulk_create(
        [ClockEntry(clock=clock, act=act, at=now, due_before=clock.due_at) for clock in clocks]
    )

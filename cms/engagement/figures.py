"""How the desk does, for everybody to see: counts and medians by month of receipt, without a name or a text.

Days until the answer are counted twice: as they were, and without the time in which the asker was waited for. The clock itself runs on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.engagement.enums import OPEN_STATES, REFUSED, CaseKind, Closing
from cms.engagement.kinds import KINDS
from cms.engagement.models import Case
from cms.inbox.models import Figures
from tenants.calendar_day import LEGAL_ZONE
from tenants.context import current_tenant

MONTHS = 24
DAY = 86400
TURNED_AWAY = (*REFUSED, Closing.DENIED)


@transaction.atomic
def release_figures() -> int:
    """Write the current tenant's figures of every desk into the public table; returns how many months."""
    tenant, now = current_tenant(), timezone.now()
    since = (now.astimezone(LEGAL_ZONE) - dt.timedelta(days=31 * MONTHS)).replace(day=1, hour=0, minute=0)
    by_month: dict[tuple[str, dt.date], list[Case]] = defaultdict(list)
    for case in Case.objects.filter(received_at__gte=since):
        by_month[case.kind, case.received_at.astimezone(LEGAL_ZONE).date().replace(day=1)].append(case)
    rows = [
        Figures(tenant=tenant, kind=kind, month=month, released_at=now, **counted(cases, now))
        for (kind, month), cases in sorted(by_month.items())
    ]
    Figures.objects.filter(tenant=tenant, kind__in=CaseKind.values).delete()
    Figures.objects.bulk_create(rows)
    return len(rows)


def counted(cases: Iterable[Case], now: dt.datetime) -> dict[str, Any]:
    """Return the figures of some cases at an instant, by the names of the fields of `Figures`."""
    everything = list(cases)
    answered = [case for case in everything if case.answered_at is not None]
    clocks = Clock.objects.filter(subject_id__in=[case.pk for case in everything])
    answers = clocks.with_keys(key for kind in KINDS.values() for key in kind.first_answer)
    in_time = set(answers.filter(state=ClockState.MET).values_list("subject_id", flat=True))
    late = set(answers.open().filter(due_at__lt=now).values_list("subject_id", flat=True))
    return {
        "received": len(everything),
        "answered": len(answered),
        "in_time": sum(case.pk in in_time for case in answered),
        "overdue": sum(case.pk in late for case in everything if case.state in OPEN_STATES),
        "refused": sum(case.closing in TURNED_AWAY for case in everything),
        "median_days": _median(_seconds(case) for case in answered),
        "median_days_without_waiting": _median(_seconds(case) - case.waited_seconds for case in answered),
    }


def _seconds(case: Case) -> float:
    return (case.answered_at - case.received_at).total_seconds() if case.answered_at else 0.0


def _median(seconds: Iterable[float]) -> Decimal | None:
    values = [max(one, 0.0) / DAY for one in seconds]
    return Decimal(str(round(median(values), 1))) if values else None

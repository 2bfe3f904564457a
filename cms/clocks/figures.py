"""Figures of a portal's clocks, released upward: counts by month, category and clause, without a title or a name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, DateField, Q
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from cms.clocks.enums import OPEN_STATES, ClockState, Standing
from cms.clocks.models import Clock
from cms.province.models import Timeliness
from tenants.calendar_day import LEGAL_ZONE, today
from tenants.context import current_tenant

SETTLED_AFTER = dt.timedelta(days=3)
MONTH = TruncMonth(Coalesce("due_at", "started_at"), tzinfo=LEGAL_ZONE, output_field=DateField())
"""The month of the due instant, else of the start, in Vietnamese time, by its first day."""
COUNTED = (
    Standing.ON_TIME,
    Standing.SOON,
    Standing.OVERDUE,
    Standing.UNTIMED,
    Standing.MET,
    Standing.MET_LATE,
)
GROUP = ("month", "category", "key", "layer", "clause")


def monthly(clocks: Any, now: dt.datetime | None = None) -> list[dict[str, Any]]:
    """Return counts by `GROUP` and standing of a queryset of clocks. A month is that of the due instant, else of the start.

    Clocks that were ended with a reason are nobody's delay and are not counted; one that stands still counts as on time.
    """
    standing = {
        one.value: Count(
            "pk", filter=Q(standing=one) | (Q(standing=Standing.PAUSED) if one is Standing.ON_TIME else Q())
        )
        for one in COUNTED
    }
    counted = clocks.exclude(state=ClockState.ENDED).with_standing(now)
    return list(counted.annotate(month=MONTH).order_by().values(*GROUP).annotate(**standing))


@transaction.atomic
def release_figures(*, full: bool = False) -> int:
    """Write the current tenant's figures into the public table; returns how many rows.

    Only months in which something can still change are written anew, unless `full`: those of open clocks and of clocks that stopped lately.
    """
    tenant = current_tenant()
    now = timezone.now()
    clocks = Clock.objects.all()
    kept = Timeliness.objects.filter(tenant=tenant)
    if not full:
        months = _live_months(now)
        clocks = clocks.annotate(month=MONTH).filter(month__in=months)
        kept = kept.filter(month__in=months)
    rows = [Timeliness(tenant=tenant, released_at=now, **group) for group in monthly(clocks, now)]
    kept.delete()
    Timeliness.objects.bulk_create(rows)
    return len(rows)


def _live_months(now: dt.datetime) -> set[dt.date]:
    live = Clock.objects.filter(Q(state__in=OPEN_STATES) | Q(stopped_at__gte=now - SETTLED_AFTER))
    months = live.annotate(month=MONTH).order_by().values_list("month", flat=True).distinct()
    return {*months, today().replace(day=1)}

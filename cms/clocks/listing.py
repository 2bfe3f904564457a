"""What the screens show of clocks: filtered, counted, and as rows of a table for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.clocks.enums import Standing
from cms.clocks.models import Clock
from cms.clocks.models.clock import ClockQuerySet
from cms.regulation.registers import word

OPEN_STANDINGS = (Standing.OVERDUE, Standing.SOON, Standing.ON_TIME, Standing.UNTIMED, Standing.PAUSED)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of clocks is narrowed by; empty means everything that is open."""

    standing: str = ""
    category: str = ""
    since: dt.date | None = None

    def apply(self, clocks: ClockQuerySet) -> ClockQuerySet:
        """Return the clocks that pass, the most urgent first; what is over stands newest first."""
        found = clocks.with_standing()
        if self.standing in Standing.values:
            found = found.filter(standing=self.standing)
        elif self.standing != "all":
            found = found.open()
        if self.category:
            found = found.filter(category=self.category)
        if self.since:
            found = found.filter(started_at__date__gte=self.since)
        over = {Standing.MET.value, Standing.MET_LATE.value, Standing.ENDED.value}
        return found.order_by("-stopped_at") if self.standing in over else found.most_urgent_first()


def counts(clocks: ClockQuerySet) -> dict[str, int]:
    """Return how many clocks stand how, every standing named."""
    found = clocks.with_standing().order_by().values_list("standing").annotate(number=Count("pk"))
    return {one.value: 0 for one in Standing} | dict(found)


def share_in_time(figures: dict[str, int]) -> int | None:
    """Return how many of 100 deadlines that are over were met in time; overdue ones count as not met. None where there is none."""
    met = figures.get("met", 0)
    total = met + figures.get("met_late", 0) + figures.get("overdue", 0)
    return round(100 * met / total) if total else None


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a table as CSV (RFC 4180) with the mark that lets spreadsheets read it as UTF-8.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    yield "\ufeff"
    for row in chain([header], rows):
        line = StringIO()
        csv.writer(line).writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def clock_rows(clocks: Iterable[Clock]) -> Iterator[list[Any]]:
    """Yield a row for each clock, as `CLOCK_HEADER` names its cells."""
    for clock in clocks:
        yield [
            clock.title,
            clock.category_label,
            Standing(clock.standing).label,
            _instant(clock.begun_at),
            _instant(clock.due_at),
            _instant(clock.stopped_at),
            clock.clause,
            word("layer", clock.layer) if clock.layer else "",
            _("yes") if clock.certain else _("no"),
            str(clock.responsible or ""),
        ]


def clock_header() -> list[str]:
    """Return the names of the cells of `clock_rows`."""
    return [
        _("Title"), _("Category"), _("Standing"), _("Counts from"), _("Due"), _("Met or ended"), _("Clause"), _("Whose rule"),
        _("Calendar decided"), _("Responsible"),
    ]  # fmt: skip


def _instant(value: dt.datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell

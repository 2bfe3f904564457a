"""How punctual a province's communes are, from the figures they released: by commune, or by category with its clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from cms.clocks.listing import share_in_time
from cms.province.models import Timeliness
from cms.regulation.registers import category_label, deadline_label, word
from tenants.calendar_day import today
from tenants.models import Tenant, TenantIdentity

FIGURES = ("met", "met_late", "overdue", "soon", "on_time", "untimed")
MONTHS = 12


@dataclass(slots=True)
class Row:
    """Figures of one commune, or of one commune's category by one clause."""

    code: str
    name: str
    category: str = ""
    clause: str = ""
    layer: str = ""
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> int | None:
        """Return how many of 100 that are over were met in time."""
        return share_in_time(self.figures)

    @property
    def cells(self) -> list[int]:
        """Return the figures in the order of `FIGURES`."""
        return [self.figures.get(name, 0) for name in FIGURES]


@dataclass(frozen=True, slots=True)
class Period:
    """Months from the first to the last, both inclusive, each by its first day."""

    first: dt.date
    last: dt.date

    @classmethod
    def of_month(cls, month: dt.date) -> Period:
        """Return one month."""
        return cls(month, month)


def months() -> list[dt.date]:
    """Return the last twelve months, the present one first, each by its first day."""
    found, month = [], today().replace(day=1)
    for _number in range(MONTHS):
        found.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return found


def by_commune(province: Tenant, period: Period) -> list[Row]:
    """Return a row for each commune of a province, also for those that released nothing, the least punctual first."""
    rows = {key: Row(code, name) for key, (code, name) in _communes(province).items()}
    sums = _of(province, period).order_by().values("tenant").annotate(**_sums())
    for group in sums:
        if group["tenant"] in rows:
            rows[group["tenant"]].figures = {name: group[f"{name}_sum"] for name in FIGURES}
    return sorted(rows.values(), key=lambda row: (row.share is None, row.share or 0, row.code))


def by_category(province: Tenant, period: Period, code: str = "") -> list[Row]:
    """Return a row for each category and clause, of all communes or of the one with that code."""
    communes = _communes(province)
    names = ("tenant", "category", "key", "layer", "clause")
    figures = _of(province, period)
    if code:
        figures = figures.filter(tenant__in=[key for key, (own, _name) in communes.items() if own == code])
    groups = figures.order_by().values(*names).annotate(**_sums())
    rows = [_row(group, communes) for group in groups if group["tenant"] in communes]
    return sorted(rows, key=lambda row: (row.category, row.code, row.clause))


def released_last(province: Tenant) -> dt.datetime | None:
    """Return when the newest figure of a province's communes was released."""
    newest: dt.datetime | None = Timeliness.objects.of_communes(province).aggregate(at=Max("released_at"))[
        "at"
    ]
    return newest


def table(rows: Iterable[Row], *, with_category: bool) -> Iterator[list[Any]]:
    """Yield the rows for a spreadsheet, as `header` names their cells."""
    for row in rows:
        place = (
            [row.category, row.clause, word("layer", row.layer) if row.layer else ""] if with_category else []
        )
        yield [row.code, row.name, *place, *row.cells, "" if row.share is None else row.share]


def header(*, with_category: bool) -> list[str]:
    """Return the names of the cells of `table`."""
    place = [_("Category"), _("Clause"), _("Whose rule")] if with_category else []
    return [_("Unit code"), _("Commune"), *place, _("Met on time"), _("Met late"), _("Overdue"), _("Due within a day"),
            _("On time"), _("Without a time"), _("Met on time, of 100")]  # fmt: skip


def _of(province: Tenant, period: Period) -> Any:
    return Timeliness.objects.of_communes(province).filter(month__range=(period.first, period.last))


def _sums() -> dict[str, Sum]:
    return {f"{name}_sum": Sum(name) for name in FIGURES}


def _communes(province: Tenant) -> dict[Any, tuple[str, str]]:
    identities = TenantIdentity.objects.on(today()).filter(parent=province)
    return {one.tenant_id: (one.code, one.name) for one in identities}


def _row(group: dict[str, Any], communes: dict[Any, tuple[str, str]]) -> Row:
    code, name = communes[group["tenant"]]
    label = category_label(group["category"]) if group["category"] else deadline_label(group["key"])
    figures = {figure: group[f"{figure}_sum"] for figure in FIGURES}
    return Row(code, name, label, group["clause"], group["layer"], figures)

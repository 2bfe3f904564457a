"""The province's view: how punctual its communes are, from the figures they released. No commune's schema is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from cms.clocks.listing import as_csv, share_in_time
from cms.clocks.timeliness import (
    FIGURES,
    Period,
    by_category,
    by_commune,
    header,
    months,
    released_last,
    table,
)
from cms.clocks.views.own import OwnScreen, csv_answer
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.models import Tenant


def province_or_404() -> Tenant:
    """Return the current tenant if it is a province; a commune has no such screen."""
    tenant = current_tenant()
    if tenant.kind != TenantKind.PROVINCE:
        raise Http404(_("Only a province's portal has this screen."))
    return tenant


def period_of(request: HttpRequest) -> Period:
    """Return the months a request asks for: one (`2026-11`), or the last twelve where it names none that is offered."""
    offered = months()
    asked = request.GET.get("thang", f"{offered[0]:%Y-%m}")
    chosen = next((month for month in offered if f"{month:%Y-%m}" == asked), None)
    return Period.of_month(chosen) if chosen else Period(offered[-1], offered[0])


class TimelinessView(OwnScreen):
    """*Đúng hạn của các xã*: by commune, and by category with the clause."""

    template_name = "clocks/timeliness.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Timeliness of the communes")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures."""
        province, period = province_or_404(), period_of(self.request)
        code = self.request.GET.get("xa", "")
        communes = by_commune(province, period)
        total = {name: sum(row.figures.get(name, 0) for row in communes) for name in FIGURES}
        return super().get_context_data(
            communes=communes,
            categories=by_category(province, period, code),
            total=[total[name] for name in FIGURES],
            share=share_in_time(total),
            months=months(),
            month=period.first if period.first == period.last else None,
            code=code,
            released_at=released_last(province),
            **kwargs,
        )


class TimelinessCsvView(View):
    """The figures as CSV: `theo=xa` by commune, otherwise by category and clause."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Return the file."""
        province, period = province_or_404(), period_of(request)
        with_category = request.GET.get("theo") != "xa"
        rows = (
            by_category(province, period, request.GET.get("xa", ""))
            if with_category
            else by_commune(province, period)
        )
        name = f"dung-han-{period.first:%Y-%m}-{dt.date(period.last.year, period.last.month, 1):%Y-%m}.csv"
        lines = as_csv(header(with_category=with_category), table(rows, with_category=with_category))
        return csv_answer(lines, name)

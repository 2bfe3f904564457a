"""*Sao lưu*: the last good backup of each portal, and whether it was checked (Thống Nhất's regulation, 10.1d; the floor for all)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from cms.clocks.listing import as_csv
from cms.clocks.views.own import csv_answer
from cms.fleet.listing import NO_BACKUP, Filter, csv_header, csv_rows
from cms.fleet.powers import province_of
from cms.fleet.views.base import ConsoleScreen
from tenants.backup.routine import EVERY, KEEP_ALL, KEEP_WEEKLY, REHEARSE_EVERY
from tenants.calendar_day import today
from tenants.fleet.standing import PortalStanding, portals_below

A_PAGE = 50


def _worst_first(portals: list[PortalStanding]) -> list[PortalStanding]:
    """Return portals in the order in which somebody should look at them: none, failed, oldest."""
    return sorted(
        (one for one in portals if not one.is_copy),
        key=lambda one: (
            one.backup_taken_at is not None,
            not one.failure,
            one.backup_taken_at or timezone.now(),
            one.code,
        ),
    )


class BackupsView(ConsoleScreen):
    """How recent each portal's last good backup is, when its checksum was compared, when it was restored on trial."""

    template_name = "fleet/backups.html"
    header_icon = "download"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Backups")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add portals, the ones without a good backup first."""
        portals = _worst_first(portals_below(self.province))
        only_late = self.request.GET.get("xem") == NO_BACKUP
        shown = [one for one in portals if one.is_backup_late] if only_late else portals
        since = timezone.now() - REHEARSE_EVERY
        return super().get_context_data(
            page=Paginator(shown, A_PAGE).get_page(self.request.GET.get("trang")),
            only_late=only_late,
            number=len(portals),
            late=sum(one.is_backup_late for one in portals),
            failed=sum(bool(one.failure) for one in portals),
            rehearsed=sum(
                one.backup_rehearsed_at is not None and one.backup_rehearsed_at > since for one in portals
            ),
            hours=round(EVERY.total_seconds() / 3600),
            trial_days=REHEARSE_EVERY.days,
            keep_days=KEEP_ALL.days,
            keep_weeks=KEEP_WEEKLY.days // 7,
            **kwargs,
        )


class BackupsCsvView(View):
    """The same as CSV, for the file that an inspection asks for."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Return the file."""
        province = province_of(request.user)
        portals = _worst_first(Filter.of(request.GET).apply(portals_below(province)))
        return csv_answer(
            as_csv(csv_header(), csv_rows(portals)),
            f"sao-luu-{province.identity().code}-{today():%Y-%m-%d}.csv",
        )

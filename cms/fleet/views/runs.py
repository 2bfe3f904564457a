"""Work that was asked for: all of it, and one with its progress and its log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.fleet.views.base import ConsoleScreen
from tenants.enums import FleetAct, RunState
from tenants.models import FleetRun

A_PAGE = 50
PATIENCE = timedelta(seconds=30)
"""How long work waits before people are told that the fleet's worker may not be running."""


class RunsView(ConsoleScreen):
    """*Công việc*: what was asked for, the last first."""

    template_name = "fleet/runs.html"
    header_icon = "history"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Work that was asked for")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of it."""
        runs = FleetRun.objects.filter(province=self.province).defer("log")
        return super().get_context_data(
            page=Paginator(runs, A_PAGE).get_page(self.request.GET.get("trang")), **kwargs
        )


class RunView(ConsoleScreen):
    """One piece of work; `?dang=json` gives how far it is, for the bar that follows it."""

    template_name = "fleet/run.html"
    header_icon = "history"

    @cached_property
    def run(self) -> FleetRun:
        """Return the work. Raises Http404 for another province's."""
        return get_object_or_404(FleetRun, pk=self.kwargs["key"], province=self.province)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the screen, or what changes on it."""
        if request.GET.get("dang") != "json":
            return super().get(request, *args, **kwargs)
        return JsonResponse(
            {
                "state": self.run.get_state_display(),
                "ended": self.run.ended_at is not None,
                "done": self.run.done,
                "total": self.run.total,
                "log": self.run.log,
            }
        )

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.run.get_act_display())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here, by the list of work."""
        start, here = super().get_breadcrumbs_items()
        return [start, {"url": reverse("fleet_runs"), "label": _("Work that was asked for")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the work, and whether it waits for a worker that does not come."""
        waits = self.run.state == RunState.QUEUED and timezone.now() - self.run.asked_at > PATIENCE
        return super().get_context_data(run=self.run, waits=waits, what=_what(self.run), **kwargs)


def _what(run: FleetRun) -> list[tuple[str, str]]:
    """Return what was asked for, in words."""
    given = run.parameters
    labels = {
        "reason": _("Reason"),
        "force_majeure": _("Force majeure"),
        "host": _("Host"),
    }
    told = [(label, str(given[name])) for name, label in labels.items() if given.get(name)]
    codes = given.get("codes") or [line["code"] for line in given.get("lines", [])]
    if codes:
        told.insert(0, (_("Units"), ", ".join(codes)))
    if run.act == FleetAct.ANNOUNCE:
        told += [
            (_("Interrupted from"), _local(given["starts_at"])),
            (_("Interrupted until"), _local(given["ends_at"])),
        ]
    return told


def _local(instant: str) -> str:
    from datetime import datetime

    return f"{timezone.localtime(datetime.fromisoformat(instant)):%H:%M %d/%m/%Y}"

"""The portals of the province: all of them with how they stand, the same as CSV, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from cms.clocks.listing import as_csv
from cms.clocks.views.own import csv_answer
from cms.fleet.asking import refused
from cms.fleet.listing import CARE, NO_BACKUP, PARAMETERS, Filter, Totals, csv_header, csv_rows, version_label
from cms.fleet.powers import province_of
from cms.fleet.views.base import ConsoleScreen
from tenants.calendar_day import today
from tenants.enums import FleetAct, TenantState, UnitType
from tenants.fleet.standing import PortalStanding, Version, portals_below
from tenants.models import Backup, FleetRun, Host, Interruption, StateChange, Tenant, Unit
from tenants.origins import public_origin

A_PAGE = 50
HISTORY = 20
FOR_MANY = (
    FleetAct.BACK_UP,
    FleetAct.VERIFY,
    FleetAct.ANNOUNCE,
    FleetAct.MAINTENANCE,
    FleetAct.READ_ONLY,
    FleetAct.SUSPEND,
    FleetAct.RESUME,
    FleetAct.ARCHIVE,
    FleetAct.QUOTA,
)
"""Work that can be asked for several portals at once."""


class PortalsView(ConsoleScreen):
    """*Cổng của tỉnh*: every portal below the province, and work on the ones that are ticked."""

    template_name = "fleet/portals.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Portals of the province")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add totals, the filter and one page of portals."""
        portals, chosen = portals_below(self.province), Filter.of(self.request.GET)
        units = Unit.objects.on(today()).communes(self.province.identity().code).count()
        found = chosen.apply(portals)
        query = {PARAMETERS[name]: getattr(chosen, name) for name in PARAMETERS if getattr(chosen, name)}
        return super().get_context_data(
            totals=Totals.of(portals, units),
            page=Paginator(found, A_PAGE).get_page(self.request.GET.get("trang")),
            found=len(found),
            chosen=chosen,
            query=urlencode(query),
            states=[(one.value, one.label) for one in TenantState if one != TenantState.DELETED],
            unit_types=[
                (one.value, one.label) for one in UnitType if one.value in {p.unit_type for p in portals}
            ],
            versions=[(one.value, version_label(one)) for one in Version],
            cares=[(CARE, _("needs somebody's care")), (NO_BACKUP, _("without a recent good backup"))],
            acts=[(act.value, act.label) for act in FOR_MANY],
            open_runs=FleetRun.objects.filter(province=self.province, ended_at=None).count(),
            **kwargs,
        )


class PortalsCsvView(View):
    """The list as CSV, under the same filter, without pages."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Return the file."""
        province = province_of(request.user)
        rows = csv_rows(Filter.of(request.GET).apply(portals_below(province)))
        return csv_answer(
            as_csv(csv_header(), rows), f"cong-{province.identity().code}-{today():%Y-%m-%d}.csv"
        )


class PortalView(ConsoleScreen):
    """One portal: how it stands, its history, hosts, interruptions, backups and copies, and what can be done."""

    template_name = "fleet/portal.html"

    @cached_property
    def standing(self) -> PortalStanding:
        """Return the portal. Raises Http404 for one that is not the province's: it does not exist here."""
        found = [one for one in self.all_portals if one.code == self.kwargs["code"] and not one.is_copy]
        if not found:
            raise Http404(_("The province has no such portal."))
        return found[0]

    @cached_property
    def all_portals(self) -> list[PortalStanding]:
        """Return every portal below the province, copies among them."""
        return portals_below(self.province)

    def get_page_title(self) -> str:
        """Return the heading."""
        return self.standing.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all that the registry has of it."""
        portal = self.standing
        tenant = Tenant.objects.get(pk=portal.id)
        acts = [(act, act.label, refused(act, portal)) for act in FOR_MANY]
        return super().get_context_data(
            portal=portal,
            address=public_origin(tenant) if portal.hosts else "",
            version=version_label(portal.version),
            acts=[(act.value, label) for act, label, why in acts if not why],
            history=StateChange.objects.filter(tenant=tenant)[:HISTORY],
            hosts=Host.objects.filter(tenant=tenant).order_by("-valid_from", "-is_canonical", "name"),
            interruptions=Interruption.objects.filter(tenant=tenant).order_by("-starts_at")[:HISTORY],
            backups=Backup.objects.filter(tenant=tenant)[:HISTORY],
            copies=[one for one in self.all_portals if one.is_copy and one.code == portal.code],
            list_url=reverse("fleet_portals"),
            **kwargs,
        )

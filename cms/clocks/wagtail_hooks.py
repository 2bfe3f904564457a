"""Deadlines in Wagtail admin: the screens, their entries in the menu, the panel on the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.clocks import views
from cms.clocks.enums import Standing
from cms.clocks.listing import counts
from cms.clocks.models import Clock
from cms.clocks.views.own import may_see
from tenants.context import current_tenant
from tenants.enums import TenantKind

SHOWN = 5


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("thoi-han/", views.ClocksView.as_view(), name="clocks_list"),
        path("thoi-han/thoi-han.csv", views.ClocksCsvView.as_view(), name="clocks_csv"),
        path("thoi-han/<uuid:clock_id>/", views.ClockView.as_view(), name="clocks_clock"),
        path("dung-han/", views.TimelinessView.as_view(), name="clocks_timeliness"),
        path("dung-han/dung-han.csv", views.TimelinessCsvView.as_view(), name="clocks_timeliness_csv"),
    ]


class ClocksMenuItem(MenuItem):
    """Shown to whoever works on the portal."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees deadlines."""
        return may_see(request.user)


class ProvinceMenuItem(ClocksMenuItem):
    """Shown in a province's portal."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this is a province's portal, and this person works on it."""
        return current_tenant().kind == TenantKind.PROVINCE and super().is_shown(request)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer *Thời hạn*."""
    return ClocksMenuItem(
        _("Deadlines"), reverse("clocks_list"), name="deadlines", icon_name="time", order=95
    )


@hooks.register("register_admin_menu_item")
def register_province_item() -> MenuItem:
    """Offer the province *Đúng hạn của các xã*."""
    return ProvinceMenuItem(
        _("Timeliness"), reverse("clocks_timeliness"), name="timeliness", icon_name="history", order=96
    )


class DeadlinesPanel(Component):
    """On the home page: how the portal's deadlines stand, and the most urgent ones."""

    name = "deadlines"
    template_name = "clocks/panel.html"
    order = 60

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return counts and the most urgent clocks."""
        urgent = Clock.objects.open().with_standing().filter(standing__in=[Standing.OVERDUE, Standing.SOON])
        numbers = counts(Clock.objects.all())
        tabs = [
            (one.value, one.label, numbers[one.value])
            for one in (Standing.OVERDUE, Standing.SOON, Standing.ON_TIME)
        ]
        return {
            "urgent": list(urgent.most_urgent_first()[:SHOWN]),
            "tabs": tabs,
            "late": numbers[Standing.MET_LATE],
        }


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show deadlines to whoever works on the portal."""
    if may_see(request.user):
        panels.append(DeadlinesPanel())

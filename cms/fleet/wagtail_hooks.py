"""The province's console in Wagtail admin: its screens and its entry in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.fleet import views
from cms.fleet.powers import runs_fleet


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("cong/", views.PortalsView.as_view(), name="fleet_portals"),
        path("cong/danh-sach.csv", views.PortalsCsvView.as_view(), name="fleet_portals_csv"),
        path("cong/tao/", views.CreateView.as_view(), name="fleet_create"),
        path("cong/nhap/", views.ImportView.as_view(), name="fleet_import"),
        path("cong/chon/", views.ChooseView.as_view(), name="fleet_choose"),
        path("cong/yeu-cau/<slug:act>/", views.AskView.as_view(), name="fleet_ask"),
        path("cong/viec/", views.RunsView.as_view(), name="fleet_runs"),
        path("cong/viec/<uuid:key>/", views.RunView.as_view(), name="fleet_run"),
        path("cong/sao-luu/", views.BackupsView.as_view(), name="fleet_backups"),
        path("cong/sao-luu/sao-luu.csv", views.BackupsCsvView.as_view(), name="fleet_backups_csv"),
        path("cong/<str:code>/", views.PortalView.as_view(), name="fleet_portal"),
    ]


class FleetMenuItem(MenuItem):
    """Shown to the province's IT."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person looks after the province's portals."""
        return runs_fleet(request.user)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer *Cổng của tỉnh*."""
    return FleetMenuItem(
        _("Portals of the province"), reverse("fleet_portals"), name="fleet", icon_name="site", order=955
    )

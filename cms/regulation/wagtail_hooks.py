"""The regulation in Wagtail admin: its screens and its entry in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.powers import Powers
from cms.regulation import views


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens of the regulation."""
    one = "quy-che/<uuid:version_id>/"
    return [
        path("quy-che/", views.VersionsView.as_view(), name="regulation_versions"),
        path(one, views.VersionView.as_view(), name="regulation_version"),
        path(f"{one}nhom/<slug:group>/", views.GroupView.as_view(), name="regulation_group"),
        path(f"{one}so-sanh/", views.DifferencesView.as_view(), name="regulation_differences"),
        path(f"{one}thu-truoc/", views.WhatIfView.as_view(), name="regulation_what_if"),
        path(f"{one}hieu-luc/", views.PutInForceView.as_view(), name="regulation_put_in_force"),
        path(f"{one}huy/", views.DiscardView.as_view(), name="regulation_discard"),
    ]


class RegulationMenuItem(MenuItem):
    """Shown to the head and the administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may change the regulation."""
        return Powers.of(request.user).manages_accounts  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer *Quy chế*."""
    return RegulationMenuItem(
        _("Regulation"), reverse("regulation_versions"), name="regulation", icon_name="list-ul", order=950
    )

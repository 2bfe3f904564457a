"""The regulation in Wagtail admin: its screens and its entry in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts.powers import Powers
from cms.regulation import views
from cms.regulation.province_acts import keeps_calendar, keeps_rulebook


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
        path("gio-lam-viec/", views.OfficeHoursView.as_view(), name="regulation_office_hours"),
        path("lich-lam-viec/", views.ProvinceCalendarView.as_view(), name="province_calendar"),
        path("lich-lam-viec/<uuid:key>/", views.RecomputationView.as_view(), name="province_recomputation"),
        path("quy-dinh-tinh/", views.RulebooksView.as_view(), name="province_rulebooks"),
        path("quy-dinh-tinh/<int:key>/", views.RulebookView.as_view(), name="province_rulebook"),
        path(
            "quy-dinh-tinh/<int:key>/<slug:group>/<slug:parameter>/",
            views.RuleView.as_view(),
            name="province_rule",
        ),
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


class CalendarMenuItem(MenuItem):
    """Shown to the province's IT."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person keeps the province's calendar."""
        return keeps_calendar(request.user)


class RulebookMenuItem(MenuItem):
    """Shown to the province's IT and the head."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person keeps the province's rulebook."""
        return keeps_rulebook(request.user)


@hooks.register("register_admin_menu_item")
def register_calendar_item() -> MenuItem:
    """Offer the province *Lịch làm việc*."""
    return CalendarMenuItem(
        _("Working calendar"),
        reverse("province_calendar"),
        name="working-calendar",
        icon_name="date",
        order=960,
    )


@hooks.register("register_admin_menu_item")
def register_rulebook_item() -> MenuItem:
    """Offer the province its rulebook."""
    return RulebookMenuItem(
        _("Province's rulebook"),
        reverse("province_rulebooks"),
        name="rulebook",
        icon_name="doc-full",
        order=961,
    )


@hooks.register("register_settings_menu_item")
def register_office_hours_item() -> MenuItem:
    """Offer *Giờ làm việc* in the settings."""
    return RegulationMenuItem(
        _("Office hours"),
        reverse("regulation_office_hours"),
        name="office-hours",
        icon_name="time",
        order=700,
    )

"""The checks in Wagtail admin: screens, and where an item leads to them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from cms.checks import views
from cms.checks.purging import may_purge
from cms.content.models import HomePage, PortalPage, SectionPage
from cms.moderation.takedown import may_take_down


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("kiem-tra/phan-loai/", views.ClassifyView.as_view(), name="checks_classify"),
        path(
            "kiem-tra/<int:page_id>/du-lieu-ca-nhan/",
            views.PersonalDataView.as_view(),
            name="checks_personal_data",
        ),
        path("kiem-tra/<int:page_id>/xoa-han/", views.PurgeView.as_view(), name="checks_purge"),
        path("kiem-tra/da-xoa-han/", views.PurgedView.as_view(), name="checks_purged"),
    ]


@hooks.register("register_page_header_buttons")
def offer_checks(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Offer the personal data of an item, and purging it to those who may."""
    if not isinstance(page, PortalPage) or page.pk is None:
        return
    yield Button(
        _("Personal data"), reverse("checks_personal_data", args=[page.pk]), icon_name="user", priority=6
    )
    if not isinstance(page, HomePage | SectionPage) and may_purge(user, page):
        yield Button(
            _("Secret or internal: purge"),
            reverse("checks_purge", args=[page.pk]),
            icon_name="bin",
            priority=99,
        )


class PurgedMenuItem(MenuItem):
    """Shown to those who may take items down."""

    def is_shown(self, request: Any) -> bool:
        """Return whether this person may."""
        return may_take_down(request.user)


@hooks.register("register_reports_menu_item")
def register_purged_item() -> MenuItem:
    """Offer the list of what was purged."""
    return PurgedMenuItem(
        _("Purged items"), reverse("checks_purged"), name="purged", icon_name="bin", order=900
    )

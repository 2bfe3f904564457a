"""Taking down, settling and correcting in Wagtail admin; `wagtail_hooks` takes them in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from cms.content.models import PortalPage
from cms.moderation import after_views
from cms.moderation.after import AfterActs, takedowns_to_settle


@hooks.register("register_admin_urls")
def register_after_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path(
            "kiem-duyet/<int:page_id>/go-bo/", after_views.TakedownView.as_view(), name="moderation_take_down"
        ),
        path(
            "kiem-duyet/<int:page_id>/xu-ly-go-bo/",
            after_views.SettlementView.as_view(),
            name="moderation_settle",
        ),
        path(
            "kiem-duyet/<int:page_id>/dinh-chinh/",
            after_views.CorrectionView.as_view(),
            name="moderation_correct",
        ),
    ]


@hooks.register("register_page_header_buttons")
def offer_after_acts(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Offer what this person may do to a public item, or to one that was taken down for the time being."""
    if not isinstance(page, PortalPage):
        return
    acts = AfterActs.of(page, user)
    if acts.may_correct:
        yield Button(
            _("Correct in public"),
            reverse("moderation_correct", args=[page.pk]),
            icon_name="edit",
            priority=94,
        )
    if acts.may_take_down:
        yield Button(
            _("Take down"), reverse("moderation_take_down", args=[page.pk]), icon_name="download", priority=95
        )
    if acts.to_settle:
        yield Button(
            _("Settle a takedown"),
            reverse("moderation_settle", args=[page.pk]),
            icon_name="clipboard-list",
            priority=4,
        )


class TakedownPanel(Component):
    """Provisional takedowns that wait for the person who has signed in."""

    name = "takedowns_to_settle"
    template_name = "moderation/takedown_panel.html"
    order = 55

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what waits."""
        return {"takedowns": takedowns_to_settle(self.request.user)}


@hooks.register("construct_homepage_panels", order=10)
def put_takedowns(request: HttpRequest, panels: list[Component]) -> None:
    """Show what was taken down for the time being to those who settle it."""
    panels.append(TakedownPanel(request))

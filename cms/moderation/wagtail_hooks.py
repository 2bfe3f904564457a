"""Moderation in Wagtail admin: its menu, its panel on the home page, what an editor may press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from cms.content.models import PortalPage
from cms.moderation import act_views, after_hooks, batch_views, views
from cms.moderation.models import Preparation
from cms.moderation.reading import waiting_items
from cms.moderation.recall import may_recall, submission_under_way
from cms.moderation.rule_settings import ModerationRuleView, rule_menu_item
from cms.moderation.rules import signature_needed

__all__ = ["after_hooks"]  # Wagtail loads this module alone

# Publishing comes from an approval alone, so nothing else offers it.
NOT_OFFERED = frozenset({"action-publish", "action-unpublish"})


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the moderation screens."""
    return [
        path("kiem-duyet/", views.WaitingView.as_view(), name="moderation_waiting"),
        path("quy-tac-kiem-duyet/", ModerationRuleView.as_view(), name="moderation_rule"),
        path("kiem-duyet/<int:page_id>/", views.ReviewView.as_view(), name="moderation_review"),
        path("kiem-duyet/duyet-nhieu/", batch_views.BatchView.as_view(), name="moderation_batch"),
        path("kiem-duyet/doi-luong/", batch_views.RerouteView.as_view(), name="moderation_reroute"),
        path(
            "kiem-duyet/<int:page_id>/ky-duyet/",
            act_views.SignatureView.as_view(),
            name="moderation_signature",
        ),
        path("kiem-duyet/<int:page_id>/dang-khan/", act_views.UrgentView.as_view(), name="moderation_urgent"),
        path(
            "kiem-duyet/<int:page_id>/gui-ban-dich/",
            act_views.SubmitTranslationView.as_view(),
            name="moderation_submit_translation",
        ),
        # In the place of wagtail-localize's own, which offers to publish.
        path("localize/update/<int:translation_source_id>/", act_views.SyncTranslationsView.as_view()),
        path(
            "kiem-duyet/<int:page_id>/ra-soat/", act_views.ReviewByView.as_view(), name="moderation_review_by"
        ),
        path("kiem-duyet/<int:page_id>/rut-lai/", act_views.RecallView.as_view(), name="moderation_recall"),
        path("kiem-duyet/<int:page_id>/giao/", act_views.AssignView.as_view(), name="moderation_assign"),
        path(
            "kiem-duyet/<int:page_id>/hoi-y-kien/",
            act_views.RequestReviewView.as_view(),
            name="moderation_request_review",
        ),
        path(
            "kiem-duyet/<int:page_id>/dang-co-ly-do/",
            views.OverrideView.as_view(),
            name="moderation_override",
        ),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Offer the list of what waits."""
    return MenuItem(
        _("Moderation"), reverse("moderation_waiting"), name="moderation", icon_name="tasks", order=90
    )


@hooks.register("register_settings_menu_item")
def register_rule_item() -> MenuItem:
    """Offer what the regulation leaves to the portal."""
    return rule_menu_item()


class WaitingPanel(Component):
    """The first thing a person sees after signing in: what waits for their decision."""

    name = "moderation_waiting"
    template_name = "moderation/panel.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return what waits for this person and what of theirs is under way."""
        items = waiting_items(self.request.user)
        return {
            "mine": [item for item in items if item.may_decide],
            "own": [item for item in items if not item.may_decide and item.concerns_user],
        }


@hooks.register("construct_homepage_panels")
def put_waiting_first(request: HttpRequest, panels: list[Component]) -> None:
    """Show what waits, and leave out Wagtail's own lists of the same."""
    panels[:] = [
        panel for panel in panels if getattr(panel, "name", "") != "user_objects_in_workflow_moderation"
    ]
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") != "workflow_objects_to_moderate"]
    panels.insert(0, WaitingPanel(request))


class OpenReviewItem(ActionMenuItem):
    """Leads from the editor to the screen where the item is read and decided."""

    label = _("Open the moderation screen")
    name = "action-open-review"
    icon_name = "tasks"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether the item is under way."""
        page = context.get("page")
        return isinstance(page, PortalPage) and page.pk is not None and page.workflow_in_progress

    def get_url(self, context: dict[str, Any]) -> str:
        """Return the address of the item's moderation screen."""
        return reverse("moderation_review", args=[context["page"].pk])


class RecordSignatureItem(ActionMenuItem):
    """Stands in the place of submitting while a supplying unit's signature is missing."""

    label = _("Record the supplying unit's signature")
    name = "action-record-signature"
    icon_name = "clipboard-list"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether the regulation asks for a signature that is not recorded."""
        page = context.get("page")
        if not isinstance(page, PortalPage) or page.pk is None or page.workflow_in_progress:
            return False
        return signature_needed(page) is not None and not Preparation.of(page).is_signed_off

    def get_url(self, context: dict[str, Any]) -> str:
        """Return the address where it is recorded."""
        return reverse("moderation_signature", args=[context["page"].pk])


@hooks.register("construct_page_action_menu")
def offer_moderation_only(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer saving and submitting; deciding has its own screen, and nobody publishes by hand."""
    menu_items[:] = [
        item for item in menu_items if item.name not in NOT_OFFERED and item.name not in {"approve", "reject"}
    ]
    page = context.get("page")
    if (
        isinstance(page, PortalPage)
        and page.pk is not None
        and not may_recall(submission_under_way(page), request.user)
    ):
        menu_items[:] = [item for item in menu_items if item.name != "action-cancel-workflow"]
    review = OpenReviewItem(order=10)
    if review.is_shown(context):
        menu_items.insert(0, review)
    signature = RecordSignatureItem(order=10)
    if signature.is_shown(context):
        menu_items[:] = [signature, *(item for item in menu_items if item.name != "action-submit")]


@hooks.register("register_page_header_buttons")
def register_header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """Offer the item's moderation screen."""
    if not isinstance(page, PortalPage):
        return
    yield Button(
        _("Route and history"), reverse("moderation_review", args=[page.pk]), icon_name="tasks", priority=5
    )


@hooks.register("before_unpublish_page")
def lead_to_takedown(request: HttpRequest, page: Any) -> HttpResponse:
    """Wagtail's own unpublishing asks for no reason: lead to the act that does."""
    return redirect("moderation_take_down", page_id=page.pk)


@hooks.register("before_bulk_action")
def refuse_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """What is public changes item by item, with a reason or an approval; Wagtail's bulk screens have neither."""
    if not any(isinstance(item, Page) for item in objects):
        return None
    messages.error(
        request, gettext("Publishing, withdrawing, moving and deleting are done item by item, not in bulk.")
    )
    return redirect("wagtailadmin_explore_root")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the acts in the history."""
    actions.register_action("moderation.sign_off", _("Record a signature"), _("Unit's signature recorded"))
    actions.register_action("moderation.request_review", _("Ask for a review"), _("Review asked for"))
    actions.register_action("moderation.review_by", _("Set a day of review"), _("Day of review set"))

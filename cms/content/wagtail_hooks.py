"""Pages in Wagtail admin: their lists, the portal's own data, what an editor is not offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component

from cms.content.listings import ArticleViewSet, LegalDocumentViewSet, PortalPageViewSet
from cms.content.portal_settings import PortalSettingsView, may_propose

LATE = 1000  # after every other app has entered its items


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    """Enter the page screens in place of Wagtail's own, and the lists of *Tin bài* and *Văn bản*."""
    return [
        PortalPageViewSet(),
        ArticleViewSet("articles", url_prefix="tin-bai"),
        LegalDocumentViewSet("legal_documents", url_prefix="van-ban"),
    ]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the portal's own data."""
    return [path("thong-tin-cong/", PortalSettingsView.as_view(), name="portal_settings")]


@hooks.register("insert_editor_js")
def save_once_at_a_time() -> str:
    """Let a form wait for the draft that is being saved by itself."""
    return format_html('<script src="{}" defer></script>', versioned_static("content/one_save_at_a_time.js"))


class PortalMenuItem(MenuItem):
    """Shown to those who may propose changes."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may."""
        return may_propose(request.user)


@hooks.register("register_settings_menu_item")
def register_settings_item() -> MenuItem:
    """Offer the portal's own data."""
    return PortalMenuItem(
        _("Contact and appearance"), reverse("portal_settings"), name="portal", icon_name="cog", order=10
    )


@hooks.register("construct_homepage_summary_items", order=LATE)
def offer_no_counts(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Leave out how many pages, images and files there are: it tells an editor nothing."""
    items.clear()


@hooks.register("construct_main_menu", order=LATE)
def name_the_tree_and_the_files(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Call the tree of pages and the files what they are to an editor."""
    names = {"explorer": _("Tree of pages"), "documents": _("Attachments")}
    icons = {"documents": "doc-full"}
    for item in menu_items:
        item.label = names.get(item.name, item.label)
        item.icon_name = icons.get(item.name, item.icon_name)


class QuickActs(Component):
    """What a person does most, on the first page."""

    name = "quick_acts"
    template_name = "content/quick_acts.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the acts that this person may do."""
        if not user_has_any_page_permission(self.request.user):
            return {"acts": []}
        return {
            "acts": [
                {"label": _("Write an article"), "icon": "edit", "url": reverse("articles:choose_parent")},
                {
                    "label": _("Add a legal document"),
                    "icon": "clipboard-list",
                    "url": reverse("legal_documents:choose_parent"),
                },
            ]
        }


@hooks.register("construct_homepage_panels", order=LATE)
def put_acts_first(request: HttpRequest, panels: list[Component]) -> None:
    """Offer what is done most before what waits."""
    panels.insert(0, QuickActs(request))

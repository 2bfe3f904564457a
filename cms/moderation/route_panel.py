"""Beside the editor: the way an item will go, who decides by which clause, and when it is due."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.side_panels import BaseSidePanel

from cms.content.models import PortalPage
from cms.moderation.reading import ItemUnderReview


class RouteSidePanel(BaseSidePanel):
    """The route of the item being edited, as its latest draft would take it, or takes it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it."""

        aria_label = gettext_lazy("Toggle route")
        icon_name = "tasks"
        has_counter = False

    name = "route"
    title = gettext_lazy("Route")
    template_name = "moderation/route_panel.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the item as this person sees it."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if isinstance(self.object, PortalPage) and self.object.pk:
            context["item"] = ItemUnderReview.of(self.object, self.request.user)
        return context

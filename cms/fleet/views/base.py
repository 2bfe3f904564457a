"""What the console's screens share: who is let in, and the way here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.fleet.powers import province_of


class ConsoleScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen for the province's IT, in the province's own portal."""

    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the province's IT; any other portal has no such screen."""
        self.province = province_of(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here: the portals, then this screen."""
        start = {"url": reverse("fleet_portals"), "label": _("Portals of the province")}
        return [start, {"url": "", "label": self.get_page_title()}]

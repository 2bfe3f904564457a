"""Notices in Wagtail admin: the panel on the home page."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.notices.panels import NoticesPanel


@hooks.register("construct_homepage_panels", order=200)
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show people what was written to them."""
    panels.append(NoticesPanel(request))

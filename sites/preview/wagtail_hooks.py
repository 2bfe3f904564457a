"""What previews add to Wagtail admin."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.content.item_links import register_item_link
from sites.preview import admin


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("xem-truoc/<int:page_id>/", admin.PreviewView.as_view(), name="preview_screen"),
        path("xem-truoc/mo/<uuid:key>/", admin.OpenView.as_view(), name="preview_open"),
    ]


@hooks.register("register_page_header_buttons")
def register_header_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the preview beside an item's editor."""
    link = admin.link_of(page)
    if link is not None:
        yield Button(link.label, link.url, icon_name=link.icon, priority=6)


register_item_link(admin.link_of)

"""What the release store adds to Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.releases.sharing_admin import SharingView, sharing_menu_item


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screen of sharing."""
    return [path("chia-se/", SharingView.as_view(), name="releases_sharing")]


@hooks.register("register_settings_menu_item")
def register_sharing_item() -> MenuItem:
    """Offer it in the settings."""
    return sharing_menu_item()

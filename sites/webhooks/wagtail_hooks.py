"""What webhooks add to Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.webhooks import admin


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screens."""
    return [
        path("webhook/", admin.ListView.as_view(), name="webhooks_list"),
        path("webhook/them/", admin.EditView.as_view(), name="webhooks_new"),
        path("webhook/<uuid:key>/", admin.EndpointView.as_view(), name="webhooks_endpoint"),
        path("webhook/<uuid:key>/sua/", admin.EditView.as_view(), name="webhooks_edit"),
        path("webhook/<uuid:key>/<uuid:message_key>/", admin.MessageView.as_view(), name="webhooks_message"),
    ]


@hooks.register("register_settings_menu_item")
def register_item() -> MenuItem:
    """Offer them in the settings."""
    return admin.menu_item()

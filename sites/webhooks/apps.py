"""The entry of outgoing webhooks in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """Outgoing webhooks: who is told of what becomes public, and what came of telling. Its tables stand in the public schema."""

    name = "sites.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the worker's jobs."""
        from sites.webhooks import jobs

        jobs.register()

"""The entry of sending down and sideways in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyndicationConfig(AppConfig):
    """What a portal sends to others, and what they did with it. Its tables stand in the public schema."""

    name = "sites.syndication"
    label = "syndication"
    verbose_name = _("Sent items")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the worker's jobs."""
        from sites.syndication import jobs

        jobs.register()

"""The release store's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    """What is public now: releases, the change feed, public files. Its tables stand in the public schema."""

    name = "sites.releases"
    label = "releases"
    verbose_name = _("Releases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the writer in authoring's registry and connect what has to hear of images, attachments and privacy."""
        from sites.releases import backup, jobs, receivers

        receivers.connect()
        jobs.register()
        backup.register()

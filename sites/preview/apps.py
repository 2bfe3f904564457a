"""The entry of previews in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewConfig(AppConfig):
    """Drafts in the real front end, under short-lived signed links. Its table stands in each tenant's schema."""

    name = "sites.preview"
    label = "preview"
    verbose_name = _("Previews")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep what links show from being overwritten."""
        from sites.preview import links

        links.register()

"""The application with which a province's IT looks after the portals of its communes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    """The province's console, and what every portal's people are told of interruptions and quotas. It has no tables of its own."""

    name = "cms.fleet"
    label = "fleet"
    verbose_name = _("Portals of the province")

    def ready(self) -> None:
        """Enter the job that keeps a portal's figures for its province."""
        from cms.fleet import figures

        figures.register()

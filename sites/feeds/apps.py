"""The feeds' entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Atom, sitemap, robots, public files, health."""

    name = "sites.feeds"
    label = "portal_feeds"
    verbose_name = _("Feeds")

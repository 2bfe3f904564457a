"""The search room's app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Listens to the change feed."""

    name = "search"
    label = "search"
    verbose_name = _("Search")

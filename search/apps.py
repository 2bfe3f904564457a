"""The search room's app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """How items are found. Its tables stand in the public schema."""

    name = "search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the change feed."""
        from search import indexer, jobs
        from search.engines import readiness, registry
        from sites.feeds.health import register_reporter
        from sites.releases.signals import positions_assigned

        register_reporter("search", lambda: readiness.report(registry.engines()))
        positions_assigned.connect(indexer.follow_at_once, dispatch_uid="search.follow")
        jobs.register()

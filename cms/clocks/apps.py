"""The application that holds the clocks of items."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    """Clocks of items and cases: due instants with their clause, their history, figures, recomputation."""

    name = "cms.clocks"
    label = "clocks"
    verbose_name = _("Deadlines")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the clock, and listen for changes of the rules."""
        from cms.clocks import following, receivers
        from cms.province.signals import rules_changed
        from cms.regulation.signals import own_rules_changed

        following.register()
        rules_changed.connect(receivers.province_changed, dispatch_uid="clocks.province_changed")
        own_rules_changed.connect(receivers.own_rules_changed, dispatch_uid="clocks.own_rules_changed")

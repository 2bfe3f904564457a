from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    """What is seen to before something is public (checks, secrecy, personal data), and the purge of what never should have been here."""

    name = "cms.checks"
    label = "checks"
    verbose_name = _("Checks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the checks that a content passes before it is put forward."""
        from cms.checks.conditions import answered, complete
        from cms.moderation import conditions

        conditions.before_submission(complete)
        conditions.before_submission(answered)

"""The entry of the inbox in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    """Sealed envelopes of citizens, the portals' public keys, figures, and what was purged. Its tables stand in the public schema."""

    name = "cms.inbox"
    label = "inbox"
    verbose_name = _("What citizens send")
    default_auto_field = "django.db.models.BigAutoField"

"""The application that holds the portals' regulations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationConfig(AppConfig):
    """Regulations (Quy chế), their versions, deadlines, roles and approval rules."""

    name = "cms.regulation"
    label = "regulation"
    verbose_name = _("Regulation")
    default_auto_field = "django.db.models.BigAutoField"

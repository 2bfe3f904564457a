"""The entry of the intake in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """How what citizens send gets in: sealed, by a role that can read nothing. It has no tables of its own."""

    name = "sites.intake"
    label = "intake"
    verbose_name = _("Intake")

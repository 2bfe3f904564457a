"""Closed lists of accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppointmentState(TextChoices):
    """Where an appointment stands today."""

    TO_COME = "to_come", _("To come")
    HOLDS = "holds", _("In force")
    OVER = "over", _("Ended")


class AccountChange(TextChoices):
    """What was done to an account and is told to the head."""

    DISABLED = "disabled", _("Closed")
    ENABLED = "enabled", _("Opened again")
    ADDRESS = "address", _("Given another e-mail address")

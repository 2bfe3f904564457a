"""Closed lists of the board."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AbsenceKind(TextChoices):
    """Why somebody is away, in general words: nothing of a person's health is kept."""

    LEAVE = "leave", _("On leave")
    BUSINESS = "business", _("On business")
    TRAINING = "training", _("In training")
    OTHER = "other", _("Away for another reason")


class PowerState(TextChoices):
    """How far a delegation or an absence has come."""

    TO_COME = "to_come", _("to come")
    HOLDS = "holds", _("holds")
    OVER = "over", _("over")

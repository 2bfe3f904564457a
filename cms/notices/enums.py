"""Closed lists of notices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    """What a notice tells. Each kind has a template `notices/<kind>.txt` whose first line is the subject."""

    AWAITS_DECISION = "awaits_decision", _("An item awaits your decision")
    RETURNED = "returned", _("An item was returned")
    PUBLISHED = "published", _("An item was published")
    TAKEN_DOWN = "taken_down", _("An item was taken down")
    APPOINTED = "appointed", _("Somebody was appointed to a post")
    APPOINTMENT_ENDED = "appointment_ended", _("An appointment ended")
    ACCOUNT_CHANGED = "account_changed", _("An account was changed")
    PASSWORD_LINK = "password_link", _("A link to choose a password")


class NoticeState(TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")

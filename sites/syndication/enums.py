"""Closed lists of what is sent down and sideways."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What the receiver has to do with an item that was sent."""

    MANDATORY = "mandatory", _("Mandatory")
    OFFERED = "offered", _("Offered")
    EMERGENCY = "emergency", _("Emergency notice")


class Audience(TextChoices):
    """To whom an item is sent."""

    ALL = "all", _("All communes, wards and special zones")
    TYPES = "types", _("Units of certain types")
    CODES = "codes", _("Chosen units")


class Place(TextChoices):
    """Where on its first page a receiver shows what it was sent."""

    TOP = "top", _("At the top of the first page")
    NORMAL = "normal", _("Among the notices")


class Answer(TextChoices):
    """What a receiver answered to an offer."""

    NONE = "", _("Not answered")
    ACCEPTED = "accepted", _("Shown as it is")
    DRAFTED = "drafted", _("Taken over as an own draft")
    DECLINED = "declined", _("Declined")


class ReceiptAct(TextChoices):
    """What a receiver did."""

    SEEN = "seen", _("Read")
    PLACED = "placed", _("Placed")
    ACCEPTED = "accepted", _("Accepted as it is")
    DRAFTED = "drafted", _("Taken over as an own draft")
    DECLINED = "declined", _("Declined")


class Letter(TextChoices):
    """Of what the administrators of a receiver were written to, once each."""

    SENT = "sent", _("An item was sent to you")
    CHANGED = "changed", _("What was sent to you has a new version")
    SOON = "soon", _("What was sent to you has to be read soon")
    LATE = "late", _("What was sent to you should have been read")


LEVELS = range(1, 6)
"""Levels of a disaster's risk, the highest last (Quyết định 18/2021/QĐ-TTg, Điều 4)."""

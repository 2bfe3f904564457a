"""Closed lists of webhooks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """Whose changes are told."""

    OWN = "own", _("This portal's own")
    PROVINCE = "province", _("This portal's own and what its communes share")


class EndpointState(TextChoices):
    """Whether an address is told anything."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")


class PauseReason(TextChoices):
    """Why an address is paused."""

    PERSON = "person", _("Paused by a person")
    FAILURES = "failures", _("No message was accepted for too long")
    GONE = "gone", _("The receiver said that it is gone (410)")


class Event(TextChoices):
    """What a message tells; the value is the message's `type`."""

    RELEASED = "item.released", _("Published or changed")
    WITHDRAWN = "item.withdrawn", _("Withdrawn")
    PORTAL = "portal.changed", _("The portal itself changed")
    RESTART = "feed.restart", _("Begin the change feed anew")
    TEST = "test.message", _("Test message")


class DeliveryState(TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Accepted")
    FAILED = "failed", _("Given up")
    SUPERSEDED = "superseded", _("Overtaken by a newer state")


class Outcome(TextChoices):
    """What came of one attempt."""

    ACCEPTED = "accepted", _("Accepted (2xx)")
    REFUSED = "refused", _("Answered with an error")
    REDIRECTED = "redirected", _("Answered with a redirection, which is not followed")
    GONE = "gone", _("Answered that it is gone (410)")
    TIMEOUT = "timeout", _("No answer in time")
    UNREACHABLE = "unreachable", _("No connection")
    UNKNOWN_HOST = "unknown_host", _("The host's name has no address")
    FORBIDDEN = "forbidden", _("The host's address is in a private or reserved network")
    INSECURE = "insecure", _("No trusted certificate")
    BROKEN = "broken", _("The answer was not HTTP")

"""Closed lists of the desks."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseKind(TextChoices):
    """What desk a case belongs to."""

    QUESTION = "question", _("Question")
    PETITION = "petition", _("Petition")
    INFORMATION = "information", _("Request for information")
    REPORT = "report", _("Report of wrong or unlawful content")


class Channel(TextChoices):
    """How a case came; by every channel but the portal's form an official enters it on the citizen's behalf."""

    FORM = "form", _("The portal's form")
    LETTER = "letter", _("By letter")
    OFFICE = "office", _("At the office")
    EMAIL = "email", _("By e-mail")
    TELEPHONE = "telephone", _("By telephone")
    NETWORK = "network", _("From a social network")
    PORTAL = "portal", _("Handed over by another portal")


class State(TextChoices):
    """How far a case has come."""

    RECEIVED = "received", _("Received")
    CLASSIFIED = "classified", _("Taken on")
    FORWARDED = "forwarded", _("Forwarded")
    DRAFTED = "drafted", _("An answer awaits approval")
    APPROVED = "approved", _("The answer is approved")
    ANSWERED = "answered", _("Answered")
    PUBLISHED = "published", _("Answered and published")
    CORRECTING = "correcting", _("What was supplied is being corrected")
    CLOSED = "closed", _("Closed without an answer")


OPEN_STATES = (
    State.RECEIVED, State.CLASSIFIED, State.FORWARDED, State.DRAFTED, State.APPROVED, State.CORRECTING,
)  # fmt: skip


class Closing(TextChoices):
    """Why a case was closed without an answer."""

    OUT_OF_SCOPE = "out_of_scope", _("Outside what the portal answers")
    COMPLAINT = "complaint", _("A complaint: another office receives it")
    DENUNCIATION = "denunciation", _("A denunciation: another office receives it")
    WITHDRAWN = "withdrawn", _("Withdrawn by who asked")
    MERGED = "merged", _("Merged with an earlier one on the same matter")
    HANDED_OVER = "handed_over", _("Handed over to another authority")
    DENIED = "denied", _("Information refused")


REFUSED = (Closing.COMPLAINT, Closing.DENUNCIATION)
"""What no desk of the portal takes at all; its text stays for a time, and then goes."""


class Act(TextChoices):
    """A step of a case's history."""

    RECEIVED = "received", _("Received")
    ENTERED = "entered", _("Entered on the citizen's behalf")
    READ = "read", _("Text and contact read")
    CLASSIFIED = "classified", _("Classified")
    OUT_OF_SCOPE = "out_of_scope", _("Told that the portal does not answer this")
    REFUSED = "refused", _("Not taken here; told where to go")
    FORWARDED = "forwarded", _("Forwarded")
    ASKED = "asked", _("The asker was asked for more")
    ADDED = "added", _("The asker added something")
    INTERIM = "interim", _("Interim notice sent")
    DRAFTED = "drafted", _("Answer put forward")
    RETURNED = "returned", _("Answer returned")
    APPROVED = "approved", _("Answer approved")
    ANSWERED = "answered", _("Answer sent")
    PUBLIC_DRAFT = "public_draft", _("Public wording put forward")
    PUBLISHED = "published", _("Answer published")
    UNPUBLISHED = "unpublished", _("Published answer taken down")
    RATED = "rated", _("The asker rated the answer")
    WITHDRAWN = "withdrawn", _("Withdrawn by who sent it")
    MERGED = "merged", _("Merged with an earlier one")
    SEPARATED = "separated", _("No longer merged: the earlier one ended without an answer")
    HANDED_OVER = "handed_over", _("Handed over to another authority")
    REMOVED = "removed", _("Item taken down until the office has decided")
    EXTENDED = "extended", _("Time for supplying extended")
    DENIED = "denied", _("Refused by a reason of the law")
    CORRECTION_ASKED = "correction_asked", _("Correction of what was supplied asked for")
    ERROR_FOUND = "error_found", _("Error in what was supplied found")
    PURGED = "purged", _("Text and contact deleted")


class MessageKind(TextChoices):
    """What somebody said in a case."""

    QUESTION = "question", _("Question")
    ADDITION = "addition", _("Addition by the asker")
    REQUEST = "request", _("Request for more")
    INTERIM = "interim", _("Interim notice")
    ANSWER = "answer", _("Answer")
    RECEIPT = "receipt", _("Receipt")
    REFUSAL = "refusal", _("Notice that it is not answered here")
    NOTICE = "notice", _("Notice")
    EXTENSION = "extension", _("Notice of extension")
    DENIAL = "denial", _("Refusal to supply")
    CORRECTION = "correction", _("What is wrong or missing")


class MessageState(TextChoices):
    """How far something that officials say has come; what the asker sees is `sent`."""

    WAITING = "waiting", _("Awaits approval")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")

"""Closed lists of notices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    """What a notice tells. Each kind has a template `notices/<kind>.txt` whose first line is the subject."""

    AWAITS_DECISION = "awaits_decision", _("An item awaits your decision")
    RETURNED = "returned", _("An item was returned")
    PUBLISHED = "published", _("An item was published")
    TAKEN_DOWN = "taken_down", _("An item was taken down")
    TAKEDOWN_SETTLED = "takedown_settled", _("A takedown was confirmed, or the item restored")
    APPOINTED = "appointed", _("Somebody was appointed to a post")
    APPOINTMENT_ENDED = "appointment_ended", _("An appointment ended")
    DELEGATED = "delegated", _("The head's power was given to somebody")
    DELEGATION_ENDED = "delegation_ended", _("A delegation ended")
    ASSIGNED = "assigned", _("An item was given to you to decide")
    RECALLED = "recalled", _("An item was taken back")
    STUCK = "stuck", _("Nobody can decide on an item")
    URGENT = "urgent", _("An item was published before its review")
    NOT_REVIEWED = "not_reviewed", _("An urgent publication was not reviewed in time")
    REVIEW_BY = "review_by", _("A public item is due to be looked at again")
    DUE_SOON = "due_soon", _("Items are due within a day")
    OVERDUE = "overdue", _("Items are overdue")
    DUE_MOVED = "due_moved", _("Due instants have moved")
    ACCOUNT_CHANGED = "account_changed", _("An account was changed")
    PASSWORD_LINK = "password_link", _("A link to choose a password")
    WEBHOOK_PAUSED = "webhook_paused", _("A webhook was paused")
    QUESTION_RECEIVED = "question_received", _("A citizen's question came in")
    QUESTION_FORWARDED = "question_forwarded", _("A question was given to you to answer")
    QUESTION_ADDED = "question_added", _("The asker added something")
    ANSWER_WAITS = "answer_waits", _("An answer awaits your decision")
    ANSWER_RETURNED = "answer_returned", _("An answer was returned")
    PREVIEW = "preview", _("Somebody asks you to look at a draft")
    SENT_TO_YOU = "sent_to_you", _("An item was sent to this portal")
    SENT_CHANGED = "sent_changed", _("What was sent to this portal has a new version")
    SENT_READ_SOON = "sent_read_soon", _("What was sent to this portal has to be read soon")
    SENT_READ_LATE = "sent_read_late", _("What was sent to this portal was not read in time")


class NoticeState(TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")

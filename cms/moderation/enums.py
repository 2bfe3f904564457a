"""Closed lists of moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Steps of a route, in the order in which they run."""

    BEFORE_SUBMISSION = "before_submission", _("Signed off by the supplying unit")
    REVIEW_ON_REQUEST = "review_on_request", _("Review on request")
    FIELD_REVIEW = "field_review", _("Review by field")
    COLUMN_MAIN = "column_main", _("Main review of the section")
    FINAL = "final", _("Final approval")
    FINAL_IF_DELEGATED = "final_if_delegated", _("Final approval by delegation")


class Basis(TextChoices):
    """Why a decision counts."""

    REGULATION = "regulation", _("By the regulation")
    DELEGATION = "delegation", _("By the head's delegation")
    ESCALATION = "escalation", _("In place of a post that is vacant or away, by the portal's rule")
    SOLE_APPROVER = "sole_approver", _("The author was the only approver")
    SIGNED_OFF = "signed_off", _("The supplying unit's signature, recorded by the office")
    URGENT = "urgent", _("Published at once, the review follows")
    OVERRIDE = "override", _("Published by a superuser with a reason")
    PROVISIONING = "provisioning", _("Made with the portal")


class SoleApproverRule(TextChoices):
    """What happens when nobody but an author could approve."""

    WAIT = "wait", _("Wait until another person is appointed or empowered")
    ALLOW_RECORDED = "allow_recorded", _("The author may approve, and it is recorded")


class VacancyRule(TextChoices):
    """What happens when a post of a step is vacant or its holders are away."""

    ESCALATE = "escalate", _("The next post in the order below decides, and it is recorded")
    WAIT = "wait", _("Wait until somebody is appointed, empowered or back")


class UnreviewedRule(TextChoices):
    """What happens to an item published at once that is not reviewed in time."""

    ESCALATE = "escalate", _("It stays public and is put before the head")
    TAKE_DOWN = "take_down", _("It is taken down")


class Decision(TextChoices):
    """What an approver said."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for changes")


class TakedownState(TextChoices):
    """How far a withdrawal is."""

    FINAL = "final", _("For good")
    PROVISIONAL = "provisional", _("Provisional, waits for the office")
    CONFIRMED = "confirmed", _("Confirmed by the office")
    RESTORED = "restored", _("Restored")
    REPLACED = "replaced", _("Public again with other content, by its own approval")


class Point(TextChoices):
    """What a decider answers for with their name (Thống Nhất 10.2a; Thành Đông 6.1, 8.1; Quảng Phú 6.4); nothing is public without all."""

    QUALITY = "quality", _("Quality: complete and clear, right figures, names and posts")
    CONTENT = "content", _("Content: lawful, nothing prohibited; source and author are named")
    SECRECY = "secrecy", _("Secrecy: nothing secret or internal in the text, the pictures or the files")

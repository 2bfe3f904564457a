"""Closed lists of the content model."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemType(TextChoices):
    """What an item is, as the API names it."""

    HOME = "home", _("Home page")
    SECTION = "section", _("Section")
    ARTICLE = "article", _("Article")
    DOCUMENT = "document", _("Legal document")
    PAGE = "page", _("Page")
    CONTACTS = "contacts", _("Contact directory")
    SCHEDULE = "schedule", _("Schedule")
    ANSWER = "answer", _("Question and answer")


class DocumentKind(TextChoices):
    """Kinds of administrative and legal documents (Nghị định 30/2020/NĐ-CP Đ7; Luật 64/2025/QH15)."""

    RESOLUTION = "nghi-quyet", _("Resolution")
    DECISION = "quyet-dinh", _("Decision")
    DIRECTIVE = "chi-thi", _("Directive")
    PLAN = "ke-hoach", _("Plan")
    REPORT = "bao-cao", _("Report")
    NOTICE = "thong-bao", _("Notice")
    PROPOSAL = "to-trinh", _("Proposal")
    OFFICIAL_LETTER = "cong-van", _("Official letter")
    INVITATION = "giay-moi", _("Invitation")
    GUIDANCE = "huong-dan", _("Guidance")
    PROGRAMME = "chuong-trinh", _("Programme")
    CONCLUSION = "ket-luan", _("Conclusion of a meeting")
    OTHER = "khac", _("Other document")


class ScheduleKind(TextChoices):
    """What a schedule is about."""

    RECEPTION = "reception", _("Reception of citizens")
    LEADERS = "leaders", _("Working schedule of the leaders")
    EVENTS = "events", _("Events")


class DocumentStatus(TextChoices):
    """Validity of a legal document."""

    IN_FORCE = "in_force", _("In force")
    NOT_YET = "not_yet", _("Not yet in force")
    PARTLY_EXPIRED = "partly_expired", _("Partly expired")
    EXPIRED = "expired", _("Expired")


class Origin(TextChoices):
    """Who supplied the content; some regulations route by it."""

    STAFF = "staff", _("Staff of the portal")
    COLLABORATOR = "collaborator", _("Collaborator")
    SUPPLYING_UNIT = "supplying_unit", _("Supplying unit")

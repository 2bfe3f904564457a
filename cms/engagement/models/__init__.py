"""What a portal keeps of its desks."""

from cms.engagement.models.case import Case, CaseEntry, CaseQuerySet, Message
from cms.engagement.models.desk import Desk, DeskKey

__all__ = ["Case", "CaseEntry", "CaseQuerySet", "Desk", "DeskKey", "Message"]

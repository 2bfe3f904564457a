"""The records of moderation in a tenant's schema."""

from cms.moderation.models.corrections import Correction
from cms.moderation.models.items import Preparation, UrgentPublication
from cms.moderation.models.records import Approval, Submission, Takedown
from cms.moderation.models.rules import ModerationRule
from cms.moderation.models.workflow import RegulationTask, Route

__all__ = [
    "Approval",
    "Correction",
    "ModerationRule",
    "Preparation",
    "RegulationTask",
    "Route",
    "Submission",
    "Takedown",
    "UrgentPublication",
]

"""The tables of a province in the public schema."""

from cms.province.models.calendar import CalendarDay, DecidedYear
from cms.province.models.figures import Timeliness
from cms.province.models.recomputation import Recomputation, RecomputationShare
from cms.province.models.rulebook import Rulebook, RulebookRule
from cms.province.models.rules import RulesState

__all__ = [
    "CalendarDay",
    "DecidedYear",
    "Recomputation",
    "RecomputationShare",
    "Rulebook",
    "RulebookRule",
    "RulesState",
    "Timeliness",
]

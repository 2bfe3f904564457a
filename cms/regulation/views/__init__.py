"""The screens of the regulation: its versions, one version, one group of parameters, the acts; office hours; what a province keeps."""

from cms.regulation.views.acting import DifferencesView, DiscardView, PutInForceView, WhatIfView
from cms.regulation.views.calendar import ProvinceCalendarView, RecomputationView
from cms.regulation.views.editing import GroupView
from cms.regulation.views.office_hours import OfficeHoursView
from cms.regulation.views.rulebook import RulebooksView, RulebookView, RuleView
from cms.regulation.views.versions import VersionsView, VersionView

__all__ = [
    "DifferencesView",
    "DiscardView",
    "GroupView",
    "OfficeHoursView",
    "ProvinceCalendarView",
    "PutInForceView",
    "RecomputationView",
    "RuleView",
    "RulebookView",
    "RulebooksView",
    "VersionView",
    "VersionsView",
    "WhatIfView",
]

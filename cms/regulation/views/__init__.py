"""The screens of the regulation: its versions, one version, one group of parameters, and the acts."""

from cms.regulation.views.acting import DifferencesView, DiscardView, PutInForceView, WhatIfView
from cms.regulation.views.editing import GroupView
from cms.regulation.views.versions import VersionsView, VersionView

__all__ = [
    "DifferencesView",
    "DiscardView",
    "GroupView",
    "PutInForceView",
    "VersionView",
    "VersionsView",
    "WhatIfView",
]

"""Closed lists of clocks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    """What a clock is about."""

    ITEM = "item", _("Item")
    QUESTION = "question", _("Question")
    PETITION = "petition", _("Petition")
    INFORMATION = "information", _("Request for information")
    CONTENT = "content", _("Report of wrong or unlawful content")
    REPORT = "report", _("Report of a violation")
    INCIDENT = "incident", _("Incident")


class ClockState(models.TextChoices):
    """How far a clock has come."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Stopped for a time")
    MET = "met", _("Met")
    MET_LATE = "met_late", _("Met late")
    ENDED = "ended", _("Ended without being met")


OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)


class Standing(models.TextChoices):
    """How a clock stands at an instant, as people are told."""

    ON_TIME = "on_time", _("On time")
    SOON = "soon", _("Due within a day")
    OVERDUE = "overdue", _("Overdue")
    UNTIMED = "untimed", _("Without a time")
    PAUSED = "paused", _("Stopped for a time")
    MET = "met", _("Met on time")
    MET_LATE = "met_late", _("Met late")
    ENDED = "ended", _("Ended without being met")


class ClockAct(models.TextChoices):
    """What happened to a clock."""

    STARTED = "started", _("Started")
    CHANGED = "changed", _("Dates of the item changed")
    MOVED = "moved", _("Computed anew")
    WAITING = "waiting", _("Waits for somebody")
    RECEIVED = "received", _("No longer waits")
    PAUSED = "paused", _("Stopped for a time")
    RESUMED = "resumed", _("Runs again")
    STOPPED = "stopped", _("Met")
    ENDED = "ended", _("Ended without being met")
    TOLD_SOON = "told_soon", _("Told: due within a day")
    TOLD_OVERDUE = "told_overdue", _("Told: overdue")

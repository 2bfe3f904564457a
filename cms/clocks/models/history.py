"""What happened to a clock, in order; rows are added and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.clocks.enums import ClockAct
from cms.clocks.models.clock import Clock


class ClockEntry(models.Model):
    """One entry in a clock's history: what happened, the due instant before and after, and why."""

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="history")
    act = models.CharField(_("act"), max_length=12, choices=ClockAct.choices)
    at = models.DateTimeField(_("when"), default=timezone.now)
    due_before = models.DateTimeField(_("due before"), null=True)
    due_after = models.DateTimeField(_("due after"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("entry of a deadline's history")
        verbose_name_plural = _("entries of deadlines' histories")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%d/%m/%Y %H:%M}"

"""How punctual the portals are: figures that each commune releases upward, without a title or a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class TimelinessQuerySet(models.QuerySet["Timeliness"]):
    """Figures by province."""

    def of_communes(self, province: Tenant) -> TimelinessQuerySet:
        """Return the figures of the communes that belong to `province` today."""
        return self.filter(tenant__in=province.communes())


class Timeliness(models.Model):
    """The clocks of one portal that fell due in one month, of one category, by one clause, counted by how they stand."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    category = models.CharField(_("category"), max_length=60, blank=True)
    key = models.CharField(_("deadline"), max_length=30)
    layer = models.CharField(_("whose rule"), max_length=10, blank=True)
    clause = models.CharField(_("clause"), max_length=400, blank=True)
    on_time = models.PositiveIntegerField(_("on time"), default=0)
    soon = models.PositiveIntegerField(_("due within a day"), default=0)
    overdue = models.PositiveIntegerField(_("overdue"), default=0)
    met = models.PositiveIntegerField(_("met"), default=0)
    met_late = models.PositiveIntegerField(_("met late"), default=0)
    untimed = models.PositiveIntegerField(_("without a time"), default=0)
    released_at = models.DateTimeField(_("released upward"), default=timezone.now)

    objects: ClassVar[TimelinessQuerySet] = TimelinessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("timeliness")
        verbose_name_plural = _("timeliness")
        ordering = ["-month", "tenant", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "month", "category", "key", "layer", "clause"], name="timeliness_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.month:%m/%Y} {self.category}"

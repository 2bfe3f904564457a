"""The working calendar that a province keeps over the computed one."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant

FIRST_YEAR, LAST_YEAR = 2022, 2099


class CalendarDay(models.Model):
    """A day that is off or worked in the province's offices, whatever the computed calendar says."""

    id = models.BigAutoField(primary_key=True)
    province = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("province"), db_index=False
    )
    day = models.DateField(_("day"))
    working = models.BooleanField(_("worked"))
    reason = models.CharField(_("why"), max_length=200)
    decision = models.CharField(_("by which decision"), max_length=200, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("days of the working calendar")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["province", "day"], name="calendarday_once")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class DecidedYear(models.Model):
    """A year whose days off are officially decided; every date counted over another is marked."""

    id = models.BigAutoField(primary_key=True)
    province = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("province"), db_index=False
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    decision = models.CharField(_("by which decision"), max_length=200)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("decided year")
        verbose_name_plural = _("decided years")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["province", "year"], name="decidedyear_once")]

    def __str__(self) -> str:
        return str(self.year)

"""The rulebook of a province: what it lays down for all of its communes' portals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def _effective_range() -> Func:
    return Func(
        F("effective_from"),
        F("effective_to"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )


class Rulebook(models.Model):
    """One version of a rulebook, in force between its dates (both inclusive)."""

    id = models.BigAutoField(primary_key=True)
    province = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("province"), db_index=False
    )
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    if TYPE_CHECKING:
        rules: RelatedManager[RulebookRule]

    class Meta:
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="rulebook_ends_after_start",
            ),
            ExclusionConstraint(
                name="rulebook_one_a_day",
                expressions=[
                    (F("province"), RangeOperators.EQUAL),
                    (_effective_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class RulebookRule(models.Model):
    """One rule of a rulebook: a deadline, or a plain value of a parameter.

    `parameter` is `group.key` of the regulation's model. A deadline has `unit`, with `amount` where the unit is counted and `start` where it
    counts from an event; everything else has `value`.
    """

    id = models.BigAutoField(primary_key=True)
    rulebook = models.ForeignKey(
        Rulebook, on_delete=models.CASCADE, related_name="rules", verbose_name=_("rulebook"), db_index=False
    )
    parameter = models.CharField(_("parameter"), max_length=60)
    amount = models.PositiveSmallIntegerField(_("amount"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    start = models.CharField(_("counted from"), max_length=40, blank=True)
    value = models.JSONField(_("value"), null=True, blank=True)
    clause = models.CharField(_("clause"), max_length=12)
    condition = models.CharField(_("applies where"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule of a rulebook")
        verbose_name_plural = _("rules of rulebooks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "parameter"], name="rulebookrule_once"),
        ]

    def __str__(self) -> str:
        return self.parameter

"""Versions of a portal's regulation and their parameters, and the office hours the portal keeps; all in the
tenant's schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.regulation.calendar import CalendarError, OfficeHours
from cms.regulation.clauses import CLAUSE_PATTERN
from cms.regulation.vocabulary import Provenance, Unit, Weekday
from tenants.identity import new_id

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class VersionState(models.TextChoices):
    """How far a version has come."""

    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed copy")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


COUNTING_STATES = (VersionState.CONFIRMED, VersionState.ACTIVE, VersionState.SUPERSEDED)
"""States in which a version holds between its dates. A confirmed copy without number or date holds by
assumption."""


class VersionQuerySet(models.QuerySet["RegulationVersion"]):
    """Versions by day."""

    def counting(self) -> VersionQuerySet:
        """Return those that hold, held or will hold; drafts do not."""
        return self.filter(state__in=COUNTING_STATES)

    def on(self, day: dt.date) -> VersionQuerySet:
        """Return those that hold on `day` (there is at most one)."""
        return self.counting().filter(
            Q(effective_from__lte=day), Q(effective_to__isnull=True) | Q(effective_to__gte=day)
        )

    def begun_by(self, day: dt.date) -> VersionQuerySet:
        """Return those that hold on `day` or held before, the latest first."""
        return self.counting().filter(effective_from__lte=day).order_by("-effective_from")


def _effective_range() -> Func:
    return Func(
        F("effective_from"),
        F("effective_to"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )


class RegulationVersion(models.Model):
    """One version of the portal's regulation: its instrument, its dates (both inclusive), its state."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    title = models.CharField(_("title"), max_length=600, blank=True)
    number = models.CharField(
        _("number"),
        max_length=60,
        blank=True,
        help_text=_("As printed; empty where the copy leaves it blank."),
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_on_partial = models.CharField(_("issued on, as far as printed"), max_length=10, blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=600, blank=True)
    signatory = models.CharField(_("signatory"), max_length=600, blank=True)
    replaces = models.JSONField(_("replaces"), default=list, blank=True)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True, help_text=_("The last day."))
    assumed = models.BooleanField(_("in force by assumption"), default=False)
    assumed_reason = models.CharField(_("why it is assumed"), max_length=600, blank=True)
    ended_reason = models.CharField(_("what ended it"), max_length=600, blank=True)
    older_than_unit = models.DateField(_("the unit was merged on"), null=True, blank=True)
    numbering = models.JSONField(_("articles without printed numbers"), default=dict, blank=True)
    unit_code = models.CharField(_("code of the unit"), max_length=5)
    schema_version = models.CharField(max_length=10, editable=False)
    source_digest = models.CharField(max_length=64, editable=False)
    loaded_at = models.DateTimeField(_("loaded"), default=timezone.now, editable=False)

    objects: ClassVar[VersionQuerySet] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        parameters: RelatedManager[Parameter]

    class Meta:
        verbose_name = _("version of the regulation")
        verbose_name_plural = _("versions of the regulation")
        ordering = ["-effective_from", "-loaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="regulation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.ACTIVE) | (Q(issued_on__isnull=False) & ~Q(number="")),
                name="regulation_active_has_number_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(assumed=True) | ~Q(assumed_reason=""), name="regulation_assumed_has_reason"
            ),
            ExclusionConstraint(
                name="regulation_one_version_a_day",
                expressions=[(_effective_range(), RangeOperators.OVERLAPS)],
                condition=Q(state__in=[state.value for state in COUNTING_STATES]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or _('no number')} – {self.effective_from:%d/%m/%Y}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on `day`."""
        started = self.state in COUNTING_STATES and self.effective_from <= day
        return started and (self.effective_to is None or day <= self.effective_to)


class Parameter(models.Model):
    """One parameter that a version states. What the regulation is silent on has no row."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(
        RegulationVersion,
        on_delete=models.CASCADE,
        related_name="parameters",
        verbose_name=_("version"),
        db_index=False,
    )
    group = models.CharField(_("group"), max_length=20)
    key = models.CharField(_("parameter"), max_length=40)
    value = models.JSONField(_("value"), null=True, blank=True)
    unit = models.CharField(
        _("unit"), max_length=12, choices=[(unit.value, unit.value) for unit in Unit], blank=True
    )
    provenance = models.CharField(
        _("provenance"), max_length=8, choices=[(one.value, one.value) for one in Provenance]
    )
    clause = models.CharField(_("clause"), max_length=12, blank=True)
    also = models.JSONField(_("further clauses"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("parameter of the regulation")
        verbose_name_plural = _("parameters of the regulation")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "group", "key"], name="regulation_parameter_once"),
            models.CheckConstraint(
                condition=Q(clause="") | Q(clause__regex=CLAUSE_PATTERN), name="regulation_clause_is_a_clause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}.{self.key}"


class OfficeHoursPeriod(models.Model):
    """The office hours that the portal's offices keep from a day on: tenant data, because no regulation
    states them."""

    id = models.BigAutoField(primary_key=True)
    valid_from = models.DateField(_("from"), unique=True)
    spans = models.JSONField(_("spans"), help_text=_("For example 07:30-11:30 and 13:30-17:30."))
    weekdays = models.JSONField(
        _("working days"),
        default=list,
        blank=True,
        help_text=_("Empty: as the regulation says, else Monday to Friday."),
    )
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{', '.join(self.spans)} ({self.valid_from:%d/%m/%Y})"

    def clean(self) -> None:
        """Refuse spans that are no office hours, and days that are no days of the week."""
        try:
            OfficeHours.parse(self.spans)
        except CalendarError as error:
            raise ValidationError({"spans": str(error)}) from error
        unknown = [day for day in self.weekdays if day not in list(Weekday)]
        if unknown:
            raise ValidationError({"weekdays": _("Not a day of the week: %s") % ", ".join(map(str, unknown))})

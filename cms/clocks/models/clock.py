"""One clock: what it is about, from which event it counts, until when, by which clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.clocks.enums import OPEN_STATES, ClockState, Standing, SubjectKind
from cms.regulation.registers import category_label, deadline_label
from cms.regulation.vocabulary import DeadlineKey, Layer
from tenants.identity import new_id

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from cms.clocks.models.history import ClockEntry

DUE_SOON = dt.timedelta(days=1)


def subject_kinds() -> list[tuple[str, Any]]:
    """Return what clocks are about; these lists are asked when needed, so that a longer one needs no migration in every tenant."""
    return list(SubjectKind.choices)


def deadline_keys() -> list[tuple[str, str]]:
    """Return the deadlines."""
    return [(key.value, key.value) for key in DeadlineKey]


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks by how they stand."""

    def open(self) -> ClockQuerySet:
        """Return those that run, or are stopped for a time."""
        return self.filter(state__in=OPEN_STATES)

    def of_subject(self, subject_id: UUID) -> ClockQuerySet:
        """Return the clocks of one item or case, the open ones first."""
        return self.filter(subject_id=subject_id).order_by(F("stopped_at").asc(nulls_first=True), "due_at")

    def with_keys(self, keys: Iterable[DeadlineKey]) -> ClockQuerySet:
        """Return those of some deadlines."""
        return self.filter(key__in=[key.value for key in keys])

    def with_standing(self, now: dt.datetime | None = None) -> Any:
        """Annotate `standing`, one of `Standing`, at an instant (now, unless given)."""
        instant = now or timezone.now()
        running = Q(state=ClockState.RUNNING)
        return self.annotate(
            standing=Case(
                When(running & Q(due_at__isnull=True), then=Value(Standing.UNTIMED.value)),
                When(running & Q(due_at__lt=instant), then=Value(Standing.OVERDUE.value)),
                When(running & Q(due_at__lt=instant + DUE_SOON), then=Value(Standing.SOON.value)),
                When(running, then=Value(Standing.ON_TIME.value)),
                default=F("state"),
                output_field=models.CharField(),
            )
        )

    def most_urgent_first(self) -> ClockQuerySet:
        """Order by due instant; what has none comes last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "started_at")


class Clock(models.Model):
    """A deadline of one item or case. An item can have several, each of another key.

    It keeps the dates it was computed from, so that it can be computed anew without the item: after a change of the calendar, of office
    hours, of the province's rulebook or of the regulation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    subject_kind = models.CharField(_("kind"), max_length=20, choices=subject_kinds)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    key = models.CharField(_("deadline"), max_length=30, choices=deadline_keys)
    dates = models.JSONField(_("dates of the events"), default=dict, encoder=DjangoJSONEncoder)
    major = models.BooleanField(_("major event"), default=False)
    own = models.BooleanField(_("the unit's own document"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ClockState.choices, default=ClockState.RUNNING
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    begun_at = models.DateTimeField(_("counts from"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    certain = models.BooleanField(_("the calendar is decided"), default=True)
    layer = models.CharField(
        _("whose rule"), max_length=10, blank=True, choices=[(one.value, one.value) for one in Layer]
    )
    clause = models.CharField(_("clause"), max_length=400, blank=True)
    answer = models.JSONField(_("explanation"), default=dict, encoder=DjangoJSONEncoder)
    regulation_version = models.UUIDField(null=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    waits_for = models.CharField(_("waits for"), max_length=200, blank=True)
    paused_at = models.DateTimeField(_("stopped for a time since"), null=True)
    pauses = models.JSONField(_("spans that do not count"), default=list)
    stopped_at = models.DateTimeField(_("met or ended"), null=True)
    told_soon_at = models.DateTimeField(null=True)
    told_overdue_at = models.DateTimeField(null=True)

    objects: ClassVar[ClockQuerySet] = ClockQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        history: RelatedManager[ClockEntry]
        standing: str
        responsible_id: UUID | None

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_at", "started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "key"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="clock_one_open_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OPEN_STATES]) | Q(stopped_at__isnull=False),
                name="clock_stopped_has_its_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="clock_subject"),
            models.Index(fields=["due_at"], name="clock_open_due", condition=Q(state="running")),
            models.Index(fields=["-stopped_at"], name="clock_stopped"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"

    @property
    def is_open(self) -> bool:
        """Whether it is neither met nor ended."""
        return self.state in OPEN_STATES

    def standing_at(self, now: dt.datetime) -> Standing:
        """Return how the clock stands at an instant."""
        if self.state != ClockState.RUNNING:
            return Standing(self.state)
        if self.due_at is None:
            return Standing.UNTIMED
        if self.due_at < now:
            return Standing.OVERDUE
        return Standing.SOON if self.due_at < now + DUE_SOON else Standing.ON_TIME

    @property
    def current_standing(self) -> Standing:
        """Return how the clock stands now."""
        return self.standing_at(timezone.now())

    @property
    def category_label(self) -> str:
        """Return the category in Vietnamese words; the deadline's where it is about no item."""
        return category_label(self.category) if self.category else self.key_label

    @property
    def key_label(self) -> str:
        """Return what has to happen in time, in Vietnamese words."""
        return deadline_label(self.key)

    @property
    def sentence(self) -> str:
        """Return the explanation in Vietnamese words, with its source."""
        return str(self.answer.get("sentence", ""))

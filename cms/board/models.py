"""The organisation around the board, what the head has delegated, and who is away; in the tenant's schema."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.board.enums import AbsenceKind, PowerState
from tenants.identity import new_id


class OrganisationUnit(models.Model):
    """A body or office of the organisation tree, with the fields and sections it is in charge of.

    `role_key` ties it to a role of the regulation (`unit_office`): whoever is appointed to that role acts for it, in its fields and sections.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name of the office"), max_length=200)
    role_key = models.CharField(_("role in the regulation"), max_length=64, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("stands under"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    decision = models.CharField(_("decision that established it"), max_length=120, blank=True)
    fields = models.JSONField(_("fields in charge"), default=list, blank=True)
    columns = models.JSONField(_("sections in charge"), default=list, blank=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["role_key"], condition=~Q(role_key=""), name="office_of_role_once"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="office_not_under_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


_Span = TypeVar("_Span", bound="Span")


class SpanQuerySet(models.QuerySet[_Span]):
    """What holds from an instant to another."""

    def at(self, instant: dt.datetime | None = None) -> Self:
        """Return what holds at `instant`, now unless given: from its first moment, and no longer at its last."""
        moment = instant or timezone.now()
        return self.filter(
            Q(starts_at__lte=moment),
            Q(ends_at__isnull=True) | Q(ends_at__gt=moment),
            Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
        )

    def between(self, start: dt.datetime, end: dt.datetime | None) -> Self:
        """Return what holds at some moment from `start` until just before `end`, or ever after where that is None."""
        begun = self.filter(starts_at__lt=end) if end else self
        return begun.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=start), Q(ended_at__isnull=True) | Q(ended_at__gt=start)
        )

    def not_over(self) -> Self:
        """Return what holds now or will."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()), ended_at__isnull=True)


class Span(models.Model):
    """Something that holds from `starts_at` until just before `ends_at`, or until somebody ends it (`ended_at`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def last_moment(self) -> dt.datetime | None:
        """Return when it stops or stopped to hold; None where no end is set."""
        return min((moment for moment in (self.ends_at, self.ended_at) if moment), default=None)

    @property
    def state(self) -> PowerState:
        """Return whether it is to come, holds now, or is over."""
        now = timezone.now()
        if self.last_moment is not None and self.last_moment <= now:
            return PowerState.OVER
        return PowerState.TO_COME if self.starts_at > now else PowerState.HOLDS


class DelegationQuerySet(SpanQuerySet["Delegation"]):
    """Delegations."""


class Delegation(Span):
    """The head's power given to a deputy for a time (*uỷ quyền*). Empty lists of a scope leave nothing out.

    It counts only while the giver holds the head's post and the taker a post that the regulation lets be empowered, and ends by itself.
    """

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_given",
        verbose_name=_("given by"),
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_held",
        verbose_name=_("given to"),
    )
    decision = models.CharField(_("written document"), max_length=120)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    columns = models.JSONField(_("sections"), default=list, blank=True)
    stages = models.JSONField(_("steps"), default=list, blank=True)
    end_reason = models.CharField(_("reason for the end"), max_length=200, blank=True)
    end_told_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[DelegationQuerySet] = DelegationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_not_to_oneself"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False) & Q(ends_at__gt=F("starts_at")),
                name="delegation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def scope(self) -> tuple[set[str], set[str], set[str]]:
        """Return the fields, sections and steps it is limited to."""
        return set(self.fields), set(self.columns), set(self.stages)


class AbsenceQuerySet(SpanQuerySet["Absence"]):
    """Absences."""


class Absence(Span):
    """That somebody is away: they do not act, and what would wait for them goes on by the portal's rule."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name=_("person")
    )
    kind = models.CharField(
        _("reason"), max_length=10, choices=AbsenceKind.choices, default=AbsenceKind.LEAVE
    )

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_kind_display()}"

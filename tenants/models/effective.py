"""What rows with an effective date share."""

from datetime import date
from typing import Generic, Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class EffectiveRange(Func):
    """`daterange(valid_from, valid_to)`, half open, for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("valid_from"), F("valid_to"))

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, object]]:
        """Without arguments: the two columns are always the same."""
        return f"{type(self).__module__}.{type(self).__qualname__}", (), {}


def holds_on(day: date, prefix: str = "") -> Q:
    """The condition that a row holds on a day; `prefix` leads to it from another model (`"identities__"`)."""
    started = Q(**{f"{prefix}valid_from__lte": day})
    not_ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return started & not_ended


class EffectiveQuerySet(models.QuerySet[M_co], Generic[M_co]):
    """Rows that hold from `valid_from` up to, but not on, `valid_to`."""

    def on(self, day: date) -> Self:
        """Those that hold on this day."""
        return self.filter(holds_on(day))


class EffectiveModel(models.Model):
    """A row that holds from `valid_from` (the first day) up to, but not on, `valid_to`; no end while it is
    null.

    Half open, so that a successor's first day is its predecessor's `valid_to`: both carry the date of the
    resolution.
    """

    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("no longer from"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Whether the row holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The check, under a name of its own for each table, that a row holds for at least a day."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
        name=name,
    )

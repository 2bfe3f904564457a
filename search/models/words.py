"""What people decide about searching a portal: synonyms and pinned results; and what found nothing."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 200


class SynonymGroup(models.Model):
    """Expressions that mean the same, parted by commas. A province's count in all its communes too."""

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField(_("tenant"))
    expressions = models.CharField(_("expressions"), max_length=500)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering: ClassVar = ["expressions"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_id", "expressions"], name="synonymgroup_once")
        ]

    def __str__(self) -> str:
        return self.expressions


class Pin(models.Model):
    """An item that stands first when a query is asked, whatever else is found. `folded` is the query as it is
    compared: its syllables without accents.
    """

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField(_("tenant"))
    query = models.CharField(_("query"), max_length=LONGEST_WORDS)
    folded = models.CharField(_("query without accents"), max_length=LONGEST_WORDS)
    tenant_id = models.UUIDField(_("tenant of the item"))
    item_id = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=10)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("pinned result")
        verbose_name_plural = _("pinned results")
        ordering: ClassVar = ["folded", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_id", "folded", "item_id", "language"], name="pin_once")
        ]

    def __str__(self) -> str:
        return self.query


class UnansweredQuerySet(models.QuerySet["UnansweredQuery"]):
    """Queries that found nothing."""

    def to_show(self, tenant_id: UUID, least: int) -> Self:
        """Those of a tenant that were asked at least so often, the most asked first."""
        return self.filter(tenant_id=tenant_id, asked__gte=least).order_by("-asked", "folded")

    def older_than(self, day: date) -> Self:
        """Those that nobody asked since a day."""
        return self.filter(last_on__lt=day)


class UnansweredQuery(models.Model):
    """A query that found nothing, and how often it was asked: never by whom, from where or at what time."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    folded = models.CharField(_("query without accents"), max_length=LONGEST_WORDS)
    query = models.CharField(_("query"), max_length=LONGEST_WORDS)
    asked = models.IntegerField(_("times asked"), default=1)
    last_on = models.DateField(_("last asked on"))

    objects: ClassVar[UnansweredQuerySet] = UnansweredQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("query without results")
        verbose_name_plural = _("queries without results")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "folded"], name="unansweredquery_once")
        ]

    def __str__(self) -> str:
        return self.query

"""Recomputing open clocks after a change: one share a portal, each in a transaction of its own, so that what breaks off goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id
from tenants.models import Tenant

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Recomputation(models.Model):
    """A change of a province's calendar or rulebook, after which the open clocks of its portals are computed anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    province = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("province"), db_index=False
    )
    reason = models.CharField(_("what changed"), max_length=300)
    begun_by = models.CharField(_("by"), max_length=150)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)

    if TYPE_CHECKING:
        shares: RelatedManager[RecomputationShare]

    class Meta:
        verbose_name = _("recomputation")
        verbose_name_plural = _("recomputations")
        ordering = ["-begun_at"]
        indexes = [models.Index(fields=["province", "-begun_at"], name="recomputation_of_province")]

    def __str__(self) -> str:
        return self.reason


class RecomputationShareQuerySet(models.QuerySet["RecomputationShare"]):
    """Shares by how far they are."""

    def waiting(self) -> RecomputationShareQuerySet:
        """Return those that are not done yet, the oldest first."""
        return self.filter(done_at__isnull=True).order_by("recomputation__begun_at", "pk")


class RecomputationShare(models.Model):
    """One portal's share: done in the transaction that computed its clocks, and never in part."""

    id = models.BigAutoField(primary_key=True)
    recomputation = models.ForeignKey(
        Recomputation, on_delete=models.CASCADE, related_name="shares", db_index=False
    )
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    done_at = models.DateTimeField(_("done"), null=True)
    open_clocks = models.PositiveIntegerField(_("open deadlines"), null=True)
    moved = models.PositiveIntegerField(_("deadlines moved"), null=True)

    objects: ClassVar[RecomputationShareQuerySet] = RecomputationShareQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("share of a recomputation")
        verbose_name_plural = _("shares of recomputations")
        constraints = [
            models.UniqueConstraint(fields=["recomputation", "tenant"], name="recomputationshare_once")
        ]
        indexes = [
            models.Index(
                fields=["tenant"], name="recomputationshare_waiting", condition=models.Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.recomputation_id} {self.tenant_id}"

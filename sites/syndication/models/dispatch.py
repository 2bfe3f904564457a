"""What a portal sends to others: a reference to one of its released items, never a copy."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.syndication.enums import LEVELS, Audience, Kind
from tenants.enums import UnitType
from tenants.identity import new_id
from tenants.models import Tenant


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """What was sent, by what is asked of it."""

    def of(self, sender_id: UUID) -> Self:
        """What one portal sent, the latest first."""
        return self.filter(sender_id=sender_id).order_by("-sent_at", "-id")

    def active(self, now: datetime | None = None) -> Self:
        """What is neither withdrawn nor over at an instant (now, unless given)."""
        goes_on = Q(ends_at__isnull=True) | Q(ends_at__gt=now or timezone.now())
        return self.filter(goes_on, withdrawn_at__isnull=True)


class Dispatch(models.Model):
    """One item sent by its portal, and to whom. Who receives it is computed whenever somebody reads
    (`sites.syndication.scope`); no row says it.

    `see_by` is the last day for reading it. `ends_at` is when it disappears by itself; an emergency notice needs one. The item's text
    is that of its release: what the sender corrects or takes down is corrected and gone everywhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", verbose_name=_("sender"), db_index=False
    )
    item_id = models.UUIDField(_("item"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    audience = models.CharField(_("to whom"), max_length=5, choices=Audience.choices)
    unit_types = ArrayField(
        models.CharField(max_length=9, choices=UnitType.choices),
        verbose_name=_("types of units"),
        default=list,
        blank=True,
    )
    codes = ArrayField(
        models.CharField(max_length=5), verbose_name=_("chosen units"), default=list, blank=True
    )
    level = models.PositiveSmallIntegerField(_("level of the disaster's risk"), null=True, blank=True)
    see_by = models.DateField(_("to be read by"), null=True, blank=True)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = models.CharField(_("sent by"), max_length=150)
    sent_by_id = models.UUIDField(_("account of who sent it"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    objects: ClassVar[DispatchQuerySet] = DispatchQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        sender_id: UUID

    class Meta:
        verbose_name = _("sent item")
        verbose_name_plural = _("sent items")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="dispatch_kind_is_known"),
            models.CheckConstraint(
                condition=Q(audience=Audience.ALL, unit_types=[], codes=[])
                | (Q(audience=Audience.TYPES, codes=[]) & ~Q(unit_types=[]))
                | (Q(audience=Audience.CODES, unit_types=[]) & ~Q(codes=[])),
                name="dispatch_audience_is_said",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.EMERGENCY) | Q(ends_at__isnull=False),
                name="dispatch_emergency_ends",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(kind=Kind.EMERGENCY, level__in=list(LEVELS)),
                name="dispatch_level_is_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sender"], condition=Q(withdrawn_at__isnull=True), name="dispatch_active_idx"
            ),
            models.Index(fields=["sender", "-sent_at"], name="dispatch_sender_idx"),
            models.Index(fields=["item_id"], name="dispatch_item_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"

    @property
    def pair(self) -> tuple[UUID, UUID]:
        """Sender and item, as a released item is known by."""
        return self.sender_id, self.item_id

    def is_active(self, now: datetime | None = None) -> bool:
        """Whether it is neither withdrawn nor over."""
        return self.withdrawn_at is None and (self.ends_at is None or self.ends_at > (now or timezone.now()))

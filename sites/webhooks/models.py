"""Addresses that are told, messages, and each attempt to deliver one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.releases.enums import ReleaseType
from sites.webhooks.enums import DeliveryState, EndpointState, Event, Outcome, PauseReason, Scope
from tenants.identity import new_id
from tenants.models import Tenant

MAX_URL = 500


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Addresses by what is done with them."""

    def of(self, tenant_id: UUID) -> Self:
        """Those of one portal, in the order in which they were entered."""
        return self.filter(tenant_id=tenant_id).order_by("created_at")

    def active(self) -> Self:
        """Those that are told."""
        return self.filter(state=EndpointState.ACTIVE)


class Endpoint(models.Model):
    """An address that is told of what becomes public.

    `position` is how far the change feed was turned into messages for it. The secret is derived, never stored:
    `secret_number` counts which one it is (`sites.webhooks.signing`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"))
    name = models.CharField(_("name"), max_length=100, help_text=_("Which system it is, for people."))
    url = models.CharField(_("address"), max_length=MAX_URL)
    types = ArrayField(
        models.CharField(max_length=12, choices=ReleaseType.choices),
        verbose_name=_("kinds of items"),
        default=list,
        blank=True,
        help_text=_("None chosen means all."),
    )
    scope = models.CharField(_("whose changes"), max_length=8, choices=Scope.choices, default=Scope.OWN.value)
    state = models.CharField(
        _("state"), max_length=6, choices=EndpointState.choices, default=EndpointState.ACTIVE.value
    )
    pause_reason = models.CharField(
        _("why paused"), max_length=8, choices=PauseReason.choices, blank=True, default=""
    )
    paused_at = models.DateTimeField(_("paused"), null=True)
    position = models.BigIntegerField(_("position in the change feed"), default=0)
    secret_number = models.PositiveSmallIntegerField(_("number of the secret"), default=1)
    secret_changed_at = models.DateTimeField(_("secret changed"), null=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    accepted_at = models.DateTimeField(_("last accepted"), null=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now)
    created_by = models.CharField(_("entered by"), max_length=150)
    changed_at = models.DateTimeField(_("changed"), null=True)
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True)

    objects: ClassVar[EndpointQuerySet] = EndpointQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tenant_id: UUID

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state="active"), name="endpoint_active_idx"),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Messages by how far they have come."""

    def due(self, now: datetime) -> Self:
        """Those to be sent now: nobody is sending them, and their address is not paused. The oldest first."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        return self.filter(
            free, state=DeliveryState.WAITING, due_at__lte=now, endpoint__state=EndpointState.ACTIVE
        ).order_by("due_at", "position", "id")

    def waiting(self) -> Self:
        """Those that are neither accepted nor given up."""
        return self.filter(state=DeliveryState.WAITING)


class Delivery(models.Model):
    """One message to one address. Its key is the `webhook-id`, the same at every attempt; its body never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(
        Endpoint,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("webhook"),
        db_index=False,
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"))
    position = models.BigIntegerField(_("position in the change feed"), null=True)
    event = models.CharField(_("what it tells"), max_length=16, choices=Event.choices)
    item_id = models.UUIDField(_("item"), null=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    body = models.TextField(_("body"))
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING.value
    )
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("to be sent"), default=timezone.now)
    claimed_until = models.DateTimeField(_("being sent until"), null=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        endpoint_id: UUID
        tenant_id: UUID

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "position"], name="delivery_once_per_position"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due_idx"),
            models.Index(fields=["endpoint", "-created_at"], name="delivery_log_idx"),
            models.Index(
                fields=["endpoint", "item_id"], condition=Q(state="waiting"), name="delivery_waiting_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.position or ''}"


class Attempt(models.Model):
    """One attempt to deliver a message."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts", verbose_name=_("message")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(_("status of the answer"), null=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    said = models.CharField(_("what was answered"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.status or ''}"

"""Tables of the public schema through which citizens reach a portal: nothing in them can be read without the portal's private key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id
from tenants.models import Tenant


class PublicKey(models.Model):
    """A portal's public key, to which what citizens send is sealed. The newest counts; the private one lies wrapped in the portal's schema."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    key_id = models.CharField(_("key id"), max_length=16)
    public = models.CharField(_("public key"), max_length=100)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        db_table = "engagement_publickey"
        verbose_name = _("public key")
        verbose_name_plural = _("public keys")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "key_id"], name="publickey_once"),
        ]

    def __str__(self) -> str:
        return self.key_id


class Envelope(models.Model):
    """Something a citizen sent, sealed to the portal's public key, until the portal's worker takes it in.

    The role that writes it can name neither the instant of receipt nor read anything back. `idempotency` is a hash of the form's secret: the
    same form sent twice is one envelope.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    idempotency = models.CharField(_("what makes it one"), max_length=64)
    kind = models.CharField(_("kind"), max_length=20)
    key_id = models.CharField(_("key id"), max_length=16)
    payload = models.BinaryField(_("sealed content"))
    received_at = models.DateTimeField(_("received"), db_default=Now())

    class Meta:
        db_table = "engagement_inbox"
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "idempotency"], name="envelope_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%d/%m/%Y %H:%M}"


class Figures(models.Model):
    """How a portal's desk did in a month, by the day of receipt: counts and a median, without a name or a text."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    month = models.DateField(_("month"), help_text=_("Its first day."))
    received = models.PositiveIntegerField(_("sent in"), default=0)
    answered = models.PositiveIntegerField(_("given an answer"), default=0)
    in_time = models.PositiveIntegerField(_("answered in time"), default=0)
    overdue = models.PositiveIntegerField(_("overdue and open"), default=0)
    refused = models.PositiveIntegerField(_("not taken as a question"), default=0)
    median_days = models.DecimalField(
        _("median days until the answer"), max_digits=6, decimal_places=1, null=True
    )
    median_days_without_waiting = models.DecimalField(
        _("the same without the days on which the asker was waited for"),
        max_digits=6,
        decimal_places=1,
        null=True,
    )
    released_at = models.DateTimeField(_("released"), default=timezone.now)

    class Meta:
        db_table = "engagement_figures"
        verbose_name = _("figures of a desk")
        verbose_name_plural = _("figures of desks")
        ordering: ClassVar = ["-month", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "kind", "month"], name="engagement_figures_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%m/%Y}"


class Deletion(models.Model):
    """That the content of a case was deleted. It outlives every restore of the portal, which carries it out again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )
    case_id = models.UUIDField(_("case"))
    deleted_at = models.DateTimeField(_("deleted"), default=timezone.now)

    class Meta:
        db_table = "engagement_deletion"
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "case_id"], name="deletion_once"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

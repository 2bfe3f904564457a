"""What was done to a tenant's state: who, when, why; and interruptions that were announced."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.enums import TenantState
from tenants.models.tenant import Tenant


class StateChangeQuerySet(models.QuerySet["StateChange"]):
    """Changes of state."""

    def before(self, tenant: Tenant) -> str | None:
        """The state that a tenant was in before its present one; None while it never changed."""
        last = self.filter(tenant=tenant, to_state=tenant.state).order_by("-pk").first()
        return last.from_state if last else None


class StateChange(models.Model):
    """One move of a tenant from a state to another; rows are added only."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="state_changes",
        verbose_name=_("tenant"),
        db_index=False,
    )
    from_state = models.CharField(_("from state"), max_length=11, choices=TenantState.choices, blank=True)
    to_state = models.CharField(_("to state"), max_length=11, choices=TenantState.choices)
    at = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")

    objects: ClassVar[StateChangeQuerySet] = StateChangeQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tenant_id: UUID

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["tenant", "id"], name="statechange_tenant_idx")]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.from_state or '-'} → {self.to_state}"


class InterruptionQuerySet(models.QuerySet["Interruption"]):
    """Announced interruptions."""

    def to_announce(self, tenant_id: UUID, at: datetime | None = None) -> "InterruptionQuerySet":
        """Those that a portal tells its visitors of now, the next one first."""
        now = at or timezone.now()
        return self.filter(tenant_id=tenant_id, called_off_at=None, ends_at__gt=now).order_by("starts_at")


class Interruption(models.Model):
    """A planned interruption of a portal, or one that force majeure brought.

    Planned ones are announced at least 7 working days ahead (Nghị định 224/2026/NĐ-CP, Điều 13); what could
    not be foreseen carries its reason instead.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="interruptions",
        verbose_name=_("tenant"),
        db_index=False,
    )
    starts_at = models.DateTimeField(_("interrupted from"))
    ends_at = models.DateTimeField(_("interrupted until"))
    reason = models.TextField(_("reason"))
    force_majeure = models.TextField(_("why it could not be announced in time"), blank=True, default="")
    announced_at = models.DateTimeField(_("announced"), default=timezone.now)
    announced_by = models.CharField(_("announced by"), max_length=150, blank=True, default="")
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)

    objects: ClassVar[InterruptionQuerySet] = InterruptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("interruption")
        verbose_name_plural = _("interruptions")
        ordering = ("starts_at",)
        indexes = [models.Index(fields=["tenant", "ends_at"], name="interruption_tenant_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="interruption_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} – {self.ends_at:%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.ends_at <= timezone.now()

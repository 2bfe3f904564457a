"""Work on the fleet that somebody asked for, and what each tenant uses."""

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.enums import FleetAct, RunState
from tenants.identity import new_id
from tenants.models.tenant import Tenant

LOG_LIMIT = 200_000
"""Characters of a run's log that are kept: some four thousand lines."""


class FleetRun(models.Model):
    """One long act on the fleet: asked for in the console of a province, done by the fleet's worker.

    The application adds rows and reads them; only the owner's role writes what came of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.CharField(_("kind of work"), max_length=20, choices=FleetAct.choices)
    province = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("province"), db_index=False
    )
    asked_by = models.CharField(_("asked for by"), max_length=150)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    parameters = models.JSONField(_("parameters"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    done = models.IntegerField(_("done so far"), default=0)
    total = models.IntegerField(_("of"), default=0)
    log = models.TextField(_("log"), blank=True, default="")
    begun_at = models.DateTimeField(_("work begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[models.Manager["FleetRun"]] = models.Manager()

    if TYPE_CHECKING:
        province_id: UUID

    class Meta:
        verbose_name = _("work on the fleet")
        verbose_name_plural = _("work on the fleet")
        ordering = ("-asked_at",)
        indexes = [
            models.Index(fields=["province", "asked_at"], name="fleetrun_province_idx"),
            models.Index(
                fields=["asked_at"], condition=Q(state__in=["queued", "running"]), name="fleetrun_open_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


class TenantUsage(models.Model):
    """What a tenant used when it was last measured: files, rows, accounts; and when it last published."""

    tenant = models.OneToOneField(
        Tenant,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="usage",
        verbose_name=_("tenant"),
    )
    file_bytes = models.BigIntegerField(_("files in bytes"), default=0)
    database_bytes = models.BigIntegerField(_("database in bytes"), default=0)
    accounts = models.IntegerField(_("number of accounts"), default=0)
    published_at = models.DateTimeField(_("last publication"), null=True, blank=True)
    measured_at = models.DateTimeField(_("measured"), default=timezone.now)

    objects: ClassVar[models.Manager["TenantUsage"]] = models.Manager()

    class Meta:
        verbose_name = _("use of a tenant")
        verbose_name_plural = _("use of tenants")

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.file_bytes} bytes, {self.accounts} accounts"

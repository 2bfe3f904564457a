"""When periodic jobs ran last."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.tenant import Tenant


class PeriodicRun(models.Model):
    """The last turn of a periodic job, for one tenant or for the installation, so that a restart repeats
    and skips none.
    """

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(_("job"), max_length=80)
    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("tenant"),
        null=True,
        db_index=False,
    )
    turn = models.BigIntegerField(_("turn"))
    ran_at = models.DateTimeField(_("ran"))
    error = models.TextField(_("error"), blank=True, default="")

    class Meta:
        verbose_name = _("run of a periodic job")
        verbose_name_plural = _("runs of periodic jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "tenant"],
                name="periodicrun_once_per_tenant",
                condition=Q(tenant__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["job"], name="periodicrun_once_without_tenant", condition=Q(tenant__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} ({self.tenant_id or 'installation'})"

"""Which other communes a commune's first page links to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Neighbour(models.Model):
    """A link to a neighbour's portal. It shows while both are of one province (`sites.syndication.neighbours`)."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    neighbour_id = models.UUIDField(_("neighbour"))
    chosen_at = models.DateTimeField(_("chosen"), default=timezone.now)
    chosen_by = models.CharField(_("chosen by"), max_length=150)

    class Meta:
        verbose_name = _("neighbour")
        verbose_name_plural = _("neighbours")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "neighbour_id"], name="neighbour_once"),
            models.CheckConstraint(
                condition=~Q(tenant_id=F("neighbour_id")), name="neighbour_is_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} → {self.neighbour_id}"

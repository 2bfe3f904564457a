"""What a commune lets its province show."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SharingRule(models.Model):
    """Whether items of a category are shown by the province too; where a tenant has no row, the platform's default counts.

    It decides at publishing: what was released before keeps what it was released with.
    """

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    category = models.CharField(_("category"), max_length=40)
    shared = models.BooleanField(_("shown by the province"))
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("sharing rule")
        verbose_name_plural = _("sharing rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "category"], name="sharingrule_once_per_category")
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.shared}"

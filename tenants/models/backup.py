"""What was backed up, where it lies, and whether it was tried."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id
from tenants.models.tenant import Tenant


class BackupQuerySet(models.QuerySet["Backup"]):
    """Backups of tenants."""

    def kept(self) -> "BackupQuerySet":
        """Those whose file is still there."""
        return self.filter(removed_at=None, error="")

    def latest_per_tenant(self) -> "BackupQuerySet":
        """The last one of each tenant that was written whole."""
        return self.kept().order_by("tenant_id", "-taken_at").distinct("tenant_id")


class Backup(models.Model):
    """One backup of one tenant: a file in the storage `backups`, and what is known of it without opening it.

    `verified_at` is when its checksum was last found right (integrity), `rehearsed_at` when it was last
    restored for trial (readiness); both are asked for by the strictest of the regulations (Thống Nhất,
    10.1d).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="backups", verbose_name=_("tenant"), db_index=False
    )
    name = models.CharField(_("file"), max_length=200)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150, blank=True, default="")
    fingerprint = models.CharField(_("migration state"), max_length=64)
    size = models.BigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True, default="")
    rows = models.BigIntegerField(_("rows"), default=0)
    files = models.IntegerField(_("files"), default=0)
    seconds = models.FloatField(_("seconds it took"), default=0)
    verified_at = models.DateTimeField(_("checksum found right"), null=True, blank=True)
    rehearsed_at = models.DateTimeField(_("restored for trial"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True, default="")

    objects: ClassVar[BackupQuerySet] = BackupQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tenant_id: UUID

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ("-taken_at",)
        indexes = [models.Index("tenant", models.F("taken_at").desc(), name="backup_tenant_idx")]

    def __str__(self) -> str:
        return self.name

    def is_older_than(self, instant: datetime) -> bool:
        """Whether it was taken before an instant."""
        return self.taken_at < instant

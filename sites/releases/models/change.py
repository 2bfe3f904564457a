"""The change feed's rows."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.releases.enums import ChangeKind, ReleaseType


class ChangeQuerySet(models.QuerySet["Change"]):
    """Changes by what their readers ask for."""

    def stamped(self) -> Self:
        """Those with a position, which readers may see, in its order."""
        return self.filter(position__isnull=False).order_by("position")

    def pending(self) -> Self:
        """Those that wait for their position, in the order in which they were written."""
        return self.filter(position__isnull=True).order_by("id")

    def last_of(self, tenant_id: UUID, item_id: UUID, language: str) -> "Change | None":
        """The last change of an item, stamped or not; None if it never was public."""
        return self.filter(tenant_id=tenant_id, item_id=item_id, language=language).order_by("-id").first()


class Change(models.Model):
    """The last state of an item in one language, and its place in the order of commits.

    A new row is written with every act, without a position; giving it one removes the row it replaces
    (`sites.releases.changes`). So no act ever waits for, or hides, another's row. A withdrawn item leaves nothing here but
    its key, type and address. `was_shared` says that the province showed it at some time and has to hear of its end.
    """

    id = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(_("position"), null=True)
    tenant_id = models.UUIDField(_("tenant"))
    item_id = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=10)
    type = models.CharField(_("type"), max_length=12, choices=ReleaseType.choices)
    kind = models.CharField(_("what happened"), max_length=9, choices=ChangeKind.choices)
    path = models.CharField(_("path"), max_length=1000, blank=True)
    shared = models.BooleanField(_("shown by the province"), default=False)
    was_shared = models.BooleanField(_("was shown by the province"), default=False)
    final = models.BooleanField(
        _("for good"), default=True, help_text=_("A withdrawal that may still be undone is not for good.")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[ChangeQuerySet] = ChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["position"], name="change_position_once"),
            models.UniqueConstraint(
                fields=["tenant_id", "item_id", "language"],
                condition=Q(position__isnull=False),
                name="change_last_state_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "position"], name="change_tenant_idx"),
            models.Index(fields=["tenant_id", "path"], name="change_path_idx"),
            models.Index(fields=["item_id"], name="change_item_idx"),
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="change_pending_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.position or '…'} {self.kind} {self.item_id}"

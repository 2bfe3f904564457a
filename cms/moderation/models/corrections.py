"""What was wrong on the portal and is put right in public."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id


class Correction(models.Model):
    """A public correction on an item (*đính chính*; Luật Báo chí, Thống Nhất 6.1): what was wrong and what is right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_id = models.UUIDField(db_index=True)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="corrections"
    )
    text = models.CharField(_("correction"), max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.text[:80]

"""What was answered about personal data, and what was purged."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.checks.enums import Answer, Level
from cms.checks.personal_data import Kind
from tenants.identity import new_id


class PersonalDataAnswer(models.Model):
    """What somebody answered to something that may be personal data. Kept under the hash of the value, never the value itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_id = models.UUIDField()
    finding = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    answer = models.CharField(_("answer"), max_length=20, choices=Answer.choices)
    reason = models.CharField(_("reason"), max_length=500)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answer about personal data")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item_id", "finding"], name="personaldata_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} – {self.get_answer_display()}"


class PurgedItem(models.Model):
    """What is left of an item that was marked secret or internal: that there was one, and what was removed. No title, no word of it."""

    item_id = models.UUIDField(primary_key=True)
    level = models.CharField(_("marked as"), max_length=12, choices=Level.choices)
    was_public = models.BooleanField(_("was public"))
    purged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(auto_now_add=True)
    removed = models.JSONField(_("what was removed"), default=dict)

    class Meta:
        verbose_name = _("purged item")
        verbose_name_plural = _("purged items")
        ordering: ClassVar = ["-purged_at"]

    def __str__(self) -> str:
        return f"{self.item_id} ({self.get_level_display()})"

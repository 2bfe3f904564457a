"""The outbox of one portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.notices.enums import NoticeKind, NoticeState
from tenants.identity import new_id


def kinds() -> list[tuple[str, Any]]:
    """Return the kinds of notices; asked when needed, so that a further kind needs no migration in every tenant."""
    return list(NoticeKind.choices)


class Notice(models.Model):
    """One message to one person. It commits with the act that caused it, or not at all; the worker sends it afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=30, choices=kinds)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    url = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="notice_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.subject

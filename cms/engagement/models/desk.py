"""A desk of the portal, and the keys under which what citizens wrote is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.engagement.enums import CaseKind
from cms.engagement.models.case import kinds
from tenants.identity import new_id


class Desk(models.Model):
    """Whether a desk that the regulation says nothing of is open, by a decision of the portal's own."""

    kind = models.CharField(_("desk"), max_length=20, primary_key=True, choices=kinds)
    is_open = models.BooleanField(_("open"), default=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return str(CaseKind(self.kind).label)


class DeskKey(models.Model):
    """A pair of keys of the portal: what citizens send is sealed to it, and what is kept of them lies under it.

    The private key is wrapped by a key of the installation that lies outside the database; `wrapped_by` names which.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.CharField(_("key id"), max_length=16, unique=True)
    public = models.CharField(_("public key"), max_length=100)
    wrapped = models.BinaryField(_("private key, wrapped"))
    wrapped_by = models.CharField(_("wrapped by"), max_length=16)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    retired_at = models.DateTimeField(_("replaced"), null=True)

    class Meta:
        verbose_name = _("key of the desks")
        verbose_name_plural = _("keys of the desks")

    def __str__(self) -> str:
        return self.key_id

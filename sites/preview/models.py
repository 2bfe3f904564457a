"""Links to drafts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from tenants.identity import new_id


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links by whether they still show something."""

    def valid(self, now: datetime | None = None) -> Self:
        """Those that are neither over nor revoked."""
        return self.filter(expires_at__gt=now or timezone.now(), revoked_at__isnull=True)

    def for_others(self) -> Self:
        """Those that somebody was given, not an editor's own look."""
        return self.exclude(for_name="")


class PreviewLink(models.Model):
    """What one reader may see of a draft: one revision of one item, on one host, for a time.

    For a person with an account (`for_account`) it is opened through the admin alone, by that person. An editor's own look
    has neither an account nor a name. `uses` are the pictures and files that the draft shows and that may be fetched with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("item"))
    item_id = models.UUIDField(_("key of the item"))
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="+", verbose_name=_("revision")
    )
    digest = models.CharField(_("digest of the content"), max_length=64)
    host = models.CharField(_("host"), max_length=253)
    for_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("for the account"),
    )
    for_name = models.CharField(_("for whom"), max_length=150, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("made by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.CharField(_("revoked by"), max_length=150, blank=True)
    uses = ArrayField(models.UUIDField(), verbose_name=_("files shown"), default=list)
    opened = models.PositiveIntegerField(_("opened"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True)

    objects: ClassVar[PreviewLinkQuerySet] = PreviewLinkQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        page_id: int
        revision_id: int
        for_account_id: UUID | None

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.for_name or str(self.pk)

    @property
    def is_valid(self) -> bool:
        """Whether it still shows something."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def note_opened(self) -> None:
        """Count that it was opened."""
        PreviewLink.objects.filter(pk=self.pk).update(opened=F("opened") + 1, opened_at=timezone.now())

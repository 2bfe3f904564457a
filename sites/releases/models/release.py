"""Releases: the public copies of items, as served; and the addresses they had before."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.releases.enums import ITEM_TYPES, ReleaseType
from sites.releases.fields import FinishedJSONField


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases by what readers ask for."""

    def of(self, tenant_id: UUID) -> Self:
        """Those of one tenant."""
        return self.filter(tenant_id=tenant_id)

    def items(self) -> Self:
        """Those with a page of their own, without the parts of the portal."""
        return self.filter(type__in=ITEM_TYPES)

    def public(self, at: datetime | None = None) -> Self:
        """Those that may be shown at an instant (now, unless given): an item past its expiry is none of them."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now()))

    def using_any(self, *keys: UUID) -> Self:
        """Those whose content shows, offers or links to one of these images, attachments or items."""
        return self.filter(uses__overlap=list(keys))

    def part(self, tenant_id: UUID, kind: ReleaseType) -> "Release | None":
        """A part of a portal (`portal`, `sections`, `regulation`); None while it was never released."""
        return self.filter(tenant_id=tenant_id, type=kind).first()


class Release(models.Model):
    """One public item in one language: finished JSON and what it is found by. Nothing unpublished is ever here.

    `summary` and `full` hold everything but the addresses and names that the registry decides when they are read
    (`sites.api.output`). `uses` names the images, attachments and items the content refers to. `page_id` is the page's key in
    the tenant's schema; the instants are those of the item, `released_at` that of the row.
    """

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    item_id = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=10)
    translation_key = models.UUIDField(_("translation key"), null=True)
    page_id = models.BigIntegerField(_("page"), null=True)
    type = models.CharField(_("type"), max_length=12, choices=ReleaseType.choices)
    path = models.CharField(_("path"), max_length=1000, blank=True)
    parent_path = models.CharField(_("path of the page above"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=255)
    category = models.CharField(_("category"), max_length=40, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    section_id = models.UUIDField(_("section"), null=True)
    section_ids = ArrayField(models.UUIDField(), verbose_name=_("sections above it"), default=list)
    published_at = models.DateTimeField(_("first published"))
    updated_at = models.DateTimeField(_("last changed"))
    event_at = models.DateTimeField(_("event"), null=True)
    issued_on = models.DateField(_("issued on"), null=True)
    expires_at = models.DateTimeField(_("expires"), null=True)
    shared = models.BooleanField(_("shown by the province"), default=False)
    lead = models.BooleanField(_("lead story"), default=False)
    facets = models.JSONField(_("facets"), default=dict)
    summary = FinishedJSONField(_("summary"))
    full = FinishedJSONField(_("full item"))
    text = models.TextField(_("text for search"), blank=True)
    etag = models.CharField(_("entity tag"), max_length=64)
    uses = ArrayField(models.UUIDField(), verbose_name=_("uses"), default=list)
    content_digest = models.CharField(_("digest of the approved content"), max_length=64, blank=True)
    approval = models.JSONField(_("approval"), default=dict)
    provenance = models.JSONField(_("where it came from"), default=dict)
    released_at = models.DateTimeField(_("released"), default=timezone.now)

    objects: ClassVar[ReleaseQuerySet] = ReleaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "item_id", "language"], name="release_once"),
            models.CheckConstraint(condition=Q(type__in=ReleaseType.values), name="release_type_is_known"),
        ]
        indexes: ClassVar = [
            models.Index("tenant_id", F("published_at").desc(), F("id").desc(), name="release_newest_idx"),
            models.Index(
                "tenant_id", "category", F("published_at").desc(), F("id").desc(), name="release_category_idx"
            ),
            models.Index(fields=["tenant_id", "type"], name="release_type_idx"),
            models.Index(fields=["tenant_id", "path"], name="release_path_idx"),
            models.Index(fields=["item_id"], name="release_item_idx"),
            models.Index(fields=["translation_key"], name="release_translation_idx"),
            models.Index(fields=["tenant_id", "page_id"], name="release_page_idx"),
            models.Index(
                fields=["expires_at"], condition=Q(expires_at__isnull=False), name="release_expiry_idx"
            ),
            GinIndex(fields=["uses"], name="release_uses_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.item_id} ({self.language})"


class OldAddress(models.Model):
    """A path under which an item was public before it moved or was renamed; it redirects to where the item is now."""

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    path = models.CharField(_("path"), max_length=1000)
    item_id = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=10)
    since = models.DateTimeField(_("left"), default=timezone.now)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "path"], name="oldaddress_one_item_per_path")
        ]
        indexes: ClassVar = [models.Index(fields=["item_id"], name="oldaddress_item_idx")]

    def __str__(self) -> str:
        return self.path

"""What is noted of an item beside its content: before it is put forward, and after it was published at once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id


class PreparationQuerySet(models.QuerySet["Preparation"]):
    """Preparations by what has to be done."""

    def to_look_at_again(self) -> PreparationQuerySet:
        """Return those of public items whose day of looking at them again has come, and of which nobody was told."""
        return self.filter(review_by__lte=timezone.localdate(), review_told_at=None, page__live=True)


class Preparation(models.Model):
    """What the office notes of an item: a supplying unit's signature, that a review is wanted, when to look at it again.

    The signature is what a regulation asks for before submission (Như Xuân 9.1); the office records it until suppliers have their own way in.
    """

    item_id = models.UUIDField(primary_key=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    supplying_unit = models.CharField(_("supplying unit"), max_length=200, blank=True)
    signatory = models.CharField(_("who signed"), max_length=150, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    scan = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of the signed text"),
    )
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    signed_off_at = models.DateTimeField(null=True)
    review_requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    review_requested_at = models.DateTimeField(null=True)
    review_by = models.DateField(_("look at it again by"), null=True, blank=True)
    review_told_at = models.DateTimeField(null=True)

    objects: ClassVar[PreparationQuerySet] = PreparationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("preparation of an item")

    def __str__(self) -> str:
        return str(self.item_id)

    @property
    def is_signed_off(self) -> bool:
        """Return whether a supplying unit's signature is recorded."""
        return self.signed_off_at is not None

    @property
    def review_is_requested(self) -> bool:
        """Return whether somebody wants the member in charge to look at it."""
        return self.review_requested_at is not None

    @classmethod
    def of(cls, page: object) -> Preparation:
        """Return what is noted of `page`, empty and unsaved where nothing is."""
        item_id, key = page.item_id, page.pk  # type: ignore[attr-defined]
        found = cls.objects.filter(pk=item_id).first() if key else None
        return found or cls(item_id=item_id, page_id=key)


class UrgentPublication(models.Model):
    """A content published at once by one authorised person; the review by the regulation follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    approval = models.OneToOneField("moderation.Approval", on_delete=models.PROTECT, related_name="urgent")
    review = models.OneToOneField(
        "moderation.Submission", on_delete=models.PROTECT, related_name="urgent_publication"
    )
    review_due_at = models.DateTimeField(_("to be reviewed by"))
    reviewed_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    taken_down = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("urgent publication")
        ordering = ["review_due_at"]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.review_due_at:%Y-%m-%d %H:%M}"

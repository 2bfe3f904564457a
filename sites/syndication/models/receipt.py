"""What receivers did with what they were sent. A commune that did nothing has no row."""

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.syndication.enums import Answer, Letter, Place, ReceiptAct
from sites.syndication.models.dispatch import Dispatch
from tenants.identity import new_id


class Receipt(models.Model):
    """How things stand with one sent item at one receiver. `seen_version`: the version that was read (`sites.syndication.released.Sent`)."""

    id = models.BigAutoField(primary_key=True)
    dispatch = models.ForeignKey(
        Dispatch,
        on_delete=models.PROTECT,
        related_name="receipts",
        verbose_name=_("sent item"),
        db_index=False,
    )
    tenant_id = models.UUIDField(_("receiver"))
    seen_at = models.DateTimeField(_("read"), null=True)
    seen_by = models.CharField(_("read by"), max_length=150, blank=True)
    seen_version = models.CharField(_("version that was read"), max_length=64, blank=True)
    place = models.CharField(_("place"), max_length=6, choices=Place.choices, default=Place.NORMAL.value)
    answer = models.CharField(
        _("answer to the offer"), max_length=8, choices=Answer.choices, blank=True, default=Answer.NONE.value
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    draft_page_id = models.BigIntegerField(_("own draft"), null=True)

    if TYPE_CHECKING:
        dispatch_id: UUID

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispatch", "tenant_id"], name="receipt_once"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="receipt_place_is_known"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="receipt_answer_is_known"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DECLINED) | ~Q(reason=""), name="receipt_declined_with_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id"], name="receipt_tenant_idx")]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.tenant_id}"


class ReceiptEntry(models.Model):
    """One act of a receiver. The database refuses to change or drop a row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dispatch = models.ForeignKey(
        Dispatch,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("sent item"),
        db_index=False,
    )
    tenant_id = models.UUIDField(_("receiver"))
    act = models.CharField(_("act"), max_length=8, choices=ReceiptAct.choices)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150)
    by_id = models.UUIDField(_("account"))
    version = models.CharField(_("version"), max_length=64, blank=True)
    said = models.CharField(_("place or reason"), max_length=500, blank=True)

    if TYPE_CHECKING:
        dispatch_id: UUID

    class Meta:
        verbose_name = _("act of a receiver")
        verbose_name_plural = _("acts of receivers")
        indexes: ClassVar = [models.Index(fields=["dispatch", "tenant_id", "at"], name="receiptentry_idx")]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"


class SentLetter(models.Model):
    """That the administrators of a receiver were written to of something, so that they are once; of a new version, once each."""

    id = models.BigAutoField(primary_key=True)
    dispatch = models.ForeignKey(
        Dispatch,
        on_delete=models.PROTECT,
        related_name="letters",
        verbose_name=_("sent item"),
        db_index=False,
    )
    tenant_id = models.UUIDField(_("receiver"))
    letter = models.CharField(_("letter"), max_length=7, choices=Letter.choices)
    version = models.CharField(_("version"), max_length=64, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    if TYPE_CHECKING:
        dispatch_id: UUID

    class Meta:
        verbose_name = _("letter to a receiver")
        verbose_name_plural = _("letters to receivers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispatch", "tenant_id", "letter", "version"], name="sentletter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.tenant_id}"

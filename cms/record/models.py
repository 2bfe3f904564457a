"""The record's two tables in the schema `public`: what was decided, and the chain over it.

The application adds entries and reads both. The chain is written by the database alone, when the deciding transaction commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.record import chain
from tenants.identity import new_id


class RecordEntry(models.Model):
    """One decision. Its instant is set by the database, whatever a writer gives."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.UUIDField(_("tenant"))
    at = models.DateTimeField(_("at"), db_default=models.functions.Now())
    act = models.CharField(_("act"), max_length=40)
    account_id = models.UUIDField(_("account"), null=True)
    post = models.CharField(_("post"), max_length=64, blank=True)
    item_id = models.UUIDField(_("item"), null=True)
    about_id = models.UUIDField(_("about"), null=True)
    seal = models.CharField(_("salted hash of the content"), max_length=64, blank=True)
    version_id = models.UUIDField(_("version of the regulation"), null=True)
    clause = models.CharField(_("clause"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        indexes: ClassVar = [models.Index(fields=["tenant_id", "item_id"], name="record_entry_item")]

    def __str__(self) -> str:
        return f"{self.act} {self.id}"


class RecordLinkQuerySet(models.QuerySet["RecordLink"]):
    """Links of the chains."""

    def of(self, tenant_id: UUID) -> RecordLinkQuerySet:
        """Those of one tenant, in the order of its chain."""
        return self.filter(tenant_id=tenant_id).order_by("number")

    def entries(self) -> Iterator[chain.Entry]:
        """Yield what they link, with its place."""
        for link in self.select_related("entry").iterator(chunk_size=2000):
            yield link.as_entry()


class RecordLink(models.Model):
    """An entry's place in its tenant's chain: number, hash of the entry before, its own hash."""

    entry = models.OneToOneField(
        RecordEntry,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # the trigger makes both; the check by `record verify` finds one without the other
        related_name="link",
    )
    tenant_id = models.UUIDField(_("tenant"))
    number = models.BigIntegerField(_("number"))
    previous = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    objects: ClassVar[RecordLinkQuerySet] = RecordLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link of the record")
        verbose_name_plural = _("links of the record")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "number"], name="record_link_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"

    def as_entry(self) -> chain.Entry:
        """Return the entry as the chain's hash covers it."""
        entry = self.entry
        return chain.Entry(
            id=entry.pk,
            tenant=self.tenant_id,
            number=self.number,
            at=entry.at,
            act=entry.act,
            account=entry.account_id,
            post=entry.post,
            item=entry.item_id,
            about=entry.about_id,
            seal=entry.seal,
            version=entry.version_id,
            clause=entry.clause,
            previous=self.previous,
            hash=self.hash,
        )

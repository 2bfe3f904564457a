"""PostgreSQL's index, and how far each engine has followed: fed from releases alone and rebuilt from them at
any time.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from search.engines.interface import Reach

REACHES: list[tuple[str, str]] = [(reach.value, reach.value) for reach in Reach]


class Entry(models.Model):
    """An item in one index of PostgreSQL's engine.

    `keys` are the hashes that find it (`search.engines.postgres.keys`), mixed with the scope's, so that one
    scope's lists in the GIN index hold nothing of another's. `weights` are its terms and their counts
    packed for scoring.
    """

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField(_("owner of the index"))
    reach = models.CharField(_("reach"), max_length=8, choices=REACHES)
    tenant_id = models.UUIDField(_("tenant"))
    item_id = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=10)
    type = models.CharField(_("type"), max_length=12)
    category = models.CharField(_("category"), max_length=40, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    section_ids = ArrayField(models.UUIDField(), verbose_name=_("sections"), default=list)
    kind = models.CharField(_("kind of document"), max_length=40, blank=True)
    status = models.CharField(_("status of document"), max_length=40, blank=True)
    issuer = models.CharField(_("issuing body"), max_length=255, blank=True)
    has_file = models.BooleanField(_("has a file"), default=False)
    day = models.DateField(_("date"))
    published_at = models.DateTimeField(_("published"))
    expires_at = models.DateTimeField(_("expires"), null=True)
    title = models.CharField(_("title without accents"), max_length=255)
    etag = models.CharField(_("entity tag"), max_length=64)
    length = models.IntegerField(_("length in syllables"))
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("keys"))
    weights = models.BinaryField(_("terms and counts"))

    class Meta:
        verbose_name = _("entry of an index")
        verbose_name_plural = _("entries of indexes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_id", "reach", "tenant_id", "item_id", "language"], name="entry_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "owner_id",
                "reach",
                F("day").desc(),
                F("published_at").desc(),
                F("id").desc(),
                name="entry_newest_idx",
            ),
            models.Index(fields=["tenant_id"], name="entry_tenant_idx"),
            GinIndex(fields=["keys"], name="entry_keys_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ({self.language})"


class ScopeStatistics(models.Model):
    """How large an index is, and how large it was when the frequencies of its terms were counted."""

    pk = models.CompositePrimaryKey("owner_id", "reach")
    owner_id = models.UUIDField(_("owner of the index"))
    reach = models.CharField(_("reach"), max_length=8, choices=REACHES)
    items = models.IntegerField(_("items"), default=0)
    total_length = models.BigIntegerField(_("length of all items in syllables"), default=0)
    changed = models.IntegerField(_("items changed since terms were counted"), default=0)
    counted_at = models.DateTimeField(_("terms counted"), null=True)

    class Meta:
        verbose_name = _("statistics of an index")
        verbose_name_plural = _("statistics of indexes")

    def __str__(self) -> str:
        return f"{self.owner_id} {self.reach}"


class TermFrequency(models.Model):
    """In how many items of an index a term occurs, if in more than a few; `high_1` to `high_3` in how many
    it occurs ever more densely.
    """

    pk = models.CompositePrimaryKey("owner_id", "reach", "slot")
    owner_id = models.UUIDField(_("owner of the index"))
    reach = models.CharField(_("reach"), max_length=8, choices=REACHES)
    slot = models.IntegerField(_("short hash of the term"))
    frequency = models.IntegerField(_("items"))
    high_1 = models.IntegerField(_("items with it often"))
    high_2 = models.IntegerField(_("items with it very often"))
    high_3 = models.IntegerField(_("items about it"))

    class Meta:
        verbose_name = _("frequency of a term")
        verbose_name_plural = _("frequencies of terms")

    def __str__(self) -> str:
        return f"{self.slot}: {self.frequency}"


class EnginePosition(models.Model):
    """How far an engine has followed the change feed."""

    engine = models.CharField(_("engine"), max_length=20, primary_key=True)
    position = models.BigIntegerField(_("position"), default=0)
    moved_at = models.DateTimeField(_("moved"), auto_now=True)

    class Meta:
        verbose_name = _("position of an engine")
        verbose_name_plural = _("positions of engines")

    def __str__(self) -> str:
        return f"{self.engine}: {self.position}"

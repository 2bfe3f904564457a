"""The register: administrative units of the country, hosted here or not."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.enums import TenantKind, UnitLevel, UnitType
from tenants.models.effective import EffectiveModel, EffectiveQuerySet, EffectiveRange, ends_after_start


class UnitQuerySet(EffectiveQuerySet["Unit"]):
    """Units of the register."""

    def provinces(self) -> "UnitQuerySet":
        """Units of the upper level."""
        return self.filter(level=UnitLevel.PROVINCE)

    def communes(self, province_code: str | None = None) -> "UnitQuerySet":
        """Units of the lower level, of one province if its code is given."""
        communes = self.filter(level=UnitLevel.COMMUNE)
        return communes if province_code is None else communes.filter(parent_code=province_code)

    def latest_of(self, code: str) -> "Unit | None":
        """The unit that has this code, or had it last: codes were handed on (3,316 of today's were an older
        unit's).
        """
        return self.filter(code=code).order_by("-valid_from").first()


class Unit(EffectiveModel):
    """One administrative unit for as long as it exists under one code.

    `valid_from` is when the unit came into being (in its present form, for the register), `valid_to` when
    it was abolished. The name is the register's today; what a tenant was called earlier is a matter of its
    identities.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=5)
    level = models.CharField(_("level"), max_length=8, choices=UnitLevel.choices)
    unit_type = models.CharField(_("type"), max_length=9, choices=UnitType.choices)
    name = models.CharField(_("full name"), max_length=120)
    short_name = models.CharField(_("name"), max_length=100)
    slug = models.CharField(_("name in ASCII"), max_length=100)
    parent_code = models.CharField(_("code of the upper unit"), max_length=5, blank=True, default="")
    instrument = models.CharField(_("instrument"), max_length=60, blank=True, default="")
    note = models.TextField(_("note of the register"), blank=True, default="")
    ended_by = models.CharField(_("abolished by"), max_length=60, blank=True, default="")
    successor_codes = ArrayField(
        models.CharField(max_length=5), verbose_name=_("successors"), default=list, blank=True
    )

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ("code", "valid_from")
        indexes = [
            models.Index(fields=["parent_code", "code"], name="unit_parent_idx"),
            models.Index(fields=["slug"], name="unit_slug_idx"),
        ]
        constraints = [
            ExclusionConstraint(
                name="unit_one_per_code_and_day",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (EffectiveRange(), RangeOperators.OVERLAPS),
                ],
            ),
            ends_after_start("unit_ends_after_start"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_and_start"),
            models.CheckConstraint(
                condition=Q(level=UnitLevel.PROVINCE, code__regex=r"^\d{2}$")
                | Q(level=UnitLevel.DISTRICT, code__regex=r"^\d{3}$")
                | Q(level=UnitLevel.COMMUNE, code__regex=r"^\d{5}$"),
                name="unit_code_fits_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def kind(self) -> TenantKind:
        """What a tenant for this unit would be."""
        if self.valid_to is not None or self.level == UnitLevel.DISTRICT:
            return TenantKind.FORMER_UNIT
        return TenantKind.PROVINCE if self.level == UnitLevel.PROVINCE else TenantKind.COMMUNE

    @property
    def schema_name(self) -> str:
        """The schema of a tenant for this unit: code and era, never the slug, which 949 communes share with
        another.
        """
        return f"t_{self.code}_{self.valid_from.year}"

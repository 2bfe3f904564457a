"""Tenants: who is hosted, what they are called when, and who succeeded them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.calendar_day import today
from tenants.enums import TenantKind, TenantState, UnitType
from tenants.identity import new_id
from tenants.models.effective import (
    EffectiveModel,
    EffectiveQuerySet,
    EffectiveRange,
    ends_after_start,
    holds_on,
)

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from tenants.models.host import Host

SCHEMA_NAME_PATTERN = r"^t_[0-9]{2,5}_[0-9]{4}(_[a-z0-9]{1,40})?$"
"""Code and era; what follows marks a copy that stands beside the original."""


class IdentityUnknown(LookupError):
    """A tenant has no name on a day, because it did not exist yet."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that took over from a former one, and its tenant if it is hosted here."""

    code: str
    name: str
    tenant: "Tenant | None"


class TenantQuerySet(models.QuerySet["Tenant"]):
    """Tenants of the registry."""

    def public(self) -> "TenantQuerySet":
        """Those that citizens can read now."""
        return self.filter(state__in=[state for state in TenantState if state.is_public])

    def with_code(self, code: str, on: date | None = None) -> "TenantQuerySet":
        """Those that bear this code on a day; without a day, at any time."""
        rows = self.filter(is_copy=False)  # a copy beside its original is named by its schema only
        if on is None:
            return rows.filter(identities__code=code).distinct()
        return rows.filter(holds_on(on, "identities__"), identities__code=code).distinct()


class Tenant(TenantMixin):
    """One hosted authority with a schema of its own.

    Its key never changes. Name, type, code and parent are its identities', because all of them change by
    resolution.
    """

    auto_create_schema = False  # tenants.provisioning makes the schema, in the transaction that makes the row
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=11, choices=TenantKind.choices)
    state = models.CharField(
        _("state"), max_length=11, choices=TenantState.choices, default=TenantState.DRAFT
    )
    state_changed_at = models.DateTimeField(_("in this state since"), default=timezone.now)
    state_changed_by = models.CharField(_("put into this state by"), max_length=150, blank=True, default="")
    state_reason = models.TextField(_("reason of the state"), blank=True, default="")
    abolished_on = models.DateField(_("unit abolished on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    fingerprint = models.CharField(_("migration state"), max_length=64, blank=True, default="")
    migration_error = models.TextField(
        _("why it could not be migrated"), blank=True, default="", db_default=""
    )
    is_copy = models.BooleanField(_("copy beside the original"), default=False, db_default=False)
    storage_quota = models.BigIntegerField(_("storage in bytes at most"), null=True, blank=True)
    account_quota = models.IntegerField(_("accounts at most"), null=True, blank=True)

    objects: ClassVar[TenantQuerySet] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        identities: "RelatedManager[TenantIdentity]"
        hosts: "RelatedManager[Host]"
        successions: "RelatedManager[TenantSuccession]"
        schema_name: "models.CharField[str, str]"

    class Meta:
        verbose_name = _("tenant")
        verbose_name_plural = _("tenants")
        ordering = ("schema_name",)
        indexes = [models.Index(fields=["fingerprint"], name="tenant_fingerprint_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(schema_name__regex=SCHEMA_NAME_PATTERN), name="tenant_schema_name_is_code_and_era"
            ),
            models.CheckConstraint(condition=Q(kind__in=TenantKind.values), name="tenant_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=TenantState.values), name="tenant_state_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=TenantKind.FORMER_UNIT) | Q(abolished_on__isnull=False),
                name="tenant_former_unit_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.schema_name

    @property
    def pk_text(self) -> str:
        """The key as text, for logs and cache keys."""
        return str(self.pk)

    @property
    def is_writable(self) -> bool:
        """Whether content may be written in the tenant's present state."""
        return TenantState(self.state).is_writable

    def identity(self, on: date | None = None) -> "TenantIdentity":
        """What the tenant is called on a day (today, unless given).

        After the unit's end this is its last identity: an archive keeps its name.

        Raises:
            IdentityUnknown: the unit did not exist yet on that day.
        """
        day = on or today()
        known: TenantIdentity | None = self.__dict__.get("_known_identity")
        if known is not None and known.holds(day):
            return known
        found = self.identities.filter(valid_from__lte=day).order_by("-valid_from").first()
        if found is None:
            raise IdentityUnknown(
                f"Tenant {self.schema_name} has no name on {day.isoformat()}: it began later."
            )
        self.remember_identity(found)
        return found

    def remember_identity(self, identity: "TenantIdentity") -> None:
        """Keep an identity that was read already, so that `identity()` need not ask for it."""
        self.__dict__["_known_identity"] = identity

    def parent(self, on: date | None = None) -> "Tenant | None":
        """The province's tenant on a day (today, unless given); None for a province."""
        return self.identity(on).parent

    def communes(self, on: date | None = None) -> TenantQuerySet:
        """The communes' tenants whose parent this one is on a day (today, unless given), by code."""
        day = on or today()
        return (
            Tenant.objects.filter(
                holds_on(day, "identities__"),
                kind=TenantKind.COMMUNE,
                is_copy=False,
                identities__parent=self,
            )
            .order_by("identities__code")
            .distinct()
        )

    def canonical_host(self, on: date | None = None) -> "Host | None":
        """The host under which the tenant is addressed on a day (today, unless given)."""
        return self.hosts.filter(holds_on(on or today()), is_canonical=True).first()

    def get_primary_domain(self) -> "Host | None":
        """django-tenants' name for the canonical host."""
        return self.canonical_host()

    def successors(self, on: date | None = None) -> list[Successor]:
        """The units that took over from a former one, by code, each with its tenant if there is one."""
        from tenants.models.unit import Unit

        day = on or today()
        codes = list(self.successions.order_by("successor_code").values_list("successor_code", flat=True))
        names = {unit.code: unit.name for unit in Unit.objects.on(day).filter(code__in=codes)}
        identities = TenantIdentity.objects.on(day).filter(code__in=codes).select_related("tenant")
        hosted = {identity.code: identity.tenant for identity in identities}
        return [Successor(code, names.get(code, code), hosted.get(code)) for code in codes]


class TenantIdentity(EffectiveModel):
    """What a tenant is called, and under which code and province, for a time."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="identities", verbose_name=_("tenant"), db_index=False
    )
    code = models.CharField(_("code"), max_length=5)
    unit_type = models.CharField(_("type"), max_length=9, choices=UnitType.choices)
    name = models.CharField(_("full name"), max_length=120)
    short_name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        Tenant,
        on_delete=models.PROTECT,
        related_name="child_identities",
        verbose_name=_("province"),
        null=True,
        blank=True,
        db_index=False,
    )
    instrument = models.CharField(_("instrument"), max_length=60, blank=True, default="")

    objects: ClassVar[EffectiveQuerySet["TenantIdentity"]] = EffectiveQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tenant_id: UUID
        parent_id: UUID | None

    class Meta:
        verbose_name = _("identity of a tenant")
        verbose_name_plural = _("identities of tenants")
        ordering = ("tenant", "valid_from")
        indexes = [
            models.Index(fields=["code"], name="identity_code_idx"),
            models.Index(fields=["parent", "code"], name="identity_parent_idx"),
        ]
        constraints = [
            ExclusionConstraint(
                name="identity_one_per_tenant_and_day",
                expressions=[
                    (F("tenant"), RangeOperators.EQUAL),
                    (EffectiveRange(), RangeOperators.OVERLAPS),
                ],
            ),
            ends_after_start("identity_ends_after_start"),
            models.CheckConstraint(condition=~Q(parent=F("tenant")), name="identity_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TenantSuccession(models.Model):
    """That a former unit was succeeded by another, hosted here or not, by which instrument and when."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="successions",
        verbose_name=_("former unit"),
        db_index=False,
    )
    successor_code = models.CharField(_("code of the successor"), max_length=5)
    instrument = models.CharField(_("instrument"), max_length=60)
    effective_on = models.DateField(_("effective on"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ("tenant", "successor_code")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "successor_code"], name="succession_once_per_successor")
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} → {self.successor_code}"

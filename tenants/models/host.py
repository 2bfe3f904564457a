"""Hosts: the names under which portals are reached, and since when."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.calendar_day import today
from tenants.hosts import HOST_PATTERN
from tenants.models.effective import EffectiveModel, EffectiveQuerySet, EffectiveRange, ends_after_start
from tenants.models.tenant import Tenant


class HostQuerySet(EffectiveQuerySet["Host"]):
    """Hosts of the registry."""

    def previous_tenants(self, name: str, on: date | None = None) -> list[Tenant]:
        """The tenants that had a host before its present one, the latest first: old paths under it were
        theirs.

        A host passes from a merged unit to its successor; a path the successor does not know may be
        redirected to the archive of the one it came from.
        """
        day = on or today()
        earlier = self.filter(name=name, valid_to__lte=day).select_related("tenant").order_by("-valid_from")
        holder = self.on(day).filter(name=name).first()
        seen = {holder.tenant_id} if holder else set()
        tenants: list[Tenant] = []
        for host in earlier:
            if host.tenant_id not in seen:
                seen.add(host.tenant_id)
                tenants.append(host.tenant)
        return tenants


class Host(EffectiveModel):
    """A name that leads to a tenant for a time; one of a tenant's names is canonical, the others redirect
    to it.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("host"), max_length=253)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="hosts", verbose_name=_("tenant"), db_index=False
    )
    is_canonical = models.BooleanField(_("canonical"), default=False)

    objects: ClassVar[HostQuerySet] = HostQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        tenant_id: UUID

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ("name", "valid_from")
        indexes = [
            models.Index(fields=["name", "valid_from"], name="host_name_idx"),
            models.Index(fields=["tenant", "is_canonical"], name="host_tenant_idx"),
        ]
        constraints = [
            ExclusionConstraint(
                name="host_one_tenant_per_day",
                expressions=[
                    (F("name"), RangeOperators.EQUAL),
                    (EffectiveRange(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="host_one_canonical_per_tenant_and_day",
                expressions=[
                    (F("tenant"), RangeOperators.EQUAL),
                    (EffectiveRange(), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_canonical=True),
            ),
            ends_after_start("host_ends_after_start"),
            models.CheckConstraint(condition=Q(name__regex=HOST_PATTERN), name="host_name_is_plain"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def domain(self) -> str:
        """django-tenants' name for `name`."""
        return self.name

    @property
    def is_primary(self) -> bool:
        """django-tenants' name for `is_canonical`."""
        return self.is_canonical

    def previous_tenants(self) -> list[Tenant]:
        """The tenants that had this host before, the latest first."""
        return Host.objects.previous_tenants(self.name, self.valid_from)

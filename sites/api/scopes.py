"""Whose items a call may see: the portal's own, for a province also what its communes share, for a commune what it was sent."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sites.api.problems import Problem, invalid_parameter, not_found
from sites.releases.sharing import province_scope
from sites.syndication.portal_parts import Received, received
from tenants.enums import TenantKind
from tenants.models import Tenant

READER = "reader"
OWN, PROVINCE, RECEIVED = "own", "province", "received"


@dataclass(frozen=True)
class Scope:
    """The tenants whose items are seen: all of `own`, the shared ones of `sharing`; or `received` alone: single items of others."""

    own: UUID | None
    sharing: tuple[UUID, ...] = ()
    codes: dict[str, UUID] = field(default_factory=dict)
    received: Received | None = None

    @property
    def tenants(self) -> list[UUID]:
        """All of them."""
        return [*([self.own] if self.own else []), *self.sharing]

    def contains(self, tenant_id: UUID, shared: bool) -> bool:
        """Whether an item of a tenant is seen."""
        return tenant_id == self.own or (shared and tenant_id in self.sharing)


def tenant_of(request: HttpRequest) -> Tenant:
    """The portal that is asked.

    Raises:
        Problem: the host is none of a portal.
    """
    tenant: Tenant | None = getattr(request, "tenant", None)
    if tenant is None:
        raise not_found(_("No portal is known under this host."))
    return tenant


def scope_of(tenant: Tenant, name: str = OWN, commune: str | None = None) -> Scope:
    """The scope of a call on a portal's host.

    Parameters:
        name: `own`, `province` or `received`.
        commune: the code of one commune, whose shared items alone are wanted.

    Raises:
        Problem: the portal is no province's (or no commune's), or the commune is none of its.
    """
    if name != PROVINCE and commune:
        detail = _("A commune can be chosen only together with scope=province.")
        raise invalid_parameter("commune", detail, _("together with scope=province"))
    if name == OWN:
        return Scope(own=tenant.pk)
    if name == RECEIVED:
        if tenant.kind != TenantKind.COMMUNE:
            detail = _("Only a commune's portal shows what others sent it.")
            raise invalid_parameter("scope", detail, allowed_scopes(tenant))
        return Scope(own=None, received=received(tenant))
    if tenant.kind != TenantKind.PROVINCE:
        detail = _("Only a province's portal shows what communes share.")
        raise invalid_parameter("scope", detail, [OWN])  # what every list of a commune has
    codes = province_scope(tenant.pk, using=READER)
    if commune is None:
        return Scope(own=tenant.pk, sharing=tuple(codes.values()), codes=codes)
    if commune not in codes:
        raise _no_such_commune(commune, codes)
    return Scope(own=None, sharing=(codes[commune],), codes=codes)


def allowed_scopes(tenant: Tenant) -> list[str]:
    """The scopes that lists of a portal's items have."""
    further = {TenantKind.PROVINCE: [PROVINCE], TenantKind.COMMUNE: [RECEIVED]}
    return [OWN, *further.get(TenantKind(tenant.kind), [])]


def widest_scope(tenant: Tenant) -> Scope:
    """Everything that may be read under a portal's host by its key."""
    return scope_of(tenant, PROVINCE if tenant.kind == TenantKind.PROVINCE else OWN)


def _no_such_commune(code: str, codes: Collection[str]) -> Problem:
    detail = _("%(code)s is no commune with a portal in this province.") % {"code": code}
    return invalid_parameter("commune", detail, sorted(codes))

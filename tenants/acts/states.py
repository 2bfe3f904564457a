"""Moving a tenant from one state to another, with who, when and why."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.models import Tenant
from tenants.protection import close_schema, open_schema


@dataclass(frozen=True, kw_only=True)
class _StateAct:
    """What all of them share: the tenant, who acts and why."""

    tenant: Tenant
    by: str
    reason: str

    allowed_from: ClassVar[frozenset[TenantState]] = frozenset()

    def target(self, tenant: Tenant) -> TenantState:
        """The state that the tenant is to be in."""
        raise NotImplementedError

    def execute(self) -> Tenant:
        """The tenant in its new state; the schema's rights go with it.

        Raises:
            ActRefused: the tenant's present state does not allow it, or no reason is given.
        """
        if not self.reason.strip():
            raise ActRefused("reason", _("Say why: the reason is kept with the state."))
        with no_tenant(), transaction.atomic():
            tenant = Tenant.objects.select_for_update().get(pk=self.tenant.pk)
            state = TenantState(tenant.state)
            if state not in self.allowed_from:
                raise ActRefused("tenant", self._not_from(tenant, state))
            tenant.state = self.target(tenant)
            tenant.state_changed_at = timezone.now()
            tenant.state_changed_by = self.by
            tenant.state_reason = self.reason.strip()
            self.amend(tenant)
            tenant.save()
            if state.is_writable and not tenant.is_writable:
                close_schema(tenant)
            elif tenant.is_writable and not state.is_writable:
                open_schema(tenant)
        return tenant

    def amend(self, tenant: Tenant) -> None:
        """What else changes with the state."""

    def _not_from(self, tenant: Tenant, state: TenantState) -> str:
        allowed = ", ".join(str(TenantState(one).label) for one in sorted(self.allowed_from))
        return _("%(tenant)s is in the state “%(state)s”; this is possible from: %(allowed)s.") % {
            "tenant": tenant.identity(),
            "state": state.label,
            "allowed": allowed,
        }


@dataclass(frozen=True, kw_only=True)
class SuspendTenant(_StateAct):
    """Take a portal out of service: citizens and editors get a sentence within a second."""

    allowed_from = frozenset(
        {
            TenantState.DRAFT,
            TenantState.ACTIVE,
            TenantState.READ_ONLY,
            TenantState.ARCHIVED,
            TenantState.MAINTENANCE,
        }
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Suspended."""
        return TenantState.SUSPENDED


@dataclass(frozen=True, kw_only=True)
class ResumeTenant(_StateAct):
    """Put a portal (back) into service: what it was, for an abolished unit an archive, else active."""

    allowed_from = frozenset(
        {TenantState.DRAFT, TenantState.SUSPENDED, TenantState.READ_ONLY, TenantState.MAINTENANCE}
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Archived where the unit is no more, else active."""
        return TenantState.ARCHIVED if tenant.abolished_on else TenantState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class ArchiveTenant(_StateAct):
    """Keep a portal as it is: it can be read, and the database refuses every write to its content.

    `abolished_on` is the day the unit ceased to exist, if it did and the register does not say so.
    """

    abolished_on: date | None = None

    allowed_from = frozenset(
        {TenantState.DRAFT, TenantState.ACTIVE, TenantState.READ_ONLY, TenantState.MAINTENANCE}
    )

    def target(self, tenant: Tenant) -> TenantState:
        """Archived."""
        return TenantState.ARCHIVED

    def amend(self, tenant: Tenant) -> None:
        """Note the unit's end, and with it the end of its name."""
        if self.abolished_on is None:
            return
        tenant.abolished_on = self.abolished_on
        tenant.identities.filter(valid_to__isnull=True).update(valid_to=self.abolished_on)

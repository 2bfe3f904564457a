"""A tenant that could not be migrated is set aside: its admin is closed, its public pages go on, the others too."""

from django.db import transaction
from django.utils import timezone

from tenants.enums import TenantState
from tenants.models import StateChange, Tenant
from tenants.protection import close_schema, open_schema

BY = "tenant migrate"
SERVING = frozenset({TenantState.DRAFT, TenantState.ACTIVE, TenantState.READ_ONLY})
"""States that maintenance interrupts; an archive or a suspended portal stays what it is."""


def set_aside(tenant: Tenant, sentence: str) -> None:
    """Note why a tenant could not be migrated, and put it under maintenance if it is in service."""
    with transaction.atomic():
        present = Tenant.objects.select_for_update().get(pk=tenant.pk)
        present.migration_error = sentence
        if TenantState(present.state) in SERVING:
            _move(present, TenantState.MAINTENANCE, sentence.splitlines()[0][:500])
        present.save()


def bring_back(tenant: Tenant) -> None:
    """Put a tenant, which the caller holds and has migrated, back into the state it was set aside from."""
    if not tenant.migration_error:
        return
    tenant.migration_error = ""
    last = tenant.state_changes.order_by("-pk").first()
    if tenant.state == TenantState.MAINTENANCE and last is not None and last.by == BY and last.from_state:
        _move(tenant, TenantState(last.from_state), "")


def _move(tenant: Tenant, to: TenantState, reason: str) -> None:
    was = TenantState(tenant.state)
    StateChange.objects.create(tenant=tenant, from_state=was, to_state=to, by=BY, reason=reason)
    tenant.state, tenant.state_changed_at = to, timezone.now()
    tenant.state_changed_by, tenant.state_reason = BY, reason
    if was.is_writable and not to.is_writable:
        close_schema(tenant)
    elif to.is_writable and not was.is_writable:
        open_schema(tenant)

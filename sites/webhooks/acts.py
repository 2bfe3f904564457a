"""What people do with webhooks: enter, change, pause, resume, change the secret, try, send again, remove."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from sites.releases import changes
from sites.webhooks import feeding
from sites.webhooks.enums import DeliveryState, EndpointState, PauseReason, Scope
from sites.webhooks.models import Delivery, Endpoint
from tenants.enums import TenantKind
from tenants.guards import ensure_writable
from tenants.models import Tenant

LOCK = 0x57484F4B  # "WHOK": class of the advisory locks
MOST = 20
"""Addresses of one portal: each change is sent to all of them."""


class TooMany(ValueError):
    """The portal has as many webhooks as it may have."""


@dataclass(frozen=True)
class Wishes:
    """What an address is to be told.

    Attributes:
        types: keys of `ReleaseType`; empty for all.
        scope: `PROVINCE` for a province's portal alone.
    """

    name: str
    url: str
    types: list[str] = field(default_factory=list)
    scope: Scope = Scope.OWN


@transaction.atomic
def enter(tenant: Tenant, wishes: Wishes, by: str, *, from_beginning: bool = False) -> Endpoint:
    """Enter an address for a portal.

    Parameters:
        by: the name of who does it, for the record.
        from_beginning: whether it is told first of everything that is public now; else of what comes from now on.

    Raises:
        TooMany: the portal has 20.
        TenantReadOnly: the portal is an archive or closed.
        ValueError: a scope that the portal does not have.
    """
    ensure_writable(tenant)
    _one_at_a_time(tenant)
    if Endpoint.objects.of(tenant.pk).count() >= MOST:
        raise TooMany
    return Endpoint.objects.create(
        tenant=tenant,
        name=wishes.name,
        url=wishes.url,
        types=sorted(wishes.types),
        scope=_allowed_scope(tenant, wishes.scope),
        position=0 if from_beginning else changes.last_position(),
        created_by=by,
    )


@transaction.atomic
def change(endpoint: Endpoint, wishes: Wishes, by: str) -> None:
    """Change what an address is, or is told; it counts for what is sent from now on."""
    ensure_writable(endpoint.tenant)
    endpoint.name, endpoint.url, endpoint.types = wishes.name, wishes.url, sorted(wishes.types)
    endpoint.scope = _allowed_scope(endpoint.tenant, wishes.scope)
    _note(endpoint, by, "name", "url", "types", "scope")


@transaction.atomic
def pause(endpoint: Endpoint, by: str) -> None:
    """Tell an address nothing until somebody resumes it; it keeps its position in the change feed."""
    endpoint.state, endpoint.pause_reason = EndpointState.PAUSED, PauseReason.PERSON
    endpoint.paused_at = timezone.now()
    _note(endpoint, by, "state", "pause_reason", "paused_at")


@transaction.atomic
def resume(endpoint: Endpoint, by: str) -> None:
    """Tell an address again: at once what waits, then the last state of everything that changed meanwhile."""
    ensure_writable(endpoint.tenant)
    endpoint.state, endpoint.pause_reason = EndpointState.ACTIVE, ""
    endpoint.paused_at, endpoint.failing_since = None, None
    _note(endpoint, by, "state", "pause_reason", "paused_at", "failing_since")
    endpoint.deliveries.waiting().update(due_at=timezone.now())


@transaction.atomic
def change_secret(endpoint: Endpoint, by: str) -> None:
    """Give an address a new secret; for a day the old one signs too."""
    ensure_writable(endpoint.tenant)
    endpoint.secret_number += 1
    endpoint.secret_changed_at = timezone.now()
    _note(endpoint, by, "secret_number", "secret_changed_at")


@transaction.atomic
def try_out(endpoint: Endpoint) -> Delivery:
    """Write a test message; it is sent with the worker's next turn."""
    ensure_writable(endpoint.tenant)
    return feeding.test_message(endpoint)


@transaction.atomic
def send_again(endpoint: Endpoint, message: UUID | None = None) -> int:
    """Send a settled message again, or all that were given up; returns how many. They keep their `webhook-id`, and the log all attempts."""
    ensure_writable(endpoint.tenant)
    chosen: DeliveryState | tuple[DeliveryState, ...] = (DeliveryState.FAILED,)
    settled = Delivery.objects.filter(endpoint=endpoint)
    if message is not None:
        chosen = (DeliveryState.FAILED, DeliveryState.DELIVERED)
        settled = settled.filter(pk=message)
    return settled.filter(state__in=chosen).update(
        state=DeliveryState.WAITING,
        attempts_made=0,
        due_at=timezone.now(),
        settled_at=None,
        claimed_until=None,
    )


def remove(endpoint: Endpoint) -> None:
    """Remove an address with its messages and their log."""
    ensure_writable(endpoint.tenant)
    endpoint.delete()


def _one_at_a_time(tenant: Tenant) -> None:
    """Let one act at a time count a portal's webhooks; the application's role may not lock the registry's rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, zlib.crc32(tenant.pk.bytes) - 2**31])


def _allowed_scope(tenant: Tenant, scope: Scope) -> Scope:
    if scope == Scope.PROVINCE and tenant.kind != TenantKind.PROVINCE:
        raise ValueError("Only a province's portal is told of what communes share.")
    return scope


def _note(endpoint: Endpoint, by: str, *changed: str) -> None:
    endpoint.changed_at, endpoint.changed_by = timezone.now(), by
    endpoint.save(update_fields=[*changed, "changed_at", "changed_by"])

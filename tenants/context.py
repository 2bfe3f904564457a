"""Which tenant the running code works for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from tenants.connection import tenant_connection
from tenants.errors import NoTenant
from tenants.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("current_tenant", default=None)

READER = "reader"


def process_role() -> str:
    """The database role of this process: `owner`, `application` or `reader`."""
    return str(getattr(settings, "DB_ROLE", "application"))


def current_tenant() -> Tenant:
    """The tenant the running code works for.

    Raises:
        NoTenant: there is none: neither a request of a portal, nor a task, nor a `tenant_context` surrounds
            the caller.
    """
    tenant = _current.get()
    if tenant is None:
        raise NoTenant(
            "No tenant is set: work for a portal runs in its request, its task or a tenant_context(tenant)."
        )
    return tenant


def current_tenant_or_none() -> Tenant | None:
    """The tenant the running code works for, or None."""
    return _current.get()


@contextmanager
def tenant_context(tenant: Tenant) -> Iterator[Tenant]:
    """Work for `tenant` within the block; what was set before is set again after it, also after an error.

    The database connection is switched to the tenant's schema, except in a process with the reader's role,
    which has no right there and reads public tables only.
    """
    with _entered(tenant):
        yield tenant


@contextmanager
def no_tenant() -> Iterator[None]:
    """Work for no tenant within the block: only public tables can be reached."""
    with _entered(None):
        yield


@contextmanager
def _entered(tenant: Tenant | None) -> Iterator[None]:
    token = _current.set(tenant)
    if process_role() == READER:
        try:
            yield
        finally:
            _current.reset(token)
        return
    connection = tenant_connection()
    before = connection.tenant
    if tenant is None:
        connection.set_schema_to_public()
    else:
        connection.set_tenant(tenant)
    try:
        yield
    finally:
        _current.reset(token)
        connection.set_tenant(before)

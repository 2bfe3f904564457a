"""Absolute addresses of portals: scheme, host and port, without a path."""

from django.conf import settings

from tenants.errors import TenantError
from tenants.models import Tenant
from tenants.resolver import resolver

DEFAULT_PORTS = {"http": "80", "https": "443"}


class NoCanonicalHost(TenantError):
    """A tenant has no host under which it can be addressed today."""


def public_origin(tenant: Tenant) -> str:
    """Where citizens reach the portal, as `http://quangphu.thanhhoa.localhost:8080`.

    Raises:
        NoCanonicalHost: the tenant has no canonical host today.
    """
    return origin_of_host(canonical_host_name(tenant), settings.PORTAL_PUBLIC_PORT)


def admin_origin(tenant: Tenant) -> str:
    """Where editors reach the portal's administration.

    Raises:
        NoCanonicalHost: the tenant has no canonical host today.
    """
    return origin_of_host(canonical_host_name(tenant), settings.PORTAL_ADMIN_PORT)


def canonical_host_name(tenant: Tenant) -> str:
    """The tenant's canonical host today; asked from the resolver, so seldom from the database.

    Raises:
        NoCanonicalHost: the tenant has no canonical host today.
    """
    found = resolver.of_tenant(tenant.pk)
    if found is None or found.canonical_host is None:
        raise NoCanonicalHost(f"Tenant {tenant.schema_name} has no canonical host today: give it one first.")
    return found.canonical_host


def origin_of_host(host: str, port: str | int | None) -> str:
    """The origin (RFC 6454) of a host at one of our ports; the scheme's own port is left out."""
    scheme = str(settings.PORTAL_PUBLIC_SCHEME)
    number = str(port or "")
    return (
        f"{scheme}://{host}"
        if number in {"", DEFAULT_PORTS.get(scheme, "")}
        else f"{scheme}://{host}:{number}"
    )

"""Cache keys that carry the tenant: Wagtail keeps site root paths and more under keys that know nothing of
schemas.
"""

from typing import Any

from django_tenants.utils import get_public_schema_name

from tenants.connection import tenant_connection


def make_key(key: str, key_prefix: str, version: Any) -> str:
    """Django's KEY_FUNCTION: prefix, version and key, in the name space of the schema in use."""
    return f"{schema_in_use()}:{key_prefix}:{version}:{key}"


def schema_in_use() -> str:
    """The current tenant's schema; without a tenant the connection's, which is `public` unless a migration
    set it.
    """
    from tenants.context import current_tenant_or_none

    tenant = current_tenant_or_none()
    if tenant is not None:
        return tenant.schema_name
    return getattr(tenant_connection(), "schema_name", None) or str(get_public_schema_name())

"""What keeps work inside its tenant: errors of the database that mean a missing or a closed tenant say so."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.utils import ProgrammingError
from django_tenants.utils import get_public_schema_name, get_tenant_database_alias

from tenants.context import current_tenant, current_tenant_or_none
from tenants.errors import NoTenantForQuery, TenantReadOnly, TenantReadOnlyForQuery
from tenants.models import Tenant

UNDEFINED_TABLE = "42P01"
INSUFFICIENT_PRIVILEGE = "42501"
_RELATION = re.compile(r'relation "(?:public\.)?([^".]+)" does not exist')

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def ensure_writable(tenant: Tenant | None = None) -> None:
    """Refuse to write in a tenant (the current one, unless given) whose state does not allow it.

    Raises:
        TenantReadOnly: the tenant is archived, read-only or otherwise closed; its text is for the editor.
        NoTenant: none was given and none is set.
    """
    if not (tenant or current_tenant()).is_writable:
        raise TenantReadOnly


def explain_database_errors(
    execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Wraps every query of the tenants' connection; costs nothing until the database refuses one."""
    try:
        return execute(sql, params, many, context)
    except ProgrammingError as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code == UNDEFINED_TABLE and _is_outside_tenants(context["connection"]):
            found = _RELATION.search(str(error))
            if found and found.group(1) in tenant_tables():
                raise NoTenantForQuery(
                    f"Table {found.group(1)} belongs to tenants, and no tenant is set: "
                    "run this in a request of a portal, in a task or in a tenant_context(tenant)."
                ) from error
        if code == INSUFFICIENT_PRIVILEGE:
            tenant = current_tenant_or_none()
            if tenant is not None and not tenant.is_writable:
                raise TenantReadOnlyForQuery from error
        raise


@lru_cache(maxsize=1)
def tenant_tables() -> frozenset[str]:
    """Names of the tables that tenants' schemas have."""
    apps_of_tenants = set(settings.TENANT_APPS)
    return frozenset(
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name in apps_of_tenants
        or f"{type(app).__module__}.{type(app).__qualname__}" in apps_of_tenants
        for model in app.get_models(include_auto_created=True)
    )


def watch_connection(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Put the wrapper on a connection of the tenants' alias when it opens."""
    wrappers = connection.execute_wrappers
    if connection.alias == get_tenant_database_alias() and explain_database_errors not in wrappers:
        wrappers.append(explain_database_errors)


def _is_outside_tenants(connection: Any) -> bool:
    return bool(getattr(connection, "schema_name", None) == get_public_schema_name())


def watch_open_connections() -> None:
    """Put the wrapper on a connection that was opened before the apps were ready."""
    for connection in connections.all(initialized_only=True):
        watch_connection(None, connection)

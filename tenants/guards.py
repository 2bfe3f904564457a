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

from tenants.context import current_tenant, current_tenant_or_none, process_role
from tenants.errors import (
    NoTenantForQuery,
    PooledConnection,
    TenantReadOnly,
    TenantReadOnlyForQuery,
    WrongSchema,
)
from tenants.models import Tenant

UNDEFINED_TABLE = "42P01"
INSUFFICIENT_PRIVILEGE = "42501"
OWNER, READER = "owner", "reader"
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
    """Wraps every query of the tenants' connection: refuses one that would run in another tenant's schema, and
    says what it means when the database refuses one. Costs two comparisons.
    """
    refuse_wrong_schema(context["connection"])
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


def refuse_wrong_schema(connection: Any) -> None:
    """Fail closed where the connection is not in the schema of the tenant that the running code works for.

    `tenants.context` moves both together; whoever moves one alone (`connection.set_tenant`, django-tenants'
    `schema_context`) is stopped here, below the ORM. Without a tenant only the public schema is open, but
    for the owner's commands, which migrate schemas.

    Raises:
        WrongSchema: they differ.
    """
    schema = getattr(connection, "schema_name", None)
    if schema is None:
        return  # no connection of tenants: the reader's, which knows public tables only
    tenant = current_tenant_or_none()
    expected = tenant.schema_name if tenant is not None else get_public_schema_name()
    if schema == expected or (tenant is None and process_role() == OWNER):
        return
    if schema == get_public_schema_name() and process_role() == READER:
        return  # the reader has no right on any tenant's schema and never leaves the public one
    raise WrongSchema(
        f"The connection is in the schema {schema}, and the running code works for {expected}: the query was not sent. "
        "Use tenants.context.tenant_context(tenant), which moves both."
    )


def refuse_pooled(connection: Any) -> None:
    """Refuse a connection behind a pooler, at its opening.

    A tenant's schema is set on a session. Behind a transaction pooler the next statement may run on
    another's session, and a check in a statement of its own proves nothing (measured: 23,649 checks passed
    and the next statement read another tenant). A pooler cannot hide: the process id that the server named
    when the connection was opened is not the one that answers.

    Raises:
        PooledConnection: somebody stands between this process and its session.
    """
    raw = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (answering,) = cursor.fetchone()
    if not connection.get_autocommit():
        raw.rollback()
    if raw.info.backend_pid != answering:
        connection.close()
        raise PooledConnection(
            "The connection to the database goes through a pooler: behind it the next statement may run in another "
            "tenant's schema. Give this process the address of PostgreSQL itself; only public reading (role “reader”) "
            "may use a pooler."
        )


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
    """Look at a connection of the tenants' alias when it opens, and put the wrapper on it."""
    switches = connection.alias == get_tenant_database_alias() and hasattr(connection, "schema_name")
    if switches and connection.connection is not None:
        refuse_pooled(connection)
    wrappers = connection.execute_wrappers
    if connection.alias == get_tenant_database_alias() and explain_database_errors not in wrappers:
        wrappers.append(explain_database_errors)


def _is_outside_tenants(connection: Any) -> bool:
    return bool(getattr(connection, "schema_name", None) == get_public_schema_name())


def watch_open_connections() -> None:
    """Put the wrapper on a connection that was opened before the apps were ready."""
    for connection in connections.all(initialized_only=True):
        watch_connection(None, connection)

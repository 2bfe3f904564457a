"""An archive's schema, closed to writing in the database itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.connection import tenant_connection
from tenants.models import Tenant
from tenants.provisioning.definitions import quoted
from tenants.roles import Role

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Kept:
    """A right that an archive leaves to the application: on a table, or on some of its columns."""

    table: str
    rights: tuple[str, ...]
    columns: tuple[str, ...] = ()


_kept: dict[str, Kept] = {}


def keep_writable(table: str, rights: Iterable[str] = WRITES, columns: Iterable[str] = ()) -> None:
    """Let officials still log in to an archive and look around: leave these rights on a table that is no
    content.

    Parameters:
        table: its name, without schema.
        rights: of INSERT, UPDATE, DELETE.
        columns: if given, UPDATE is left on these only.

    Raises:
        ValueError: an unknown right, or columns with another right than UPDATE.
    """
    chosen = tuple(rights)
    if not set(chosen) <= set(WRITES):
        raise ValueError(f"{chosen}: rights are of {', '.join(WRITES)}.")
    if columns and chosen != ("UPDATE",):
        raise ValueError("Columns can be named for UPDATE only.")
    _kept[table] = Kept(table, chosen, tuple(columns))


keep_writable("django_session")
keep_writable("wagtailusers_userprofile", ("INSERT", "UPDATE"))
keep_writable("wagtailadmin_editingsession")  # written whenever an edit view is opened, even only to look

# Derived from content: what was queued while the tenant was still written in is carried out after it was closed.
keep_writable("wagtailcore_referenceindex")
keep_writable("wagtailsearch_indexentry")


def close_schema(tenant: Tenant) -> None:
    """Take from the application every right to write in the tenant's schema, but for what was kept."""
    schema = quoted(tenant.schema_name)
    with tenant_connection().cursor() as cursor:
        cursor.execute(
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE "
            f"ON ALL TABLES IN SCHEMA {schema} FROM {Role.APPLICATION}"
        )
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [tenant.schema_name])
        tables = {name for (name,) in cursor.fetchall()}
        for kept in _kept.values():
            if kept.table in tables:
                columns = f" ({', '.join(quoted(column) for column in kept.columns)})" if kept.columns else ""
                rights = ", ".join(right + columns for right in kept.rights)
                cursor.execute(f"GRANT {rights} ON {schema}.{quoted(kept.table)} TO {Role.APPLICATION}")


def open_schema(tenant: Tenant) -> None:
    """Give the application back its rights to write in the tenant's schema."""
    schema = quoted(tenant.schema_name)
    with tenant_connection().cursor() as cursor:
        cursor.execute(f"GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {Role.APPLICATION}")

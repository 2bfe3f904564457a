"""A template, played into a new schema."""

import io
import re
from typing import Any

from tenants.connection import tenant_connection
from tenants.models import Template
from tenants.models.tenant import SCHEMA_NAME_PATTERN
from tenants.provisioning.template import SCRATCH_SCHEMA
from tenants.roles import Role

_SCHEMA_NAME = re.compile(SCHEMA_NAME_PATTERN)


def replay(template: Template, schema: str) -> None:
    """Make a tenant's schema from the template, within the caller's transaction.

    Raises:
        ValueError: the name is none that tenants' schemas have.
        django.db.utils.ProgrammingError: there is a schema of that name already.
    """
    if not _SCHEMA_NAME.match(schema):
        raise ValueError(f"“{schema}” is no schema name of a tenant: t_<code>_<year>.")
    with tenant_connection().cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(template.tables.replace(SCRATCH_SCHEMA, schema))
        for entry in template.data:
            target = f'{schema}."{entry["table"]}" ({entry["columns"]})'
            cursor.copy_expert(f"COPY {target} FROM STDIN", io.StringIO(entry["rows"]))
        cursor.execute(template.rules.replace(SCRATCH_SCHEMA, schema))
        grant_schema(cursor, schema)


def grant_schema(cursor: Any, schema: str) -> None:
    """Give the application its rights on a new schema where no default privileges of the database do."""
    cursor.execute("SELECT has_schema_privilege(%s, %s, 'USAGE')", [Role.APPLICATION.value, schema])
    if cursor.fetchone()[0]:
        return
    cursor.execute(
        f"GRANT USAGE ON SCHEMA {schema} TO {Role.APPLICATION};"
        "GRANT SELECT, INSERT, UPDATE, DELETE "
        f"ON ALL TABLES IN SCHEMA {schema} TO {Role.APPLICATION};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {Role.APPLICATION};"
    )

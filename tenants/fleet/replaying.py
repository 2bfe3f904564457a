"""A recorded migration, replayed in another tenant's schema."""

from dataclasses import dataclass
from typing import Any

from psycopg2.extras import execute_values

from tenants.connection import tenant_connection
from tenants.fleet.recording import Recorded
from tenants.fleet.shape import Shape, differences, read_shape, shape_digest
from tenants.provisioning.definitions import quoted


class NotTheSameState(RuntimeError):
    """A schema has other migrations applied than the one that was recorded; Django has to look at it itself."""


class WrongOutcome(RuntimeError):
    """A schema is not what the migrations make of an empty one; the message names the first differences."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is replayed, and what has to come of it.

    Attributes:
        recorded: the migration as Django did it in one tenant.
        digest: that tenant's shape afterwards, as one number.
        shape: the shape that the migrations make of an empty schema.
    """

    recorded: Recorded
    digest: str
    shape: Shape

    def replay(self, schema: str) -> None:
        """Bring a schema on, within the caller's transaction.

        Raises:
            NotTheSameState: other migrations are applied in it than in the recorded one.
            WrongOutcome: it is not what it should be afterwards.
            django.db.utils.Error: a statement fails.
        """
        connection = tenant_connection()
        recorded = self.recorded
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL search_path = {quoted(schema)}, public")
                cursor.execute("SELECT app, name FROM django_migrations")
                if frozenset(cursor.fetchall()) != recorded.before:
                    raise NotTheSameState(schema)
                if recorded.statements:
                    cursor.execute(";\n".join(recorded.statements))
                _note(cursor, recorded)
                if shape_digest(cursor, schema) != self.digest:
                    refuse_other_shape(cursor, schema, self.shape)
        finally:
            connection.set_schema_to_public()


def refuse_other_shape(cursor: Any, schema: str, expected: Shape) -> None:
    """Compare a schema in full with what the migrations make of an empty one.

    Raises:
        WrongOutcome: they differ.
    """
    lines = differences(read_shape(cursor, schema), expected)
    if lines:
        more = f"; and {len(lines) - 3} more" if len(lines) > 3 else ""
        raise WrongOutcome(
            f"The schema {schema} is not what the migrations make: {'; '.join(lines[:3])}{more}."
        )


def _note(cursor: Any, recorded: Recorded) -> None:
    """The rows that Django itself keeps: what was applied, and the models and permissions that are new."""
    if recorded.migrations:
        execute_values(
            cursor,
            "INSERT INTO django_migrations (app, name, applied) VALUES %s",
            recorded.migrations,
            template="(%s, %s, now())",
        )
    if recorded.content_types:
        execute_values(
            cursor,
            "INSERT INTO django_content_type (app_label, model) VALUES %s ON CONFLICT DO NOTHING",
            recorded.content_types,
        )
    if recorded.permissions:
        execute_values(
            cursor,
            "INSERT INTO auth_permission (content_type_id, codename, name) "
            "SELECT c.id, v.codename, v.name FROM (VALUES %s) v (app_label, model, codename, name) "
            "JOIN django_content_type c ON c.app_label = v.app_label AND c.model = v.model ON CONFLICT DO NOTHING",
            recorded.permissions,
        )

"""A migration's way to let the public reader read a table, and the intake add to one."""

from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory

from tenants.roles import Role

PUBLIC_SCHEMA = "public"


class GrantToReader(Operation):
    """Grant SELECT on tables of the schema `public` to the public reader; does nothing in a tenant's schema.

    Name the tables after the operation that makes them:

        operations = [migrations.CreateModel("Release", …), GrantToReader("sites_release")]
    """

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a migration's file writes this operation."""
        return self.__class__.__name__, list(self.tables), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant."""
        self._run(schema_editor, "GRANT SELECT ON TABLE {table} TO {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the right away."""
        self._run(schema_editor, "REVOKE SELECT ON TABLE {table} FROM {role}")

    def describe(self) -> str:
        """A line for `migrate --plan`."""
        return f"Let the public reader read {', '.join(self.tables)}"

    def _run(self, schema_editor: Any, statement: str) -> None:
        connection = schema_editor.connection
        if getattr(connection, "schema_name", PUBLIC_SCHEMA) != PUBLIC_SCHEMA:
            return
        for table in self.tables:
            quoted = f"{PUBLIC_SCHEMA}.{schema_editor.quote_name(table)}"
            schema_editor.execute(
                statement.format(table=quoted, role=schema_editor.quote_name(Role.READER.value))
            )


class GrantInsertToIntake(Operation):
    """Grant INSERT on some columns of a table of the schema `public` to the intake; does nothing in a tenant's schema.

    Columns that are not named take their default: who sends cannot choose them, such as the instant of receipt.
    """

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, table: str, *columns: str) -> None:
        self.table, self.columns = table, columns

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a migration's file writes this operation."""
        return self.__class__.__name__, [self.table, *self.columns], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant."""
        self._run(schema_editor, "GRANT INSERT ({columns}) ON TABLE {table} TO {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the right away."""
        self._run(schema_editor, "REVOKE INSERT ({columns}) ON TABLE {table} FROM {role}")

    def describe(self) -> str:
        """A line for `migrate --plan`."""
        return f"Let the intake add to {self.table}"

    def _run(self, schema_editor: Any, statement: str) -> None:
        if getattr(schema_editor.connection, "schema_name", PUBLIC_SCHEMA) != PUBLIC_SCHEMA:
            return
        quote = schema_editor.quote_name
        schema_editor.execute(
            statement.format(
                table=f"{PUBLIC_SCHEMA}.{quote(self.table)}",
                columns=", ".join(quote(column) for column in self.columns),
                role=quote(Role.INTAKE.value),
            )
        )

"""A migration's way to let the public reader read a table, and the intake add to one."""

from typing import Any, ClassVar

from django.db.migrations.operations.base import Operation, OperationCategory

from tenants.roles import Role

PUBLIC_SCHEMA = "public"


class Grant(Operation):
    """Grant a right in the schema `public`; does nothing in a tenant's schema. Its parts are what a migration's file names."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL
    role: ClassVar[Role]
    right: ClassVar[str]

    def __init__(self, *parts: str) -> None:
        self.parts = parts

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """How a migration's file writes this operation."""
        return self.__class__.__name__, list(self.parts), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights are no part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant."""
        self._run(schema_editor, "GRANT {right} ON TABLE {table} TO {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the right away."""
        self._run(schema_editor, "REVOKE {right} ON TABLE {table} FROM {role}")

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it is about."""
        return self.parts

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is limited to; none for all."""
        return ()

    def _run(self, schema_editor: Any, statement: str) -> None:
        if getattr(schema_editor.connection, "schema_name", PUBLIC_SCHEMA) != PUBLIC_SCHEMA:
            return
        quote = schema_editor.quote_name
        columns = f" ({', '.join(map(quote, self.columns))})" if self.columns else ""
        for table in self.tables:
            schema_editor.execute(
                statement.format(
                    right=self.right + columns,
                    table=f"{PUBLIC_SCHEMA}.{quote(table)}",
                    role=quote(self.role.value),
                )
            )


class GrantToReader(Grant):
    """Grant SELECT on tables to the public reader.

    Name the tables after the operation that makes them:

        operations = [migrations.CreateModel("Release", …), GrantToReader("sites_release")]
    """

    role = Role.READER
    right = "SELECT"

    def describe(self) -> str:
        """A line for `migrate --plan`."""
        return f"Let the public reader read {', '.join(self.tables)}"


class GrantInsertToIntake(Grant):
    """Grant INSERT on some columns of a table, the first of its parts, to the intake.

    Columns that are not named take their default: who sends cannot choose them, such as the instant of receipt.
    """

    role = Role.INTAKE
    right = "INSERT"

    @property
    def tables(self) -> tuple[str, ...]:
        """The table it is about."""
        return self.parts[:1]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that who sends may fill."""
        return self.parts[1:]

    def describe(self) -> str:
        """A line for `migrate --plan`."""
        return f"Let the intake add to {self.tables[0]}"

"""Migrating one schema with Django, in one transaction, and what SQL that took."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState
from django_tenants.utils import get_tenant_database_alias

from tenants.connection import tenant_connection
from tenants.fleet.plan import needs_python

Row = tuple[str, ...]
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
"""Checks what waits: a table with waiting triggers cannot be altered, and the whole plan is one transaction."""

_APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"
_CONTENT_TYPES = "SELECT app_label, model FROM django_content_type ORDER BY id"
_PERMISSIONS = """SELECT c.app_label, c.model, p.codename, p.name FROM auth_permission p
JOIN django_content_type c ON c.id = p.content_type_id ORDER BY p.id"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What brought a schema from one state to another.

    Attributes:
        before: the migrations that were applied, which a schema must have to be brought on by the same SQL.
        statements: SQL in its order, without any schema's name.
        migrations: what was applied, as (app, name).
        content_types: rows that Django added afterwards, as (app, model).
        permissions: the same, as (app, model, codename, name).
        needs_python: migrations that were not SQL alone; where there are any, nothing of this can be replayed.
    """

    before: frozenset[Row]
    statements: tuple[str, ...]
    migrations: tuple[Row, ...]
    content_types: tuple[Row, ...]
    permissions: tuple[Row, ...]
    needs_python: tuple[str, ...]

    @property
    def is_replayable(self) -> bool:
        """Whether the SQL stands for the whole of it."""
        return not self.needs_python


def migrate_with_django(schema: str) -> Recorded:
    """Bring a schema to the state of the code's migrations, as `migrate` would, with its signals and without its output.

    Runs within the caller's transaction, so that the schema is left as it was if anything fails.

    Raises:
        Whatever a migration raises.
    """
    connection = tenant_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("A tenant is migrated within one transaction: open it first.")
    alias = get_tenant_database_alias()
    connection.set_schema(schema)
    try:
        before = _Rows.read(connection)
        with _recording(connection) as statements:
            plan = _migrate(connection, alias)
        after = _Rows.read(connection)
    finally:
        connection.set_schema_to_public()
    return Recorded(
        before=frozenset(before.applied),
        statements=tuple(statements),
        migrations=_added(after.applied, before.applied),
        content_types=_added(after.content_types, before.content_types),
        permissions=_added(after.permissions, before.permissions),
        needs_python=tuple(needs_python(migration for migration, _backwards in plan)),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What Django itself keeps in each schema about migrations and models."""

    applied: tuple[Row, ...]
    content_types: tuple[Row, ...]
    permissions: tuple[Row, ...]

    @classmethod
    def read(cls, connection: Any) -> "_Rows":
        with connection.cursor() as cursor:
            return cls(*(_fetched(cursor, query) for query in (_APPLIED, _CONTENT_TYPES, _PERMISSIONS)))


def _fetched(cursor: Any, query: str) -> tuple[Row, ...]:
    cursor.execute(query)
    return tuple(cursor.fetchall())


def _added(after: tuple[Row, ...], before: tuple[Row, ...]) -> tuple[Row, ...]:
    known = set(before)
    return tuple(row for row in after if row not in known)


def _migrate(connection: Any, alias: str) -> list[Any]:
    """Django's own sequence (django.core.management.commands.migrate), without what it says."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    emit_pre_migrate_signal(0, False, alias, stdout=sys.stderr, apps=state.apps, plan=plan)
    after = executor.migrate(targets, plan=plan, state=state.clone())
    after.clear_delayed_apps_cache()
    _render_apps_without_migrations(after.apps)
    emit_post_migrate_signal(0, False, alias, stdout=sys.stderr, apps=after.apps, plan=plan)
    return plan


def _render_apps_without_migrations(rendered: Any) -> None:
    """Signals are sent with their final relations, as Django's command does it."""
    with rendered.bulk_update():
        keys = [(model.app_label, model.name_lower) for model in rendered.real_models]
        for key in keys:
            rendered.unregister_model(*key)
    rendered.render_multiple([ModelState.from_model(apps.get_model(*key)) for key in keys])


@contextmanager
def _recording(connection: Any) -> Iterator[list[str]]:
    """Note every statement that a schema editor of this connection executes within the block."""
    statements: list[str] = []
    original = connection.SchemaEditorClass

    class Recorder(original):  # type: ignore[misc, valid-type]
        """Django's schema editor, which also notes what it does."""

        def __enter__(self) -> Any:
            entered = super().__enter__()
            if statements and statements[-1] != SETTLE:
                statements.append(SETTLE)
            if connection.in_atomic_block:
                with connection.cursor() as cursor:
                    cursor.execute(SETTLE)
            return entered

        def execute(self, sql: Any, params: Any = ()) -> None:
            text = str(sql) if params is None else connection.ops.compose_sql(str(sql), params)
            super().execute(text, None)
            statements.append(text.strip().rstrip(";"))

    connection.SchemaEditorClass = Recorder
    try:
        yield statements
    finally:
        connection.SchemaEditorClass = original

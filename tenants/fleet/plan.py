"""What the migrations of the code are, for a schema in a given state."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.migrations import RunPython
from django.db.migrations.migration import Migration
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


@lru_cache(maxsize=1)
def tenant_app_labels() -> frozenset[str]:
    """Labels of the apps whose tables stand in tenants' schemas."""
    names = set(settings.TENANT_APPS)
    return frozenset(
        app.label
        for app in apps.get_app_configs()
        if app.name in names or f"{type(app).__module__}.{type(app).__qualname__}" in names
    )


def operations_of(migration: Migration) -> Iterator[Operation]:
    """The operations of a migration that reach the database."""
    yield from _reaching(migration.operations)


def needs_python(migrations: Iterable[Migration]) -> list[str]:
    """The migrations that no recorded SQL can stand for, because what they do depends on the tenant's rows."""
    return [
        f"{migration.app_label}.{migration.name}"
        for migration in migrations
        if migration.app_label in tenant_app_labels()
        and any(_is_python(operation) for operation in operations_of(migration))
    ]


def _reaching(operations: Iterable[Any]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _reaching(operation.database_operations)
        else:
            yield operation


def _is_python(operation: Operation) -> bool:
    if isinstance(operation, RunPython):
        return operation.code is not RunPython.noop
    return not operation.reduces_to_sql

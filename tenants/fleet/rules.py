"""Migrations that cannot work for each tenant by itself are refused, with the sentence that tells the mend."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    CreateExtension,
    RemoveIndexConcurrently,
)
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from tenants.fleet.plan import operations_of, tenant_app_labels

OUTSIDE_TRANSACTION = re.compile(r"\b(CONCURRENTLY|VACUUM|CREATE\s+DATABASE|ALTER\s+SYSTEM)\b", re.I)
OTHER_SCHEMA = re.compile(
    r"\b(?:INTO|UPDATE|FROM|TABLE|INDEX|TRUNCATE|ON|SEQUENCE|FUNCTION|TYPE|VIEW)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
    r"(?:ONLY\s+)?\"?(public|t_[0-9]{2,5}_[0-9]{4})\"?\s*\.|\bSET\s+(?:LOCAL\s+|SESSION\s+)?search_path\b",
    re.I,
)
NOT_CARRIED = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(VIEW|TYPE|DOMAIN|RULE|POLICY|STATISTICS)\b"
    r"|\b(PARTITION)\s+(?:BY|OF)\b|\b(INHERITS)\b",
    re.I,
)
EXTENSION = re.compile(r"\bCREATE\s+EXTENSION\b", re.I)


@register(Tags.database)
def check_migrations(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """No migration of the tenants' apps that cannot be done in one tenant's transaction and nowhere else.

    Asked where a command names a database, as `tenant migrate` does: it loads all migrations there are.
    """
    if not databases:
        return []
    migrations = MigrationLoader(None).disk_migrations.values()
    return list(refused(one for one in migrations if one.app_label in tenant_app_labels()))


def refused(migrations: Iterable[Migration]) -> Iterator[CheckMessage]:
    """An error for each operation that cannot work per tenant."""
    for migration in sorted(migrations, key=lambda one: (one.app_label, one.name)):
        for operation in operations_of(migration):
            for number, sentence, hint in _faults(operation):
                yield Error(
                    f"{migration.app_label}.{migration.name}: {sentence}",
                    hint=hint,
                    obj=migration,
                    id=f"tenants.E{number:03d}",
                )


def _faults(operation: Any) -> Iterator[tuple[int, str, str]]:
    text = _sql(operation)
    if isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently) or OUTSIDE_TRANSACTION.search(
        text
    ):
        yield (
            10,
            "runs outside a transaction, so a tenant could be left half migrated.",
            "Use AddIndex or RemoveIndex: one tenant's table is small, and its readers read releases meanwhile.",
        )
    if found := OTHER_SCHEMA.search(text):
        yield (
            11,
            f"names a schema ({found.group(0).strip()}), so it would be done to the same table once for each tenant.",
            "Leave the schema out: the search path leads to the tenant's. What belongs into the public schema is a "
            "migration of an app in SHARED_APPS.",
        )
    if isinstance(operation, CreateExtension) or EXTENSION.search(text):
        yield (
            12,
            "makes an extension, which belongs to the database and needs another role.",
            "Add it to tenants.roles.EXTENSIONS.",
        )
    if found := NOT_CARRIED.search(text):
        yield (
            13,
            f"makes a {next(word for word in found.groups() if word).lower()}, which the template of new tenants does not carry.",
            "Use tables, indexes, constraints, sequences, functions and triggers, or teach tenants.provisioning.catalogue.",
        )


def _sql(operation: Any) -> str:
    """The text of a RunSQL; nothing for other operations. Comments and texts in quotes do not count."""
    if not isinstance(operation, RunSQL):
        return ""
    given = operation.sql
    parts = [given] if isinstance(given, str) else [one if isinstance(one, str) else one[0] for one in given]
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", "\n".join(parts), flags=re.S)
    return re.sub(r"'(?:[^']|'')*'", "''", text)

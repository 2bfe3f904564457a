"""What other rooms have of a tenant outside its schema, and how it is put back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from tenants.models import Tenant

Merge = Callable[[Any, Tenant, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class SharedRows:
    """A tenant's rows in a table of the public schema.

    Attributes:
        table: its name.
        where: the condition that they are the tenant's, on the table's own columns, with `%(tenant)s`.
    """

    table: str
    where: str = "tenant_id = %(tenant)s"


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Tables that belong together, with the function that merges their backed-up rows into what is there now.

    `merge(cursor, tenant, staged)` runs in the restoring transaction; `staged` names, for each table, a
    temporary table that holds the rows of the backup.
    """

    name: str
    tables: tuple[SharedRows, ...]
    merge: Merge


class FileStore(Protocol):
    """One of the places where a tenant's files lie. Names are never given twice to different contents."""

    kind: str

    def names(self, tenant: Tenant) -> Iterable[str]:
        """The tenant's files, by name."""

    def open(self, tenant: Tenant, name: str) -> IO[bytes]:
        """One of them, to be read. Raises FileNotFoundError where it has gone."""

    def put(self, tenant: Tenant, name: str, content: IO[bytes]) -> bool:
        """Put a file there whole, unless it is there already; whether it was put."""


_parts: dict[str, SharedPart] = {}
_stores: dict[str, FileStore] = {}


def merge_shared(
    cursor: Any, tenant: Tenant, load: Callable[[str, str], None] = lambda table, staged: None
) -> None:
    """Hand each room the rows that its tables shall have of a tenant, in temporary tables; what it makes of them is its own.

    Parameters:
        load: puts a table's rows into its temporary one; without it there are none, and the rooms withdraw what they have.
    """
    for part in shared_parts():
        staged: dict[str, str] = {}
        for rows in part.tables:
            name = f"restore_{rows.table}"
            cursor.execute(
                f'CREATE TEMP TABLE {name} (LIKE public."{rows.table}" INCLUDING DEFAULTS) ON COMMIT DROP'
            )
            load(rows.table, name)
            staged[rows.table] = name
        part.merge(cursor, tenant, staged)


def register_part(part: SharedPart) -> None:
    """Let a room's shared rows go with its tenants' backups."""
    _parts[part.name] = part


def register_store(store: FileStore) -> None:
    """Let a room's files go with its tenants' backups."""
    _stores[store.kind] = store


def shared_parts() -> list[SharedPart]:
    """All of them, by name."""
    return [_parts[name] for name in sorted(_parts)]


def file_stores() -> list[FileStore]:
    """All of them, by kind."""
    return [_stores[kind] for kind in sorted(_stores)]


def file_store(kind: str) -> FileStore:
    """The store of this kind.

    Raises:
        KeyError: no room has entered one.
    """
    return _stores[kind]

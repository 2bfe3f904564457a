"""What a backup says of itself: the last entry of its archive, and in part the note beside it. Pure."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

FORMAT = 1
"""Raise it when an older version could not read what is written."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rows(_Part):
    """The rows of one table: COPY's text under `entry`."""

    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    entry: str


class StoredFile(_Part):
    """A file: `kind` says which of a tenant's stores it is of."""

    kind: str
    name: str
    size: int
    sha256: str
    entry: str


class IdentityRow(_Part):
    """What the tenant is called, for a time."""

    code: str
    unit_type: str
    name: str
    short_name: str
    parent_code: str
    instrument: str
    valid_from: date
    valid_to: date | None


class HostRow(_Part):
    """A host of the tenant, for a time."""

    name: str
    is_canonical: bool
    valid_from: date
    valid_to: date | None


class TenantPart(_Part):
    """The tenant's row in the registry."""

    id: UUID
    schema_name: str
    kind: str
    state: str
    abolished_on: date | None
    identities: tuple[IdentityRow, ...]
    hosts: tuple[HostRow, ...]


class Manifest(_Part):
    """Everything that has to be known to put a tenant back."""

    format: Literal[1]
    tenant: TenantPart
    taken_at: datetime
    fingerprint: str
    migrations: tuple[tuple[str, str], ...]
    server_version: str
    definitions_sha256: str
    tables: tuple[Rows, ...]
    shared: tuple[Rows, ...]
    files: tuple[StoredFile, ...]

    @property
    def row_count(self) -> int:
        """Rows of all tables, the shared ones' among them."""
        return sum(part.rows for part in (*self.tables, *self.shared))


class Note(_Part):
    """What stands beside the backup in plain text: enough to find and check it without a key or a database."""

    format: Literal[1]
    tenant: UUID
    schema_name: str
    code: str
    name: str
    taken_at: datetime
    fingerprint: str
    size: int
    sha256: str
    rows: int
    files: int

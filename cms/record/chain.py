"""How entries are chained: the text of an entry and its hash. Pure; the database's trigger computes the same (migration 0001)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

START = "0" * 64
"""What stands as the hash before the first entry of a tenant."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One recorded decision with its place in the chain. Keys, post and clause; nothing of a person and no content.

    Attributes:
        number: place in the tenant's chain, from 1, without gaps.
        at: when it was written.
        act: what was decided (`cms.record.enums.Act`).
        account: key of the account that decided; None where the platform did.
        post: key of the post by which it did.
        item: key of the item decided on, if any.
        about: key of the row that the decision made (approval, takedown, appointment), if any.
        seal: salted hash of the content decided on (`cms.salts`), empty where there is none.
        version: key of the version of the regulation that it was decided by.
        clause: the clause of it.
        previous: hash of the entry before.
        hash: its own, SHA-256, 64 hexadecimal digits.
    """

    id: UUID
    tenant: UUID
    number: int
    at: dt.datetime
    act: str
    account: UUID | None
    post: str
    item: UUID | None
    about: UUID | None
    seal: str
    version: UUID | None
    clause: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """Return the hash that this entry has to have (64 hexadecimal digits)."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def text(self) -> str:
        """Return what the hash covers: each value as a netstring without its comma (length in bytes, colon, value)."""
        values = [
            str(self.number), self.previous, str(self.id), str(self.tenant), instant(self.at), self.act, _key(self.account),
            self.post, _key(self.item), _key(self.about), self.seal, _key(self.version), self.clause,
        ]  # fmt: skip
        return "".join(f"{len(value.encode())}:{value}" for value in values)


def instant(at: dt.datetime) -> str:
    """Return an instant as the chain writes it: UTC, to the microsecond (ISO 8601)."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _key(key: UUID | None) -> str:
    return "" if key is None else str(key)

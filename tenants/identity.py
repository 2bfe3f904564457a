"""The one place where keys are made."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562, section 5.7): unique, and growing with time so that indexes stay compact.

    Every room takes its keys from here; an item keeps the one it got through edit, move, takedown, restore
    and merger.
    """
    key: UUID = uuid_utils.compat.uuid7()
    return key

"""What publishing may have to settle, which most items have nothing of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from cms.clocks.enums import OPEN_STATES
from cms.moderation.enums import TakedownState

_LEFT = """
SELECT
    EXISTS (SELECT FROM moderation_approval WHERE item_id = %(item)s AND digest <> %(digest)s
        AND voided_at IS NULL AND grants_publication),
    EXISTS (SELECT FROM clocks_clock WHERE subject_id = %(item)s AND state = ANY(%(open)s)),
    EXISTS (SELECT FROM moderation_takedown WHERE item_id = %(item)s AND state = %(provisional)s)"""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What an item still has when a content of it becomes public: approvals of other content, open clocks, a provisional takedown."""

    approvals: bool
    clocks: bool
    takedown: bool


def left_of(item_id: UUID, digest: str) -> Leftovers:
    """Return what is left of the item beside its content `digest`. One query."""
    told: dict[str, Any] = {
        "item": item_id,
        "digest": digest,
        "open": [state.value for state in OPEN_STATES],
        "provisional": TakedownState.PROVISIONAL.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, told)
        return Leftovers(*cursor.fetchone())

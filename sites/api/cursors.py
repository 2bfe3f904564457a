"""Cursors: where a list goes on. They name the last item seen, so that nothing is skipped or doubled while others publish."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sites.api.parameters import Refused


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page: what the list is ordered by (an instant or a day), and the item's row."""

    key: date
    row: int

    def text(self, query: str) -> str:
        """As it is sent; `query` is the digest of the list it belongs to."""
        key = self.key.astimezone(UTC) if isinstance(self.key, datetime) else self.key
        packed = json.dumps([2, query, key.isoformat(), self.row], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).rstrip(b"=").decode()


def query_digest(values: dict[str, Any]) -> str:
    """A digest of what a list is filtered by; a cursor of another list is refused."""
    said = json.dumps({name: str(value) for name, value in sorted(values.items())}, ensure_ascii=False)
    return hashlib.blake2s(said.encode(), digest_size=6).hexdigest()


def read_cursor(text: str) -> tuple[str, Cursor]:
    """The digest of the list a cursor belongs to, and the cursor.

    Raises:
        Refused: it is none of ours.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        version, query, key, row = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if version != 2 or not isinstance(query, str) or type(row) is not int or not 0 <= row < 2**63:
            raise ValueError
        return query, Cursor(_key(key), row)
    except (ValueError, TypeError, RecursionError):
        raise Refused(_("It is no cursor of a list.")) from None


def _key(text: str) -> date:
    day = date.fromisoformat(text) if len(text) == 10 else None
    moment = datetime.fromisoformat(text) if day is None else None
    key = day or moment
    if key is None or not 1900 <= key.year <= 2999 or (moment is not None and moment.tzinfo is None):
        raise ValueError
    return key

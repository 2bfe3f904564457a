"""Answers that say that nothing is new, remembered: thousands who wait for the same ask PostgreSQL alone, and Django once.

A consumer who waits is looked at when he comes, when listening begins, and when his time is over; each time Django's cycle would cost him a hundred
times what it costs to see that there still is nothing behind his position.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs
from uuid import UUID

from sites.gateway.database import Database
from sites.gateway.reply import Reply
from sites.releases.listing import Reading

REMEMBERED = 5_000
FRESH_SECONDS = 60.0
"""For so long the portal's name and address, which stand in the answer, are taken to be what they were."""

# What is behind the position, or that the position is older than what was dropped: either way Django has to answer.
_SOMETHING = """
SELECT EXISTS (SELECT FROM public.releases_change WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND position > %(since)s)
    OR %(since)s BETWEEN 1 AND (SELECT CASE WHEN is_called THEN last_value - 1 ELSE 0 END FROM public.releases_forgotten)"""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: by whom it may be answered the same is told by all of it."""

    host: str
    path: str
    query: bytes
    coding: str

    @property
    def since(self) -> int | None:
        """The position that the caller has; None where it is not said as Django takes it."""
        given = parse_qs(self.query.decode("latin-1"), keep_blank_values=True).get("since", ["0"])
        return int(given[0]) if len(given) == 1 and given[0].isascii() and given[0].isdigit() else None


class Quiet:
    """The answers of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[Question, tuple[float, Reply]] = OrderedDict()

    def remember(self, question: Question, reply: Reply) -> None:
        """Keep an answer of Django's that said that nothing is new."""
        self._known[question] = (asyncio.get_running_loop().time(), reply)
        self._known.move_to_end(question)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def answer(self, question: Question, tenants: Sequence[UUID]) -> Reply | None:
        """The answer that nothing is new, if that is known and still true of these portals; None where Django has to be asked.

        Raises:
            one of `sites.gateway.database.FAULTS`.
        """
        known = self._known.get(question)
        since = question.since
        if known is None or since is None or asyncio.get_running_loop().time() - known[0] > FRESH_SECONDS:
            return None
        rows = await self._database.fetch(Reading(_SOMETHING, {"tenants": list(tenants), "since": since}))
        return None if rows[0][0] else known[1]

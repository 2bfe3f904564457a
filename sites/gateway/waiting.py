"""Waiting for changes: consumers of the change feed who have everything wait here, without a thread and without asking again.

Whoever gives positions tells PostgreSQL which portals they are of (`sites.releases.changes`); one connection of the process listens.
In case it cannot (behind a pooler of transactions), the last position is looked at every few seconds too.
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from uuid import UUID

from sites.gateway.database import FAULTS, Database
from sites.releases.changes import CHANNEL, EVERYBODY
from sites.releases.listing import Reading

logger = logging.getLogger(__name__)

MOST_WAITING = 5_000
"""Consumers waiting in a process; more are answered at once."""

LOOK_SECONDS = 3.0
RETRY_SECONDS = 2.0
_LAST = Reading("SELECT max(position) FROM public.releases_change", {})


class Waiting:
    """Those who wait, by the portals whose changes they want."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiters: dict[asyncio.Future[None], frozenset[UUID]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._last: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody more may wait."""
        return len(self._waiters) >= MOST_WAITING

    def begin(self, tenants: Collection[UUID]) -> "asyncio.Future[None]":
        """Wait from now on for a change of one of these portals; the future is done when there is one. Give it back by `end`."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._look())]
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters[future] = frozenset(tenants)
        return future

    def end(self, future: "asyncio.Future[None]") -> None:
        """Wait no longer."""
        self._waiters.pop(future, None)
        future.cancel()

    def wake(self, tenants: Collection[UUID] | None) -> None:
        """Wake those who wait for a change of these portals; all of them with None."""
        for future, wanted in list(self._waiters.items()):
            if not future.done() and (tenants is None or not wanted.isdisjoint(tenants)):
                future.set_result(None)

    async def close(self) -> None:
        """Wake everybody and stop listening."""
        self.wake(None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(*FAULTS):
                async with self._database.own_connection() as connection:
                    await connection.add_listener(CHANNEL, self._told)
                    self.wake(None)  # what was told before nobody heard
                    while not connection.is_closed():
                        await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)

    def _told(self, connection: object, pid: int, channel: str, payload: str) -> None:
        try:
            self.wake(None if payload == EVERYBODY else [UUID(each) for each in payload.split(",")])
        except ValueError:
            logger.warning("A notification on %s cannot be read: %.80r", channel, payload)
            self.wake(None)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._waiters:
                continue
            with contextlib.suppress(*FAULTS):
                rows = await self._database.fetch(_LAST)
                last = rows[0][0] or 0
                if self._last is not None and last != self._last:
                    self.wake(None)
                self._last = last

"""What nearly every page asks and seldom changes: kept some seconds by host, revalidated by entity tag."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from frontend.api import Answer, Api, Parameters, Visitor

# Hosts are only remembered once the API has answered for them, so that made-up ones cannot fill the memory.
MOST_HOSTS = 5000

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    etag: str
    checked_at: float


class Remembered(Generic[T]):
    """One call of the API, remembered by host.

    Many visitors who come while it is being asked wait for the same answer.
    """

    def __init__(
        self,
        api: Api,
        path: str,
        read: Callable[[dict[str, Any]], T],
        *,
        fresh_seconds: float,
        parameters: Parameters | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember `path`, its answer turned by `read`, for `fresh_seconds` before it is revalidated."""
        self._api, self._path, self._read, self._parameters = api, path, read, parameters
        self._fresh_seconds, self._clock = fresh_seconds, clock
        self._entries: dict[str, _Entry[T]] = {}
        self._asking: dict[str, asyncio.Task[T]] = {}

    async def get(self, visitor: Visitor) -> T:
        """Return the value for the visitor's host. Raises what the API's call raises."""
        entry = self._entries.get(visitor.host)
        if entry and self._clock() - entry.checked_at < self._fresh_seconds:
            return entry.value
        task = self._asking.get(visitor.host)
        if task is None:
            task = asyncio.create_task(self._ask(visitor, entry))
            self._asking[visitor.host] = task
            task.add_done_callback(lambda done: self._forget_task(visitor.host, done))
        return await asyncio.shield(task)

    def last_known(self, visitor: Visitor) -> T | None:
        """Return what the API last said for this host, however long ago."""
        entry = self._entries.get(visitor.host)
        return entry.value if entry else None

    async def _ask(self, visitor: Visitor, entry: _Entry[T] | None) -> T:
        answer: Answer = await self._api.get(
            visitor, self._path, self._parameters, etag=entry.etag if entry else ""
        )
        if answer.unchanged and entry:
            entry.checked_at = self._clock()
            return entry.value
        value = self._read(answer.content)
        self._entries.pop(visitor.host, None)
        while len(self._entries) >= MOST_HOSTS:
            del self._entries[next(iter(self._entries))]
        self._entries[visitor.host] = _Entry(value, answer.etag, self._clock())
        return value

    def _forget_task(self, host: str, task: asyncio.Task[T]) -> None:
        self._asking.pop(host, None)
        if not task.cancelled():
            task.exception()  # Whoever waits raises it; nobody waiting is no fault.

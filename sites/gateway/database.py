"""The gateway's own connections: asynchronous, read-only, with the reader's role."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import asyncpg
from django.conf import settings

from sites.releases.listing import Reading

logger = logging.getLogger(__name__)

STATEMENT_SECONDS = 5
MOST_CONNECTIONS = 8
"""Of one process. PostgreSQL answers a reading in a fraction of a millisecond: more would only queue there."""

FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError)
"""What a reading may raise when the database does not answer as it should."""

_OPTIONS = f"-c search_path=public -c default_transaction_read_only=on -c statement_timeout={STATEMENT_SECONDS * 1000}"


def arguments() -> dict[str, Any]:
    """How to connect, by the settings of the alias `reader`."""
    chosen = settings.DATABASES["reader"]
    options = chosen.get("OPTIONS", {})
    given = {
        "host": chosen["HOST"] or None,
        "port": int(chosen["PORT"]) if chosen["PORT"] else None,
        "user": chosen["USER"] or None,
        "password": chosen["PASSWORD"] or None,
        "database": chosen["NAME"],
        "ssl": options.get("sslmode"),
    }
    return {
        **{name: value for name, value in given.items() if value is not None},
        # As one parameter, the way Django's connection gives it: a pooler in between is told to ignore that one.
        "server_settings": {"application_name": "portal gateway", "options": _OPTIONS},
    }


class Database:
    """Readings over a pool of connections, opened when the first is needed."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._pooled = False
        self._opening = asyncio.Lock()

    async def fetch(self, reading: Reading) -> list[Any]:
        """The rows that a reading finds.

        Raises:
            one of `FAULTS`.
        """
        sql, order = _numbered(reading.sql)
        values = [reading.values[name] for name in order]
        pool = self._pool or await self._opened()
        async with pool.acquire() as connection:
            if not self._pooled:
                return await connection.fetch(sql, *values)
            async with connection.transaction(readonly=True):  # preparing and asking are one unit
                return await connection.fetch(sql, *values)

    @asynccontextmanager
    async def own_connection(self) -> AsyncIterator[Any]:
        """A connection outside the pool, for listening."""
        connection = await asyncpg.connect(**arguments())
        try:
            yield connection
        finally:
            await connection.close(timeout=2)

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    async def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        async with self._opening:
            if self._pool is None:
                self._pooled = await _is_pooled()
                if self._pooled:
                    logger.warning("A pooler is in between: nothing is kept prepared on its connections.")
                self._pool = await asyncpg.create_pool(
                    **arguments(),
                    min_size=1,
                    max_size=MOST_CONNECTIONS,
                    command_timeout=STATEMENT_SECONDS,
                    reset=_leave_as_it_is,
                    **({"statement_cache_size": 0} if self._pooled else {}),
                )
        return self._pool


async def _is_pooled() -> bool:
    """Whether something stands between us and PostgreSQL, such as PgBouncer.

    It must be known before anything is prepared: under a pooler of transactions, what one process prepared under a name is run for another that
    prepared something else under the same name on another connection, and the wrong rows come without an error. A pooler announces
    a process number of its own when a connection begins (`BackendKeyData` of PostgreSQL's protocol); the backend says its real one.
    """
    connection = await asyncpg.connect(**arguments(), statement_cache_size=0, timeout=STATEMENT_SECONDS)
    try:
        async with connection.transaction(readonly=True):
            backend = await connection.fetchval("SELECT pg_backend_pid()")
        return bool(backend != connection.get_server_pid())
    finally:
        connection.terminate()


async def _leave_as_it_is(connection: Any) -> None:
    """Readings change nothing of a session; the usual reset would cost a second round trip each."""


@lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    return Reading.spelled(sql)

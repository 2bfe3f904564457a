"""Advisory locks of the fleet's work, held by a session of their own."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from tenants.connection import tenant_connection

CLASS = 0x706F7274  # "port": our locks, apart from anybody else's in the same database


@contextmanager
def advisory_lock(name: str) -> Iterator[None]:
    """Hold the lock `name` within the block; wait for whoever has it.

    It is held by a connection of its own, because migrations close the one they work on, and it must be a
    direct one: behind a transaction pooler a session's lock means nothing.
    """
    connection = tenant_connection().copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [CLASS, _number(name)])
        yield
    finally:
        connection.close()


@contextmanager
def try_advisory_lock(name: str) -> Iterator[bool]:
    """Hold the lock `name` within the block if nobody else does; tells whether it is held."""
    connection = tenant_connection().copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASS, _number(name)])
            (held,) = cursor.fetchone()
        yield bool(held)
    finally:
        connection.close()


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) - 2**31

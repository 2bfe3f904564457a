"""Who is there: a worker holds a lock as long as it lives, whichever way it dies."""

import contextlib
import zlib
from typing import Any

from django.db.utils import Error

from tenants.connection import tenant_connection

WORKERS = 0x776F726B  # "work"
LEADERS = 0x6C656164  # "lead"


class Presence:
    """A worker's own session in the database, with the locks that say that it lives and whether it leads.

    The session must be a direct one: behind a transaction pooler a session's lock means nothing.
    """

    def __init__(self, worker_id: str) -> None:
        self.worker_id = worker_id
        self.is_leader = False
        self._connection: Any = None

    def renew(self) -> None:
        """See that the session is there, with its lock; open it again if it was lost.

        Raises:
            django.db.utils.Error: the database cannot be reached.
        """
        try:
            if self._connection is None:
                self._open()
            if not self.is_leader:
                self.is_leader = self._ask("SELECT pg_try_advisory_lock(%s, 0)", LEADERS)
            else:
                self._ask("SELECT true")
        except Error:
            self.leave()
            raise

    def is_alive(self, worker_id: str) -> bool:
        """Whether another worker lives: whether somebody holds its lock."""
        number = _number(worker_id)
        if self._ask("SELECT pg_try_advisory_lock(%s, %s)", WORKERS, number):
            self._ask("SELECT pg_advisory_unlock(%s, %s)", WORKERS, number)
            return False
        return True

    def leave(self) -> None:
        """Give all locks back."""
        self.is_leader = False
        if self._connection is not None:
            with contextlib.suppress(Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> None:
        self._connection = tenant_connection().copy()
        self._ask("SELECT pg_try_advisory_lock(%s, %s)", WORKERS, _number(self.worker_id))

    def _ask(self, query: str, *parameters: Any) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return bool(cursor.fetchone()[0])


def _number(worker_id: str) -> int:
    return zlib.crc32(worker_id.encode()) - 2**31

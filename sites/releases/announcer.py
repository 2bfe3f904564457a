"""Telling the rooms above of new positions, beside the act that made them: who publishes waits for no index.

One thread of the process tells, in turn; what comes meanwhile is told together. A process that ends before it has told loses
nothing: whoever listens catches up from its own last position (`sites.releases.signals`).
"""

import logging
import threading
import time

from django.conf import settings
from django.db import connections

from sites.releases import signals
from tenants.context import no_tenant

logger = logging.getLogger(__name__)


GATHER = 0.2
"""Seconds between two tellings: where many publish, indexes follow five times a second and not at every act."""
IDLE = 30.0
"""Seconds without anything to tell after which the thread and its connection end."""


class Announcer:
    """The telling thread of a process, begun when there is first something to tell."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[int] = []
        self._thread: threading.Thread | None = None
        self._ending = False

    def tell(self, positions: list[int]) -> None:
        """Have positions told soon; at once where the settings ask for it, as tests do."""
        if getattr(settings, "RELEASES_TELL_AT_ONCE", False):
            _send(positions)
            return
        with self._changed:
            self._waiting += positions
            if self._thread is None:
                self._ending = False
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float = 30.0) -> None:
        """Wait until everything is told, as a command does before it ends."""
        with self._changed:
            thread, self._ending = self._thread, True
            self._changed.notify_all()
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        try:
            while positions := self._taken():
                with no_tenant():
                    _send(positions)
                for connection in connections.all(initialized_only=True):
                    connection.close_if_unusable_or_obsolete()
                time.sleep(0 if self._ending else GATHER)
        except Exception:
            logger.exception("New positions could not be told; whoever listens catches up later")
            with self._changed:
                self._thread = None
        finally:
            connections.close_all()

    def _taken(self) -> list[int]:
        """What waits, as soon as something does; nothing when the thread is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending, IDLE)
            positions, self._waiting = self._waiting, []
            if not positions:
                self._thread = None
            return positions


def _send(positions: list[int]) -> None:
    signals.positions_assigned.send_robust(
        sender=Announcer, first=min(positions), last=max(positions), count=len(positions)
    )


announcer = Announcer()
"""The one of this process."""

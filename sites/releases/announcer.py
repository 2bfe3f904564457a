"""Telling the rooms above of new positions, beside the act that made them: who publishes waits for no index.

One thread of the process tells, in turn; what comes meanwhile is told together. A process that ends before it has told loses
nothing: whoever listens catches up from its own last position (`sites.releases.signals`).
"""

import logging
import threading

from django.conf import settings
from django.db import connections

from sites.releases import signals
from tenants.context import no_tenant

logger = logging.getLogger(__name__)


class Announcer:
    """The telling thread of a process, begun when there is first something to tell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[int] = []
        self._thread: threading.Thread | None = None

    def tell(self, positions: list[int]) -> None:
        """Have positions told soon; at once where the settings ask for it, as tests do."""
        if getattr(settings, "RELEASES_TELL_AT_ONCE", False):
            _send(positions)
            return
        with self._lock:
            self._waiting += positions
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()

    def wait(self, seconds: float = 30.0) -> None:
        """Wait until everything is told, as a command does before it ends."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        try:
            while positions := self._taken():
                with no_tenant():
                    _send(positions)
        except Exception:
            logger.exception("New positions could not be told; whoever listens catches up later")
            with self._lock:
                self._thread = None
        finally:
            connections.close_all()

    def _taken(self) -> list[int]:
        with self._lock:
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

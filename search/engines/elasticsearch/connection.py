"""The way to the server: short patience, and none at all for a while after it failed.

A reader waits for an answer; whoever asks a server that is away or slow has PostgreSQL answer instead, within
300 ms. After a failure the server is left alone for a moment that doubles up to half a minute.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from elastic_transport import ApiResponse
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from search.engines.interface import EngineUnavailableError

logger = logging.getLogger(__name__)
logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # a line for every request says nothing

ASK_SECONDS: Final = 0.15
"""How long one question may take, all its attempts together."""
WRITE_SECONDS: Final = 30.0
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0


class MissingIndexError(EngineUnavailableError):
    """There is no index of that name: nothing was ever put into it, or it is of another version."""


class Breaker:
    """Whether the server may be asked: not for a pause after it failed. Threads share one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pause = 0.0
        self._until = 0.0

    def is_open(self) -> bool:
        """Whether it must not be asked now. When the pause is over one caller may try; the others wait on."""
        with self._lock:
            now = self._clock()
            if now < self._until:
                return True
            if self._pause:
                self._until = now + self._pause
            return False

    def failed(self) -> None:
        """Note a failure: the pause begins, twice as long as the last one."""
        with self._lock:
            self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._until = self._clock() + self._pause

    def succeeded(self) -> bool:
        """Note an answer; returns whether the server had failed before."""
        with self._lock:
            recovered = self._pause > 0
            self._pause = self._until = 0.0
            return recovered


class Connection:
    """One installation's server. Every failure is an `EngineUnavailableError`."""

    def __init__(self, url: str, ask_seconds: float = ASK_SECONDS) -> None:
        self.url = url
        self.ask_seconds = ask_seconds
        self.breaker = Breaker()
        self._clients: dict[float, Elasticsearch] = {}
        self._client = Elasticsearch(
            url, max_retries=0, retry_on_timeout=False, request_timeout=WRITE_SECONDS, http_compress=False
        )

    def call(self, act: Callable[[Elasticsearch], ApiResponse[Any]], seconds: float = WRITE_SECONDS) -> Any:
        """What the server answers to an act.

        Raises:
            MissingIndexError: it has no index of that name.
            EngineUnavailableError: it does not answer within `seconds`, or answers that it cannot.
        """
        if self.breaker.is_open():
            raise EngineUnavailableError("Elasticsearch failed a moment ago and is left alone")
        try:
            answer = act(self._waiting(round(max(seconds, 0.01), 2))).body
        except NotFoundError as error:
            self._answered()
            raise MissingIndexError(f"Elasticsearch has no such index: {error.message}") from error
        except ApiError as error:
            if error.meta.status in {429, 502, 503, 504}:
                self.breaker.failed()
            raise EngineUnavailableError(f"Elasticsearch refused: {error}") from error
        except TransportError as error:
            self.breaker.failed()
            raise EngineUnavailableError(f"Elasticsearch does not answer: {error.message}") from error
        self._answered()
        return answer

    def is_well(self) -> bool:
        """Whether the server answers at this moment; a server that is left alone is not asked."""
        try:
            self.call(lambda client: client.cluster.health(timeout="100ms"), self.ask_seconds)
        except EngineUnavailableError:
            return False
        return True

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _waiting(self, seconds: float) -> Elasticsearch:
        """The client that waits so long; kept, since making one takes a millisecond."""
        if seconds not in self._clients:
            self._clients[seconds] = self._client.options(request_timeout=seconds)
        return self._clients[seconds]

    def _answered(self) -> None:
        if self.breaker.succeeded():
            logger.warning("Elasticsearch answers again")

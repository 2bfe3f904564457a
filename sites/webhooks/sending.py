"""Sending messages over HTTP: many addresses at once, one address in order. Nothing of Django or the database in it."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import httpcore

from sites.webhooks.enums import Outcome
from sites.webhooks.guard import ForbiddenAddress, Guard, GuardedBackend, UnknownHost

WHOLE_SECONDS = 15.0
"""For one attempt from resolving the name to the end of the answer, however slowly it trickles."""

MAX_ANSWER = 2_000  # bytes of an answer that are read
SHOWN = 500  # characters of it that are kept
AGENT = "Cong-xa-Webhooks/1.0"

NO_CONNECTION = frozenset(
    {Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.UNKNOWN_HOST, Outcome.FORBIDDEN, Outcome.INSECURE}
)
"""After these the address's next messages would fare no better: they are left for the next turn."""

Headers = Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way. `headers` is asked at the moment of sending, since that moment is signed."""

    key: UUID
    url: str
    body: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt. `retry_after` is the answer's header of that name."""

    key: UUID
    outcome: Outcome
    milliseconds: int
    status: int | None = None
    said: str = ""
    retry_after: str = ""


@dataclass(slots=True)
class _Answer:
    status: int
    retry_after: str
    said: bytes = field(default=b"")


def send(groups: Sequence[Sequence[Outgoing]], guard: Guard, seconds: float) -> list[Result]:
    """Send groups of messages at the same time, those of a group one after the other.

    Parameters:
        groups: each the messages to one address, in their order.
        guard: which networks are allowed.
        seconds: when these are over nothing more is begun.

    Returns:
        what came of each attempt that was made; a message without a result was not tried.
    """
    return asyncio.run(_send_all(groups, guard, time.monotonic() + seconds))


async def _send_all(groups: Sequence[Sequence[Outgoing]], guard: Guard, deadline: float) -> list[Result]:
    context = ssl.create_default_context()
    results = await asyncio.gather(*(_send_group(group, guard, context, deadline) for group in groups))
    return [result for group in results for result in group]


async def _send_group(
    group: Sequence[Outgoing], guard: Guard, context: ssl.SSLContext, deadline: float
) -> list[Result]:
    results: list[Result] = []
    secure = bool(group) and group[0].url.startswith("https:")
    async with httpcore.AsyncConnectionPool(
        ssl_context=context, max_connections=1, network_backend=GuardedBackend(guard, secure)
    ) as pool:
        for message in group:
            if time.monotonic() >= deadline:
                break
            result = await attempt(pool, message)
            results.append(result)
            if result.outcome in NO_CONNECTION:
                break
    return results


async def attempt(pool: httpcore.AsyncConnectionPool, message: Outgoing) -> Result:
    """Send one message; whatever happens is a result."""
    begun = time.monotonic()
    status, said, retry_after = None, "", ""
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            answer = await _post(pool, message)
        status, retry_after = answer.status, answer.retry_after
        outcome, said = outcome_of(answer.status), _readable(answer.said)
    except (TimeoutError, httpcore.TimeoutException):
        outcome = Outcome.TIMEOUT
    except ForbiddenAddress:
        outcome = Outcome.FORBIDDEN
    except UnknownHost:
        outcome = Outcome.UNKNOWN_HOST
    except (httpcore.ConnectError, httpcore.ReadError, httpcore.WriteError, OSError) as error:
        outcome, said = (
            (Outcome.INSECURE if _is_tls(error) else Outcome.UNREACHABLE),
            _readable(str(error).encode()),
        )
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        outcome, said = Outcome.BROKEN, _readable(str(error).encode())
    took = round((time.monotonic() - begun) * 1000)
    return Result(message.key, outcome, took, status, said, retry_after)


def outcome_of(status: int) -> Outcome:
    """What a status means: 2xx alone is acceptance, and no redirection is followed."""
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    if 300 <= status < 400:
        return Outcome.REDIRECTED
    return Outcome.GONE if status == 410 else Outcome.REFUSED


async def _post(pool: httpcore.AsyncConnectionPool, message: Outgoing) -> _Answer:
    headers = {
        "Host": _authority(message.url),
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Content-Length": str(len(message.body)),
        **message.headers(),
    }
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    limits = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 5.0}
    async with pool.stream(
        "POST", message.url, headers=pairs, content=message.body, extensions={"timeout": limits}
    ) as response:
        given = {name.lower(): value for name, value in response.headers}
        answer = _Answer(response.status, given.get(b"retry-after", b"").decode("latin-1"))
        async for chunk in response.aiter_stream():
            answer.said += chunk
            if len(answer.said) >= MAX_ANSWER:
                break
        return answer


def _authority(url: str) -> str:
    parsed = httpcore.URL(url)
    host = parsed.host.decode()
    bare = f"[{host}]" if ":" in host else host
    return bare if parsed.port is None else f"{bare}:{parsed.port}"


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _readable(said: bytes) -> str:
    text = said[:MAX_ANSWER].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:SHOWN]

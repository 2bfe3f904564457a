"""What the gateway answers."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from sites.api.problems import Problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Reply:
    """A whole answer; `parts` brings the body of one that is too large to hold."""

    status: int
    headers: Headers
    body: bytes = b""
    parts: AsyncIterator[bytes] | None = field(default=None, repr=False)

    def header(self, name: bytes) -> bytes:
        """The value of a header (its name in small letters), empty where there is none."""
        return next((value for each, value in self.headers if each.lower() == name), b"")

    def replace(self, name: bytes, value: bytes) -> None:
        """Set a header in place of those of its name."""
        self.headers = [entry for entry in self.headers if entry[0].lower() != name] + [(name, value)]


OPEN_TO_ALL: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Retry-After"),
]


def problem_reply(problem: Problem) -> Reply:
    """The answer that tells a problem."""
    body = json.dumps(problem.shape(), ensure_ascii=False).encode()
    headers: Headers = [
        (b"content-type", b"application/problem+json"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        *OPEN_TO_ALL,
    ]
    headers += [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    return Reply(int(problem.status), headers, body)


async def deliver(reply: Reply, send: Send, *, head: bool) -> None:
    """Send an answer; to HEAD without its body."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    if reply.parts is None:
        await send({"type": "http.response.body", "body": b"" if head else reply.body})
        return
    async for part in reply.parts:
        if not head:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})

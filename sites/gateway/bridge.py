"""Django behind the gateway: WSGI in a few threads, each with its own database connection."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sites.api.problems import too_large
from sites.gateway.reply import Headers, Receive, Reply, Scope, problem_reply

HELD = 2 * 1024 * 1024
"""Bytes; a body up to this size is held, so that it can be coded. A larger one is streamed."""

MOST_BODY = 64 * 1024
"""Bytes of a request's body; nothing that is read here has one."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Bridge:
    """Runs a WSGI application in a pool of threads."""

    def __init__(self, application: Wsgi, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        """The application's answer."""
        body = await _body(scope, receive)
        if body is None:
            return problem_reply(too_large(MOST_BODY))
        loop = asyncio.get_running_loop()
        environ = environ_of(scope, body)
        status, headers, parts = await loop.run_in_executor(self._pool, self._run, environ)
        if isinstance(parts, bytes):
            return Reply(status, headers, parts)
        return Reply(status, headers, parts=self._streamed(parts))

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, environ: dict[str, Any]) -> tuple[int, Headers, Any]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            begun.append((status, headers))

        answer = self._application(environ, start_response)
        status, given = begun[0]
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given]
        number = int(status.split(" ", 1)[0])
        length = next((int(value) for name, value in headers if name == b"content-length"), None)
        if getattr(answer, "streaming", False) and (length is None or length > HELD):
            return number, headers, answer
        try:
            return number, headers, b"".join(answer)
        finally:
            _close(answer)

    async def _streamed(self, answer: Iterable[bytes]) -> AsyncIterator[bytes]:
        """The parts of a large body: a thread is held while one is read, and none while it is sent."""
        loop = asyncio.get_running_loop()
        parts = iter(answer)
        try:
            while True:
                part = await loop.run_in_executor(self._pool, next, parts, None)
                if part is None:
                    return
                yield part
        finally:
            loop.run_in_executor(self._pool, _close, answer)


def _close(answer: Any) -> None:
    if close := getattr(answer, "close", None):
        close()


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """A request's body; None where it is larger than any call needs."""
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return b""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None
        if not message.get("more_body") or message["type"] == "http.disconnect":
            return body


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """A request as WSGI has it (PEP 3333)."""
    server = scope.get("server") or ("127.0.0.1", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or ""),
        "REMOTE_ADDR": str(client[0] or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if b"_" in name or key == "CONTENT_LENGTH":
            continue  # a name with an underscore could pass for another's
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ

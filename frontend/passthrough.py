"""What the API serves on the public origin (feeds, sitemap, media, itself), streamed through unchanged."""

from collections.abc import AsyncIterator

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend.api import ApiUnavailable
from frontend.visit import Library, visitor_of

# RFC 9110 §7.6.1: these belong to one connection. Host and forwarding headers are set anew.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Only what reading needs goes on: no cookie and no authorization, since public reading has neither.
FORWARDED = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "origin",
        "range",
        "user-agent",
        "access-control-request-headers",
        "access-control-request-method",
    }
)
WITHHELD = HOP_BY_HOP | {"set-cookie", "server"}


async def pass_through(request: Request) -> Response:
    """Answer with what the API answers at the same path.

    Only GET and HEAD get here (the routes say so). Raises `ApiUnavailable` when the API cannot be reached.
    """
    library: Library = request.app.state.library
    return await stream(request, library.api.client, _raw_target(request))


async def stream(request: Request, client: httpx.AsyncClient, raw_target: bytes) -> Response:
    """Answer with what `client` answers at a path with query, as it is.

    Raises `ApiUnavailable` when it cannot be reached.
    """
    library: Library = request.app.state.library
    visitor = visitor_of(request, library.configuration)
    headers = {name: value for name, value in request.headers.items() if name in FORWARDED} | visitor.headers
    # httpx would ask for compression that this visitor did not ask for.
    headers.setdefault("accept-encoding", "identity")
    target = client.base_url.copy_with(raw_path=raw_target)
    upstream = client.build_request(request.method, target, headers=headers)
    try:
        answer = await client.send(upstream, stream=True)
    except httpx.HTTPError as error:
        raise ApiUnavailable(f"{type(error).__name__} at {request.url.path}") from error
    response = StreamingResponse(
        _chunks(answer), status_code=answer.status_code, background=BackgroundTask(answer.aclose)
    )
    dropped = WITHHELD | _named_by_connection(answer.headers.get("connection", ""))
    response.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower().decode("latin-1") not in dropped
    ]
    return response


def _raw_target(request: Request) -> bytes:
    # As it was sent, escapes and all, so that signed or odd file names arrive unchanged.
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope.get("query_string", b"")
    path = path.split(b"?")[0]
    return path + (b"?" + query if query else b"")


def _named_by_connection(value: str) -> frozenset[str]:
    return frozenset(part.strip().lower() for part in value.split(",") if part.strip())


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()

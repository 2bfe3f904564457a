"""Calls to the public API, and what can come of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

Parameters = Mapping[str, str | int | None]


class ApiError(Exception):
    """A call that gave no content."""


class ApiUnavailable(ApiError):
    """The API did not answer, or said that it cannot now. `retry_after`: seconds."""

    def __init__(self, reason: str, retry_after: int = 30) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ApiNotFound(ApiError):
    """There is nothing at this address, or no portal on this host."""


class ApiGone(ApiError):
    """What was here has been withdrawn for good."""


class ApiRefused(ApiError):
    """The API does not take these parameters (RFC 9457 problem)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or "refused"))
        self.problem = problem
        self.parameter = str(problem.get("parameter") or "")


class ApiMoved(ApiError):
    """The host is an old name of another: `origin` is the canonical one."""

    def __init__(self, location: str, permanent: bool) -> None:
        super().__init__(location)
        parts = urlsplit(location)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, as far as the API has to know: the host they typed (with port), the scheme, their address."""

    host: str
    scheme: str = "http"
    address: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that carry the visitor to the API."""
        headers = {"Host": self.host, "X-Forwarded-Host": self.host, "X-Forwarded-Proto": self.scheme}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        return headers


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer; `unchanged` when the entity tag that was sent still holds (then `content` is empty)."""

    content: dict[str, Any] = field(default_factory=dict)
    etag: str = ""
    unchanged: bool = False


class Api:
    """The API of all portals, asked in the name of a visitor."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """Take a client whose `base_url` is the API's."""
        self.client = client

    async def get(
        self, visitor: Visitor, path: str, parameters: Parameters | None = None, etag: str = ""
    ) -> Answer:
        """Return the JSON at `path`.

        Parameters that are None or empty are not sent. `etag` makes the call conditional.
        Raises `ApiUnavailable`, `ApiNotFound`, `ApiGone`, `ApiRefused` or `ApiMoved`.
        """
        query = {key: str(value) for key, value in (parameters or {}).items() if value not in (None, "")}
        headers = visitor.headers | {"Accept": "application/json, application/problem+json"}
        if etag:
            headers["If-None-Match"] = etag
        try:
            response = await self.client.get(path, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise ApiUnavailable(f"{type(error).__name__} at {path}") from error
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(etag=etag, unchanged=True)
        if response.status_code != httpx.codes.OK:
            raise _error_of(response)
        return Answer(content=_json(response), etag=response.headers.get("etag", ""))

    async def post(
        self, visitor: Visitor, path: str, body: Mapping[str, Any], more: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a JSON object to `path` and return the JSON that comes back; `more` are further headers.

        Raises `ApiUnavailable`, `ApiNotFound`, `ApiRefused` or `ApiMoved`. It is sent once: nothing here tries again by itself.
        """
        headers = (
            visitor.headers | {"Accept": "application/json, application/problem+json"} | dict(more or {})
        )
        try:
            response = await self.client.post(path, json=dict(body), headers=headers)
        except httpx.HTTPError as error:
            raise ApiUnavailable(f"{type(error).__name__} at {path}") from error
        if response.status_code not in (httpx.codes.OK, httpx.codes.ACCEPTED):
            raise _error_of(response)
        return _json(response)


def _error_of(response: httpx.Response) -> ApiError:
    status = response.status_code
    if status in (301, 302, 303, 307, 308):
        return ApiMoved(response.headers.get("location", ""), permanent=status in (301, 308))
    if status == 404:
        return ApiNotFound(response.request.url.path)
    if status == 410:
        return ApiGone(response.request.url.path)
    if status in (400, 403, 409, 413, 414, 422):
        try:
            return ApiRefused(_json(response))
        except ApiUnavailable:
            return ApiRefused({})
    wait = response.headers.get("retry-after", "")
    return ApiUnavailable(
        f"{status} at {response.request.url.path}", retry_after=int(wait) if wait.isdigit() else 30
    )


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError as error:
        raise ApiUnavailable(f"no JSON at {response.request.url.path}") from error
    if not isinstance(content, dict):
        raise ApiUnavailable(f"no JSON object at {response.request.url.path}")
    return content

"""The front end over the fixture API, without a network: a citizen who asks, an API to be watched."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from frontend.app import create_app
from frontend.configuration import Configuration
from tests.frontend import fixture_content as content
from tests.frontend.fixture_api import api_app
from tests.frontend.running import run


class Upstream(httpx.AsyncBaseTransport):
    """The fixture API as the front end reaches it.

    `calls` holds what was asked; `down` makes it unreachable; `answers` replaces answers by path.
    """

    def __init__(self) -> None:
        self._api = httpx.ASGITransport(app=api_app())
        self.calls: list[httpx.Request] = []
        self.down = False
        self.answers: dict[str, Callable[[httpx.Request], httpx.Response]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the API would."""
        self.calls.append(request)
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if answer := self.answers.get(request.url.path):
            return answer(request)
        return await self._api.handle_async_request(request)

    @property
    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [call.url.path for call in self.calls]

    def asked(self, path: str) -> dict[str, str]:
        """Return the parameters of the last call to a path."""
        return dict(next(call for call in reversed(self.calls) if call.url.path == path).url.params)


class Citizen:
    """Somebody with a browser without scripts."""

    def __init__(self, app: Starlette) -> None:
        self._network = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def get(self, path: str, host: str = content.WARD, **headers: str) -> httpx.Response:
        """GET an address of a portal; `accept_language="vi"` sends `Accept-Language`."""
        return self.request("GET", path, host, **headers)

    def request(self, method: str, path: str, host: str = content.WARD, **headers: str) -> httpx.Response:
        """Ask with any method."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        # Bytes as they come: whoever asks for compression gets it, and looks at it.
        headers = {"host": f"{host}:{content.PORT}", "accept-encoding": "identity", **sent}
        return run(self._ask(httpx.Request(method, content.origin(host) + path, headers=headers)))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        response = await self._network.handle_async_request(request)
        response.request = request
        await response.aread()
        return response

    def read(self, path: str, host: str = content.WARD) -> BeautifulSoup:
        """Return a page that is there, parsed."""
        response = self.get(path, host)
        assert response.status_code == 200, response.text
        return BeautifulSoup(response.text, "html.parser")


@pytest.fixture
def upstream() -> Upstream:
    """The API behind the front end."""
    return Upstream()


@pytest.fixture
def configuration() -> Configuration:
    """Nothing is used again without asking, so that what a test changes is seen at once."""
    return Configuration(api_url="http://api.test", identity_fresh_seconds=0, list_fresh_seconds=0)


@pytest.fixture
def citizen(upstream: Upstream, configuration: Configuration) -> Citizen:
    """A visitor of the portals."""
    return Citizen(create_app(configuration, transport=upstream))


@pytest.fixture
def altered_portal(upstream: Upstream) -> Callable[..., None]:
    """Change what a portal's identity says: `altered_portal(WARD, accent="#ffffff")`."""

    def alter(host: str, **changes: Any) -> None:
        upstream.answers["/api/v1/portal/"] = lambda request: httpx.Response(
            200, json=content.PORTALS[host] | changes, request=request
        )

    return alter

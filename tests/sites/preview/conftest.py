"""The front end in this process, over the admin's and the reading API's own addresses."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.test import Client, override_settings

from frontend.app import create_app
from frontend.configuration import Configuration
from sites.releases import changes
from tests.sites.conftest import Desk, Portal

URLS = {"authoring": "cms.urls", "api": "cms.urls_delivery"}
Read = Callable[..., httpx.Response]


@pytest.fixture
def read() -> Read:
    """Open an address of the front end; its two sources are asked as they are over the network."""

    def answer(request: httpx.Request) -> httpx.Response:
        with out_of_the_loop(), override_settings(ROOT_URLCONF=URLS[request.url.host]):
            path = request.url.raw_path.decode()
            host = {"host": request.headers["host"]}
            found: Any = Client().generic(request.method, path, headers=host)
            content = b"".join(found) if found.streaming else found.content
            return httpx.Response(
                found.status_code, headers=dict(found.items()), stream=httpx.ByteStream(content)
            )

    async def ask(address: str, method: str) -> httpx.Response:
        chosen = Configuration(api_url="http://api", authoring_url="http://authoring")
        app = create_app(chosen, httpx.MockTransport(answer))
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(method, address)

    return lambda address, method="GET": asyncio.run(ask(address, method))


@contextmanager
def out_of_the_loop() -> Iterator[None]:
    """Let Django see the test's own connection, whose transaction is not over: it gives a running loop another one."""
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def draft_of(desk: Desk, page: Any, **changed: Any) -> Any:
    """Save other content of a page as a draft."""
    for name, value in changed.items():
        setattr(page, name, value)
    page.save_revision()
    changes.assign_positions()
    return type(page).objects.get(pk=page.pk)


def elsewhere(address: str, portal: Portal) -> str:
    """The same address on another portal's host."""
    return str(httpx.URL(address).copy_with(host=portal.host))

"""A real Chromium: the system's, driven by playwright. Tests that use it are marked `needs("chromium")`."""

import asyncio
import os
from asyncio import AbstractEventLoop
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.needs import chromium

DESKTOP = {"width": 1280, "height": 900}
TIMEOUT = 15_000  # milliseconds, for what ought to be there at once on a busy machine


LOOP = pytest.StashKey[AbstractEventLoop]()
"""Playwright's event loop. It runs beside the tests in their own thread, and asyncio takes the thread for occupied by it: neither Django's
connections nor `asyncio.run` work then. So it counts as running only while a test drives the browser.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let playwright's loop count as running for a test with a browser."""
    drives = item.get_closest_marker("browser") or "browser_context" in getattr(item, "fixturenames", ())
    if drives and LOOP in item.config.stash:
        asyncio._set_running_loop(item.config.stash[LOOP])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """No loop counts as running between tests."""
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """One browser for a worker's session. `*.localhost` needs no resolver: Chromium knows it."""
    path = chromium()
    if path is None:
        pytest.skip("needs chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=[*sandbox, "--disable-dev-shm-usage", "--no-proxy-server"]
        )
        pytestconfig.stash[LOOP] = asyncio.get_running_loop()
        yield running
        asyncio._set_running_loop(pytestconfig.stash[LOOP])
        running.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor: cookies of its own, Vietnamese, the clock of Vietnam."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=DESKTOP)
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A visitor's page."""
    return browser_context.new_page()

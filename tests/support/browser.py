"""A real Chromium: the system's, driven by playwright. Tests that use it are marked `needs("chromium")`."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.needs import chromium

DESKTOP = {"width": 1280, "height": 900}
TIMEOUT = 15_000  # milliseconds, for what ought to be there at once on a busy machine


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for a worker's session. `*.localhost` needs no resolver: Chromium knows it."""
    path = chromium()
    if path is None:
        pytest.skip("needs chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=[*sandbox, "--disable-dev-shm-usage", "--no-proxy-server"]
        )
        yield running
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

"""What tests need of the system beside Python: told by name where missing, a failure where `CI` is set."""

import os
import shutil
import socket
from collections.abc import Callable
from typing import Any

import pytest

CHROMIUM_NAMES = (
    "chromium-headless-shell",  # the same without windows: pages take half the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
WHY = "needs "


def local_elasticsearch() -> bool:
    """Whether a real Elasticsearch can be started here: Java 21 or later, and Maven or what it once fetched."""
    from search.local_server.programs import available

    return available()


def chromium() -> str | None:
    """The path of a real Chromium of the system; `CHROMIUM` names another."""
    return os.environ.get("CHROMIUM") or next(
        (path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None
    )


def has_ipv6() -> bool:
    """Whether the second loopback address is there."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


PARTS: dict[str, Callable[[], Any]] = {
    "chromium": chromium,
    "pgbouncer": lambda: shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin"),
    "elasticsearch": lambda: os.environ.get("ELASTICSEARCH_URL") or local_elasticsearch(),
    "ipv6": has_ipv6,
    "varnish": lambda: shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin"),
    "root": lambda: os.geteuid() == 0,
    "ordinary-user": lambda: os.geteuid() != 0,
}
NEVER_BOTH = {"root", "ordinary-user"}  # one of them is missing everywhere, in CI too


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail in CI, a test that needs what is not there."""
    for marker in item.iter_markers("needs"):
        for part in marker.args:
            if part not in PARTS:
                pytest.fail(
                    f"There is no part of the system named {part!r}; allowed are {', '.join(PARTS)}.",
                    pytrace=False,
                )
            if PARTS[part]():
                continue
            if os.environ.get("CI") and part not in NEVER_BOTH:
                pytest.fail(
                    f"{WHY}{part}, which is not on this system; in CI nothing is left out.", pytrace=False
                )
            pytest.skip(f"{WHY}{part}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name, at the very end, what could not run."""
    missing: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        part = why.removeprefix("Skipped: ").removeprefix(WHY)
        if part in PARTS:
            missing.setdefault(part, []).append(report.nodeid)
    if missing:
        terminalreporter.section("Could not run for want of a part of the system")
    for part, tests in sorted(missing.items()):
        terminalreporter.line(f"{part}: {len(tests)}")
        for test in tests:
            terminalreporter.line(f"  {test}")

"""What all tests share: a real PostgreSQL, copies of templates, a running installation, a real browser.

@pytest.mark.django_db                                     # tables of `public`, as the application
@pytest.mark.portal_database("demo")                       # the nine portals with their content
@pytest.mark.portal_database(role="owner")                 # migrations and the fleet's work
@pytest.mark.needs("chromium")                             # see tests/support/needs.py
"""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from enum import IntEnum
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from tenants.roles import RoleAddresses
from tests.support.clones import Clones
from tests.support.connections import ALIASES, DEFAULT_ROLE, DEFAULT_TEMPLATE, Connections
from tests.support.portals import PortalServers, running_portals

pytest_plugins = ["tests.support.needs", "tests.support.browser"]

gc.disable()  # until everything is imported, see pytest_collection_finish

Report = Generator[None, pytest.TestReport, pytest.TestReport]

CONNECTIONS = pytest.StashKey[Connections]()
SERVER_GONE = "PostgreSQL has ended under the tests: what ran then proves nothing, run them again"
URLCONF = "cms.urls"
DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_configure(config: pytest.Config) -> None:
    """Name our marker, and prepare this process's connections; nothing is started yet."""
    config.addinivalue_line(
        "markers",
        "portal_database(template='shared', role='application'): what a test starts from, and as whom",
    )
    if config.getoption("numprocesses", None):  # this process hands out tests and collects none
        gc.enable()
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid():08x}")
    config.stash[CONNECTIONS] = Connections(session, os.environ.get("PYTEST_XDIST_WORKER", "main"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop what this session made."""
    if CONNECTIONS in config.stash:
        config.stash[CONNECTIONS].close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database may use both aliases; asking for a portal database is using it."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        if "portal_servers" in fixtures:  # one worker starts them, and the other is spared it
            item.add_marker(pytest.mark.xdist_group("portals"))
        if not (marker or item.get_closest_marker("portal_database") or DATABASE_FIXTURES & fixtures):
            continue
        arguments: dict[str, Any] = {**(marker.kwargs if marker else {})}
        if "transactional_db" in fixtures:
            arguments["transaction"] = True
        item.add_marker(pytest.mark.django_db(**{**arguments, "databases": ALIASES}), append=False)


def pytest_collection_finish() -> None:
    """Leave what is imported, which stays, out of every later search for garbage: a tenth of the time of tests that work in this process."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


class Rank(IntEnum):
    """In which order kinds of tests run: first what needs no template, while templates are built; then long groups, so that they do not come
    last; then the rest.
    """

    PLAIN = 0
    GROUP = 1
    DATABASE = 2


def _rank(item: pytest.Item) -> Rank:
    if item.get_closest_marker("xdist_group"):
        return Rank.GROUP
    needs_template = item.get_closest_marker("django_db") or "clones" in getattr(item, "fixturenames", ())
    return Rank.DATABASE if needs_template else Rank.PLAIN


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_order_items(items: list[pytest.Item]) -> None:
    """Sort by rank; within one, the order stays: databases that are rolled back come before those that are renewed."""
    items.sort(key=_rank)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Point the connections at what the test asks for, before any fixture opens a transaction."""
    marker = item.get_closest_marker("django_db")
    if marker is None:
        return
    connections = item.config.stash[CONNECTIONS]
    wanted = item.get_closest_marker("portal_database")
    template, role = _wanted(*wanted.args, **wanted.kwargs) if wanted else _wanted()
    connections.select(template, role, transactional=bool(marker.kwargs.get("transaction")))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Refuse a test that leaves other settings behind: the next ones would fail, or prove nothing."""
    yield
    if settings.ROOT_URLCONF != URLCONF:
        left, settings.ROOT_URLCONF = settings.ROOT_URLCONF, URLCONF
        pytest.fail(f"{item.nodeid} leaves ROOT_URLCONF={left!r} behind", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Report:
    """Where PostgreSQL has ended, say that instead of what followed from it, and end the session."""
    report = yield
    connections = item.config.stash[CONNECTIONS]
    if call.excinfo is not None and not report.skipped and not connections.has_server():
        report.longrepr = _server_gone(connections)
        item.session.shouldstop = SERVER_GONE
    return report


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Nothing: the databases are copies of templates, and no test migrates."""


@pytest.fixture(scope="session")
def clones(pytestconfig: pytest.Config) -> Clones:
    """This worker's databases, for tests that need one of their own."""
    return pytestconfig.stash[CONNECTIONS].clones


@pytest.fixture
def database_addresses(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> RoleAddresses:
    """The addresses of the database the test works on, by role."""
    wanted = request.node.get_closest_marker("portal_database")
    template, _role = _wanted(*wanted.args, **wanted.kwargs) if wanted else _wanted()
    return pytestconfig.stash[CONNECTIONS].addresses(template)


@pytest.fixture
def connect(database_addresses: RoleAddresses) -> Iterator[Callable[[str], Any]]:
    """A plain connection of a role, `connect("reader")`; it sees and writes what is committed."""
    opened = []

    def open_as(role: str) -> Any:
        connected = psycopg2.connect(**getattr(database_addresses, role).connect_arguments())
        connected.autocommit = True
        opened.append(connected)
        return connected

    yield open_as
    for connected in opened:
        connected.close()


@pytest.fixture
def reader_connection(connect: Callable[[str], Any]) -> Any:
    """A plain connection as the public reader."""
    return connect("reader")


@pytest.fixture(scope="session")
def portal_servers(clones: Clones) -> Iterator[PortalServers]:
    """Admin, API, front end and worker over a copy of the demo, once for a worker's session."""
    with running_portals(clones) as servers:
        yield servers


def _wanted(template: str = DEFAULT_TEMPLATE, role: str = DEFAULT_ROLE) -> tuple[str, str]:
    return template, role


def _server_gone(connections: Connections) -> str:
    server = connections.clones.server
    words = server.cluster.last_words() if server.cluster else f"    {server.administrator.place()}"
    return f"{SERVER_GONE}. The end of its log, or its address where it is not ours:\n{words}"

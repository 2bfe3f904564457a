"""Django's connections of this process, pointed at the copy of a template and at a role.

A test says what it wants with `@pytest.mark.portal_database(template, role=…)`; without it, it gets the
template `shared` as the application. Inside a transaction that is rolled back the aliases `reader` and `intake`
are the default connection, or they could not see what the test wrote; in a transactional test each is a
connection of its own, with its own role.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from cms.regulation import queries
from tenants.database_url import parse
from tenants.resolver import resolver
from tenants.roles import RoleAddresses
from tests.support.clones import Clones

DEFAULT_TEMPLATE = "shared"
DEFAULT_ROLE = "application"
ALIASES = ["default", "reader", "intake"]
ASIDE = ["reader", "intake"]


class Connections:
    """What the connections of this process point at."""

    def __init__(self, session: str, worker: str) -> None:
        self._session, self._worker = session, worker
        self._clones: Clones | None = None
        self._made: dict[str, RoleAddresses] = {}
        self._selected: tuple[str, str] | None = None
        TransactionTestCase._fixture_teardown = lambda case: self.renew()  # type: ignore

    @property
    def clones(self) -> Clones:
        """This session's databases; the server is started when they are first asked for."""
        if self._clones is None:
            self._clones = Clones(self._session, self._worker)
        return self._clones

    def has_server(self) -> bool:
        """Whether the server still runs, if one was started."""
        return self._clones is None or self._clones.has_server()

    def addresses(self, template: str) -> RoleAddresses:
        """The addresses of this worker's copy of a template."""
        if template not in self._made:
            self._made[template] = self.clones.make(template)
        return self._made[template]

    def select(self, template: str, role: str, *, transactional: bool) -> None:
        """Point the connections at a template's copy.

        Parameters:
            template: its name.
            role: `owner`, `application` or `reader`.
            transactional: whether the test commits.
        """
        addresses = self.addresses(template)
        if self._selected != (template, role):
            self.turn(addresses, role)
            self.clones.place_files(template, settings.STATE_DIR)
            connections.databases["default"]["ATOMIC_REQUESTS"] = role == "application"  # as the settings say
            self._selected = (template, role)
        if transactional:
            self._part()
        else:
            for alias in ASIDE:
                connections[alias] = connections["default"]  # type: ignore[assignment]

    def turn(self, addresses: RoleAddresses, role: str) -> None:
        """Point the connections at a database, in a role; `select` and `elsewhere` say which."""
        self._disconnect()
        self._point("default", getattr(addresses, role).to_url())
        self._point("reader", addresses.reader.to_url())
        self._point("intake", addresses.intake.to_url())
        settings.DB_ROLE = role

    @contextmanager
    def elsewhere(self, addresses: RoleAddresses, role: str) -> Iterator[None]:
        """Work in a database that is no template's copy while the block runs. Nothing remembered of it stays."""
        kept = {alias: dict(connections.databases[alias]) for alias in ALIASES}
        role_before = settings.DB_ROLE
        self.turn(addresses, role)
        try:
            yield
        finally:
            self._disconnect()
            for alias, values in kept.items():
                connections.databases[alias].update(values)
            settings.DB_ROLE, self._selected = role_before, None
            resolver.clear()
            queries.forget()  # portals of another database may have the same keys

    def renew(self) -> None:
        """Throw the selected copy away and make it anew: what a transactional test committed is gone."""
        if self._selected is None:
            return
        self._disconnect()
        template = self._selected[0]
        self._made[template] = self.clones.make(template)
        self.clones.place_files(template, settings.STATE_DIR)

    def close(self) -> None:
        """Drop everything this session made."""
        if self._clones is not None:
            self._disconnect()
            self._clones.close()
        shutil.rmtree(settings.STATE_DIR, ignore_errors=True)

    def _point(self, alias: str, url: str) -> None:
        kept = connections.databases[alias]
        parsed: dict[str, Any] = parse(url)
        options = {**kept.get("OPTIONS", {}), **parsed.pop("OPTIONS")}
        kept.update(parsed)
        kept["OPTIONS"] = options

    def _disconnect(self) -> None:
        for alias in ALIASES:
            connections[alias].close()
        self._part()

    @staticmethod
    def _part() -> None:
        """Let the aliases that stood for the default connection be connections of their own again."""
        for alias in ASIDE:
            if connections[alias] is connections["default"]:
                del connections[alias]

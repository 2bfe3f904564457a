"""A database to measure on: the one that is configured, or an embedded one of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connections

from tenants.database_url import parse
from tenants.embedded import Profile
from tenants.roles import VARIABLES, RoleAddresses
from tenants.server import administered_server

NAME: Final = "search_evaluation"


@contextmanager
def evaluation_database() -> Iterator[None]:
    """Let Django's connections lead to a database with the search's tables within the block.

    Where the environment names a database (`DATABASE_URL`, …) it is taken as it is; else an embedded server
    is started.
    """
    if any(os.environ.get(name) for name in ("DATABASE_URL", *VARIABLES.values())):
        yield
        return
    with administered_server(Profile.TEST) as server:
        addresses = server.prepare(NAME)
        _prepare_tables(addresses)
        _lead_to(addresses)
        os.environ.update(
            addresses.environment()
        )  # processes started within the block have the same database
        try:
            yield
        finally:
            for name in addresses.environment():
                del os.environ[name]
            connections.close_all()


def _prepare_tables(addresses: RoleAddresses) -> None:
    environment = {**os.environ, **addresses.environment(), "PORTAL_DB_ROLE": "owner"}
    command = [sys.executable, "manage.py", "migrate_schemas", "--shared", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def _lead_to(addresses: RoleAddresses) -> None:
    connections.close_all()
    for alias, address in (("default", addresses.application), ("reader", addresses.reader)):
        place = parse(address.to_url())
        options = {**connections.settings[alias].get("OPTIONS", {}), **place.pop("OPTIONS", {})}
        connections.settings[alias].update({**place, "OPTIONS": options})
        if hasattr(connections._connections, alias):  # type: ignore[attr-defined]
            del connections[alias]

"""Two installations beside each other on one server, one small and one large: what is compared is measured in turn, in one process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tenants.roles import RoleAddresses, connection
from tenants.server import Server

LARGE, SMALL = "cong_xa_bench", "cong_xa_bench_small"


@dataclass(frozen=True)
class Place:
    """One of the two: its database's name, and its addresses by role."""

    name: str
    addresses: RoleAddresses

    def enter(self) -> None:
        """Let this process work in it from now on: connections are closed, what was remembered is forgotten."""
        from django.core.cache import cache
        from django.db import connections

        from tenants.resolver import resolver

        for alias in ("default", "reader"):
            connections[alias].close()
            connections.databases[alias]["NAME"] = self.name
            connections[alias].settings_dict["NAME"] = self.name
        os.environ.update(self.addresses.environment())
        resolver.clear()
        cache.clear()


@contextmanager
def large_place(server: Server) -> Iterator[Place]:
    """A database of its own for the run; with KEEP=1 it stays."""
    drop(server, LARGE, SMALL)
    try:
        yield Place(LARGE, server.prepare(LARGE))
    finally:
        from django.db import connections

        connections.close_all()
        if not os.environ.get("KEEP"):
            drop(server, LARGE, SMALL)


def small_place(server: Server, large: Place) -> Place:
    """A copy of the large installation as it is now, before it grows."""
    from django.db import connections

    connections.close_all()
    with connection(server.administrator.with_(name="postgres")) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SMALL} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {SMALL} TEMPLATE {LARGE} OWNER portal_owner")
    return Place(SMALL, server.prepare(SMALL))


def drop(server: Server, *names: str) -> None:
    """Remove databases."""
    with connection(server.administrator.with_(name="postgres")) as cursor:
        for name in names:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def in_turn(
    places: tuple[Place, Place], rounds: int, measure: Callable[[int], float]
) -> tuple[list[float], list[float]]:
    """Measure in the one and in the other, again and again, so that whatever else the machine does falls on both alike.

    Returns the figures of each place.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for place, figures in zip(places, found, strict=True):
            place.enter()
            figures.append(measure(turn))
    return found

"""The gateway behind a real PgBouncer in transaction mode, where nothing stays prepared."""

import asyncio
from typing import Any

import pytest

from sites.gateway import database
from sites.gateway.database import FAULTS, Database
from sites.releases.listing import Reading
from tenants.roles import RoleAddresses
from tests.tenants.test_pooler import pooled

__all__ = ["pooled"]

pytestmark = [
    pytest.mark.needs("pgbouncer"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.portal_database("demo"),
]


def test_readings_go_on_behind_a_pooler(pooled: RoleAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = pooled.reader
    directly = database.arguments()
    address = {
        "host": reader.host,
        "port": int(reader.port),
        "user": reader.user,
        "password": reader.password,
    }
    monkeypatch.setattr(database, "arguments", lambda: {**directly, **address, "database": reader.name})
    readings = [
        Reading(
            f"SELECT id, {number} FROM public.releases_release WHERE type = %(type)s LIMIT 3",
            {"type": "article"},
        )
        for number in range(12)
    ]

    async def rounds() -> list[list[Any]]:
        reading = Database()
        found = []
        for _round in range(2):
            asked = [reading.fetch(readings[number % 12]) for number in range(200)]
            found.append(await asyncio.gather(*asked, return_exceptions=True))
        await reading.close()
        return found

    first, second = asyncio.run(rounds())
    assert all(
        isinstance(rows, (list, *FAULTS)) for rows in first
    )  # Django answers while the gateway learns of the pooler
    assert [rows[0][1] for rows in second] == [number % 12 for number in range(200)]

"""The gateway behind a real PgBouncer in transaction mode, where nothing stays prepared."""

import asyncio
from typing import Any

import pytest

from sites.gateway import database
from sites.gateway.database import Database
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

    async def rows() -> list[list[Any]]:
        reading = Database()
        try:
            return await asyncio.gather(*(reading.fetch(readings[number % 12]) for number in range(400)))
        finally:
            await reading.close()

    found = asyncio.run(rows())
    assert [rows[0][1] for rows in found] == [number % 12 for number in range(400)]


def test_without_a_pooler_statements_stay_prepared() -> None:
    async def prepared() -> int:
        reading = Database()
        await reading.fetch(Reading("SELECT 1 AS one", {}))
        (row,) = await reading.fetch(Reading("SELECT count(*) AS number FROM pg_prepared_statements", {}))
        await reading.close()
        return int(row["number"])

    assert asyncio.run(prepared()) > 0

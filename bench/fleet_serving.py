"""The reading API under a fixed rate, as the product serves it: its ASGI gateway, portals at random; p99 beside p99."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx

from bench.fleet_places import Place

RATE, SECONDS, ROUNDS = 60, 4, 5
"""Requests a second: a few hundredths of what one process answers (docs/benchmarks.md, Reading API)."""
LATE = 0.99


def latencies(places: Sequence[tuple[Place, Sequence[str]]]) -> list[float]:
    """Seconds below which 99 of 100 answers to `GET /api/v1/items/` stay, for each installation with its hosts.

    One process for each, asked in turn; medians of the rounds. Every portal was asked once before: the question is how the number of
    portals tells on answers, not what a start costs.
    """
    from cms.demo.processes import Processes

    logs = Path(os.environ["PORTAL_STATE_DIR"]) / "logs"
    logs.mkdir(exist_ok=True)
    figures: list[list[float]] = [[] for _ in places]
    with ExitStack() as stack:
        asked = []
        for place, hosts in places:
            service = _service(place)
            processes = stack.enter_context(
                Processes([service], logs / place.name, Path(__file__).resolve().parent.parent)
            )
            processes.wait_ready(90)
            asyncio.run(_warm(service.port or 0, hosts))
            asked.append((service.port or 0, hosts))
        for turn in range(ROUNDS):
            for (port, hosts), found in zip(asked, figures, strict=True):
                found.append(asyncio.run(_at_fixed_rate(port, hosts, turn)))
    return [statistics.median(found) for found in figures]


def _service(place: Place) -> object:
    from cms.demo.plan import READING_SETTINGS, granian
    from cms.demo.processes import Service, free_port
    from tenants.roles import VARIABLES, Role

    port = free_port()
    hidden = {"DATABASE_URL", *VARIABLES.values()}
    environment = {
        **{name: value for name, value in os.environ.items() if name not in hidden},
        VARIABLES[Role.READER]: place.addresses.environment()[VARIABLES[Role.READER]],
        "DJANGO_SETTINGS_MODULE": READING_SETTINGS,
        "PORTAL_DB_ROLE": "reader",
        "PORTAL_DEMO": "1",
    }
    (Path(os.environ["PORTAL_STATE_DIR"]) / "logs" / place.name).mkdir(exist_ok=True)
    return Service("api", "api", granian("asgi", "sites.gateway.asgi:application", port), environment, port)


async def _warm(port: int, hosts: Sequence[str]) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for host in hosts:
            await _ask(client, port, host)


async def _at_fixed_rate(port: int, hosts: Sequence[str], turn: int) -> float:
    """Open loop: each request has its instant, and what it waits for a late one before it counts."""
    chosen = random.Random(turn)
    async with httpx.AsyncClient(
        trust_env=False, timeout=30, limits=httpx.Limits(max_connections=64)
    ) as client:
        begun = time.perf_counter() + 0.2

        async def one(number: int, host: str) -> float:
            at = begun + number / RATE
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            await _ask(client, port, host)
            return time.perf_counter() - at

        times = sorted(
            await asyncio.gather(*(one(number, chosen.choice(hosts)) for number in range(RATE * SECONDS)))
        )
    return times[int(len(times) * LATE)]


async def _ask(client: httpx.AsyncClient, port: int, host: str) -> None:
    answer = await client.get(f"http://127.0.0.1:{port}/api/v1/items/", headers={"Host": host})
    if answer.status_code != 200:
        raise SystemExit(f"{host}: {answer.status_code} {answer.text[:200]}")

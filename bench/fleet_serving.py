"""The reading API under a fixed rate: its p99 over portals at random."""

import os
import random
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

RATE, SECONDS, CLIENTS = 60, 8, 8


def p99(hosts: list[str]) -> float:
    """Seconds below which 99 of 100 answers to `GET /api/v1/items/` stay, at 60 a second, below saturation."""
    from cms.demo.plan import READING_SETTINGS, granian
    from cms.demo.processes import Processes, Service, free_port

    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": READING_SETTINGS,
        "PORTAL_DB_ROLE": "reader",
        "PORTAL_DEMO": "1",
    }
    service = Service(
        "api", "api", granian("wsgi", "cms.wsgi:application", port, threads=4), environment, port
    )
    logs = Path(os.environ["PORTAL_STATE_DIR"]) / "logs"
    logs.mkdir(exist_ok=True)
    with Processes([service], logs, Path(__file__).resolve().parent.parent) as processes:
        processes.wait_ready(60)
        _ask(port, hosts, 2)
        return statistics.median(_ask(port, hosts, SECONDS) for _ in range(3))


def _ask(port: int, hosts: list[str], seconds: int) -> float:
    """Open loop: each request has its instant, and what it waits for a late one before it counts."""
    chosen = random.Random(7)
    total = RATE * seconds
    begun = time.perf_counter() + 0.2
    local = threading.local()

    def one(number: int, host: str) -> float:
        at = begun + number / RATE
        time.sleep(max(0.0, at - time.perf_counter()))
        client = getattr(local, "client", None)
        if client is None:
            client = local.client = httpx.Client(trust_env=False, timeout=30)
        answer = client.get(f"http://127.0.0.1:{port}/api/v1/items/", headers={"Host": host})
        if answer.status_code != 200:
            sys.stderr.write(f"{host}: {answer.status_code} {answer.text[:200]}\n")
            raise SystemExit(1)
        return time.perf_counter() - at

    with ThreadPoolExecutor(CLIENTS) as pool:
        times = sorted(pool.map(one, range(total), [chosen.choice(hosts) for _ in range(total)]))
    return times[int(len(times) * 0.99)]

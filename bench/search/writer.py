"""What a living portal does meanwhile: ten items a second are indexed, by a process of their own.

    python -m bench.search.writer ENGINE OWNER REACH ITEMS

Ends when its input ends, and says how many items a second it wrote.
"""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import django

from search.engines.interface import Engine, Reach, Scope

A_SECOND: Final = 10
WRITTEN: Final = 300
"""So many items are written again and again."""
SETTLED_EVERY: Final = 5.0


@dataclass
class Writing:
    """How fast was written; known when the block has ended."""

    items_per_second: float = 0.0


@contextmanager
def writing(engine: str, scope: Scope, environment: dict[str, str]) -> Iterator[Writing]:
    """Index ten items a second within the block, as the worker does."""
    command = [sys.executable, "-m", "bench.search.writer", engine, str(scope.owner_id), scope.reach.value]
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    written = Writing()
    assert process.stdin
    assert process.stdout
    process.stdout.readline()  # it has begun
    try:
        yield written
    finally:
        process.stdin.close()
        written.items_per_second = float(process.stdout.read() or 0)
        process.wait(60)


def main() -> int:
    """Write until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    os.environ.setdefault("PORTAL_SECRET_KEY", "measured")
    django.setup()
    from bench.search.items import news, of_province
    from search.engines.elasticsearch.engine import ElasticsearchEngine
    from search.engines.postgres.engine import PostgresEngine

    name, owner, reach = sys.argv[1], UUID(sys.argv[2]), Reach(sys.argv[3])
    engine: Engine = PostgresEngine()
    if name == ElasticsearchEngine.name:
        engine = ElasticsearchEngine(os.environ["ELASTICSEARCH_URL"], prefix="measured")
    scope = Scope(owner, reach)
    items = news(owner, WRITTEN)
    items = of_province(owner, items) if reach is Reach.PROVINCE else items
    print("writing", flush=True)
    begun = settled = time.monotonic()
    number = 0
    while not select.select([sys.stdin], [], [], max(begun + number / A_SECOND - time.monotonic(), 0))[0]:
        engine.put(scope, [items[number % len(items)]])
        number += 1
        if time.monotonic() - settled > SETTLED_EVERY:
            engine.settle()
            settled = time.monotonic()
    print(number / max(time.monotonic() - begun, 0.1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

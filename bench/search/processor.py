"""Processor time of this process and of the server that answers it: what a busy machine does not lengthen much, while
it lengthens every answer.
"""

import os
import time
from pathlib import Path

from django.db import connections

from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.interface import Engine
from search.local_server.server import LocalServer

_TICK = os.sysconf("SC_CLK_TCK")


def spent(engine: Engine) -> float:
    """Seconds of processor so far, of this process and the server; an Elasticsearch elsewhere is not counted.

    Elasticsearch is counted whole, with what it spends on indexing meanwhile; of PostgreSQL the process that answers.
    """
    return time.process_time() + sum(map(_of, _servers(engine)))


def _servers(engine: Engine) -> list[int]:
    if engine.name != ElasticsearchEngine.name:
        with connections["reader"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return [cursor.fetchone()[0]]
    try:
        group = int((LocalServer.of_checkout().home / "pid").read_text())
    except (OSError, ValueError):
        return []
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _group(entry) == group
    ]


def _group(process: Path) -> int:
    fields = _fields(process)
    return int(fields[2]) if fields else 0


def _of(process: int) -> float:
    fields = _fields(Path(f"/proc/{process}"))
    return (int(fields[11]) + int(fields[12])) / _TICK if fields else 0.0


def _fields(process: Path) -> list[str]:
    """What the kernel tells of a process, from its state on (proc_pid_stat(5)); nothing of one that has ended."""
    try:
        return (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []

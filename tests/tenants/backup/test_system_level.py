"""The system's level: a physical base backup with its WAL, brought back to a point in time; and PostgreSQL killed on the way.

Done as docs/operator-guide.md says it, on a server of its own (embedded, with durable settings): one for the whole module.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tenants import embedded
from tenants.database_url import DatabaseAddress
from tenants.embedded import Cluster, Profile
from tenants.embedded_programs import Programs
from tenants.roles import connection

pytestmark = pytest.mark.xdist_group("system-level")

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "shared_buffers": "16MB",
    "archive_mode": "on",
    "archive_timeout": "60",
}


@dataclass
class Installation:
    """A server, its archive of WAL, and the programs."""

    cluster: Cluster
    archive: Path
    programs: Programs

    @property
    def address(self) -> DatabaseAddress:
        return self.cluster.address()

    def ask(self, sql: str) -> Any:
        with connection(self.address) as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    programs = Programs.find()
    home = Path("/tmp") / f"cx-system-{os.getpid()}"  # short: a unix socket lies in it
    home.mkdir(mode=0o755)
    archive = home / "archive"
    archive.mkdir()
    archive.chmod(0o777)
    with pytest.MonkeyPatch.context() as patch:
        command = f"test ! -f {archive}/%f && cp %p {archive}/%f"
        patch.setitem(embedded.PROFILE_SETTINGS, Profile.TEST, {**DURABLE, "archive_command": command})
        cluster = Cluster(Profile.TEST, home)
        cluster.start()
        try:
            yield Installation(cluster, archive, programs)
        finally:
            cluster.stop()
            shutil.rmtree(home, ignore_errors=True)


def base_backup(found: Installation, goal: Path) -> None:
    done = found.programs.run(
        "pg_basebackup",
        f"--pgdata={goal}",
        f"--dbname={found.address.to_url()}",
        "--checkpoint=fast",
        "--wal-method=stream",
    )
    assert done.returncode == 0, done.stdout
    checked = found.programs.run("pg_verifybackup", str(goal))
    assert checked.returncode == 0, checked.stdout


def test_every_tenant_is_brought_back_to_an_instant(installation: Installation) -> None:
    found = installation
    with connection(found.address) as cursor:
        for schema in ("t_38_2025", "t_16522_2025"):
            cursor.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.page (title text)")
    copy = found.cluster.ground / "copy"
    base_backup(found, copy)
    found.ask("INSERT INTO t_16522_2025.page VALUES ('kept')")
    instant = found.ask("SELECT now() + interval '1 millisecond'")[0]
    time.sleep(0.05)
    found.ask("DROP SCHEMA t_16522_2025 CASCADE")
    found.ask("INSERT INTO t_38_2025.page VALUES ('after')")
    (last,) = found.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    found.ask("SELECT pg_switch_wal()")
    deadline = time.monotonic() + 60
    while not (found.archive / last).exists():
        assert time.monotonic() < deadline, "The WAL is not archived."
        time.sleep(0.2)
    found.cluster.stop()

    found.cluster.data.rename(found.cluster.ground / "lost")
    copy.rename(found.cluster.data)
    (found.cluster.data / "recovery.signal").touch()
    extra = {
        "restore_command": f"cp {found.archive}/%f %p",
        "recovery_target_time": instant.isoformat(),
        "recovery_target_action": "promote",
    }
    with pytest.MonkeyPatch.context() as patch:
        settings = embedded.PROFILE_SETTINGS[Profile.TEST]
        patch.setitem(embedded.PROFILE_SETTINGS, Profile.TEST, {**settings, **extra})
        found.cluster.start()
        while found.ask("SELECT pg_is_in_recovery()")[0]:
            time.sleep(0.1)
    assert found.ask("SELECT title FROM t_16522_2025.page") == ("kept",)
    assert found.ask("SELECT count(*) FROM t_38_2025.page") == (0,)


Step = Callable[[Any], None]


def define(cursor: Any) -> None:
    cursor.execute("CREATE SCHEMA t_10507_2025; CREATE TABLE t_10507_2025.page (id int PRIMARY KEY)")


def fill(cursor: Any) -> None:
    cursor.execute("INSERT INTO t_10507_2025.page SELECT generate_series(1, 20000)")


def note(cursor: Any) -> None:
    cursor.execute("INSERT INTO registry VALUES ('t_10507_2025')")


@pytest.mark.parametrize("point", [1, 2, 3])
def test_postgresql_killed_while_a_tenant_is_made_leaves_no_half_of_it(
    installation: Installation, point: int
) -> None:
    """What create, migrate and restore rest on: definitions, rows and registry are one transaction."""
    found = installation
    found.ask("CREATE TABLE IF NOT EXISTS registry (schema text)")
    pid = found.cluster.server()
    assert pid is not None
    connected = psycopg2.connect(**found.address.connect_arguments())
    steps: tuple[Step, ...] = (define, fill, note)
    with connected.cursor() as cursor:
        for step in steps[:point]:
            step(cursor)
        for victim in (connected.info.backend_pid, pid):
            os.kill(victim, signal.SIGKILL)
        with pytest.raises(psycopg2.Error):
            connected.commit()
    for _ in range(200):  # what is killed takes a moment to be gone
        if found.cluster.server() is None:
            break
        time.sleep(0.05)
    found.cluster.start()
    assert found.ask("SELECT to_regnamespace('t_10507_2025')") == (None,)
    assert found.ask("SELECT count(*) FROM registry") == (0,)
    with connection(found.address) as cursor:
        cursor.execute("BEGIN")
        for step in steps:
            step(cursor)
        cursor.execute("COMMIT")
        cursor.execute("SELECT count(*) FROM t_10507_2025.page")
        assert cursor.fetchone() == (20000,)
        cursor.execute("DROP SCHEMA t_10507_2025 CASCADE; DELETE FROM registry")

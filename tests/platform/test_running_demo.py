"""The supervisor at work: real signals, a real PostgreSQL, small services in place of the portals."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cms.demo.processes import free_port
from tenants.embedded import Cluster, Profile
from tenants.roles import connection
from tenants.state import CHECKOUT

PATIENCE = 40
SMALL_DEMO = """
import sys
from cms.demo import supervisor
from cms.demo.plan import Step
from cms.demo.processes import Service
SERVE = '''
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
'''
def services(around):
    for name, port in (("admin", around.ports.admin), ("frontend", around.ports.front)):
        yield Service(name, name, (sys.executable, "-c", SERVE, str(port)), around.environment(), port)
supervisor.services = services
supervisor.fleet_worker = lambda around: Service('fleet', 'fleet', (sys.executable, '-c', 'import time; time.sleep(600)'), around.environment())
supervisor.steps = lambda: [Step("set-up", (sys.executable, "-c", "print('made')"), "owner")]
supervisor.TABLE = (sys.executable, "-c", "print('the table')")
raise SystemExit(supervisor.run())
"""


class Demo:
    """A supervisor in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ports = {"ADMIN_PORT": str(free_port()), "PORT": str(free_port())}
        self.output = home / "output"
        self.environment = {**os.environ, **self.ports, "PORTAL_STATE_HOME": str(home)}
        self.environment.pop("DATABASE_URL", None)
        self._run()

    def _run(self) -> None:
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SMALL_DEMO],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def folder(self) -> Path:
        return next(self.home.glob("*/demo"))

    @property
    def cluster(self) -> Cluster:
        return Cluster(Profile.DEMO, self.folder)

    def wait_ready(self) -> None:
        wait_until(lambda: "Ctrl-C" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def again(self) -> None:
        self._run()
        self.wait_ready()

    def children(self) -> list[int]:
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in text.split()]

    def service(self, name: str) -> int:
        port = {"admin": "ADMIN_PORT", "frontend": "PORT"}[name]
        return next(
            pid
            for pid in self.children()
            if Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").endswith(self.ports[port].encode())
        )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].startswith("Z")
    except OSError:
        return True


@contextmanager
def running(home: Path) -> Iterator[Demo]:
    demo = Demo(home)
    try:
        demo.wait_ready()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
        demo.process.wait(PATIENCE)
        demo.cluster.stop()


@pytest.fixture(scope="module")
def first_run() -> Iterator[tuple[Path, Path]]:
    """The folder of a demo, and a copy of it as its first run left it: what that takes longest for is made once."""
    home = Path(tempfile.mkdtemp(prefix="cong-xa-test-", dir="/var/tmp"))
    home.chmod(0o755)
    with running(home):
        pass
    kept = home.with_name(f"{home.name}-kept")
    subprocess.run(["cp", "-a", home, kept], check=True)
    yield home, kept
    shutil.rmtree(home)
    shutil.rmtree(kept)


@pytest.fixture
def demo(first_run: tuple[Path, Path]) -> Iterator[Demo]:
    home, kept = first_run
    shutil.rmtree(home)
    subprocess.run(["cp", "-a", kept, home], check=True)
    with running(home) as demo:
        yield demo


def test_it_tells_its_progress_and_ends_with_the_table(demo: Demo) -> None:
    lines = demo.said.splitlines()
    assert lines.index("set-up …") < lines.index("  made") < lines.index("the table")
    assert str(demo.folder / "logs") in lines[-1]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_everything_it_started(demo: Demo, sign: signal.Signals) -> None:
    children = demo.children()
    assert len(children) >= 2
    demo.process.send_signal(sign)
    assert demo.process.wait(PATIENCE) == 0
    wait_until(
        lambda: all(gone(pid) for pid in children)
    )  # the server's keeper ends after whom it keeps it for
    wait_until(lambda: demo.cluster.server() is None)
    assert "Traceback" not in demo.said


def test_what_was_written_is_there_the_next_time(demo: Demo) -> None:
    with connection(demo.cluster.address("cong_xa")) as cursor:
        cursor.execute("CREATE TABLE kept ()")
    demo.process.terminate()
    demo.process.wait(PATIENCE)
    demo.again()
    with connection(demo.cluster.address("cong_xa")) as cursor:
        cursor.execute("SELECT count(*) FROM kept")


def test_a_killed_supervisor_leaves_nothing_running(demo: Demo) -> None:
    children = demo.children()
    demo.process.kill()
    demo.process.wait(PATIENCE)
    wait_until(lambda: all(gone(pid) for pid in children))
    wait_until(lambda: demo.cluster.server() is None)


def test_after_a_kill_it_starts_again(demo: Demo) -> None:
    demo.process.kill()
    demo.process.wait(PATIENCE)
    wait_until(lambda: demo.cluster.server() is None)
    demo.again()


def test_a_dead_service_is_named_and_ends_the_demo(demo: Demo) -> None:
    children = demo.children()
    os.kill(demo.service("frontend"), signal.SIGKILL)
    assert demo.process.wait(PATIENCE) == 1
    assert "frontend" in demo.said.splitlines()[-1] or "frontend" in demo.said.split("Ctrl-C")[1]
    assert all(gone(pid) for pid in children)


def test_a_dead_postgresql_is_told_and_loses_nothing(demo: Demo) -> None:
    server = demo.cluster.server()
    assert server
    with connection(demo.cluster.address("cong_xa")) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'Đông Sơn' AS name")
        os.kill(server, signal.SIGKILL)
    assert demo.process.wait(PATIENCE) == 1
    told = demo.said.split("Ctrl-C")[1]
    assert "PostgreSQL" in told
    assert "Traceback" not in told
    demo.again()
    with connection(demo.cluster.address("cong_xa")) as cursor:
        cursor.execute("SELECT name FROM kept")
        assert cursor.fetchone() == ("Đông Sơn",)


def test_a_second_one_is_refused_and_harms_nothing(demo: Demo) -> None:
    environment = {**demo.environment, "ADMIN_PORT": str(free_port()), "PORT": str(free_port())}
    second = subprocess.run(
        [sys.executable, "-c", SMALL_DEMO],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert str(demo.process.pid) in second.stderr
    assert demo.process.poll() is None
    assert demo.cluster.server() is not None


def test_a_taken_port_is_told_before_anything_is_built(demo: Demo) -> None:
    second = subprocess.run(
        [sys.executable, "-c", SMALL_DEMO],
        cwd=CHECKOUT,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert demo.ports["ADMIN_PORT"] in second.stderr
    assert second.stdout == ""


def test_forgetting_stops_it_and_deletes_what_it_kept(demo: Demo) -> None:
    folder = demo.folder
    forgotten = subprocess.run(
        [sys.executable, "-m", "cms.demo", "reset"],
        cwd=CHECKOUT,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert forgotten.returncode == 0, forgotten.stderr
    assert demo.process.wait(PATIENCE) == 0
    assert not folder.exists()
    folder.mkdir()  # for the fixture's end

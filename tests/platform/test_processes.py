"""Processes that live and end together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.demo.processes import Process, ProcessError, Processes, Service, free_port
from tenants.state import CHECKOUT

PATIENCE = 20
SERVE = (
    "import http.server, sys\n"
    "class Health(http.server.BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n"
    "        self.send_response({status}); self.end_headers()\n"
    "print('listening', flush=True)\n"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Health).serve_forever()\n"
)


def service(name: str, program: str, port: int | None = None) -> Service:
    return Service(name, name.title(), (sys.executable, "-c", program, str(port)), dict(os.environ), port)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (OSError, IndexError):
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


SLEEP = "import time; time.sleep(600)"


def test_ready_means_that_all_answer(tmp_path: Path) -> None:
    web = service("web", SERVE.format(status=200), free_port())
    with Processes([web, service("worker", SLEEP)], tmp_path, tmp_path) as processes:
        processes.wait_ready(PATIENCE)
        assert all(process.answers() for process in processes.running)
        pids = [process.pid for process in processes.running]
    assert not any(alive(pid) for pid in pids)


def test_an_answer_that_is_no_200_is_not_ready(tmp_path: Path) -> None:
    web = service("web", SERVE.format(status=503), free_port())
    with Processes([web], tmp_path, tmp_path) as processes:
        wait_until(lambda: "listening" in processes.running[0].log.read_text())
        with pytest.raises(ProcessError, match=r"Web(?s:.*)listening"):
            processes.wait_ready(0.2)


def test_who_dies_is_named_with_the_last_words_and_the_others_end(tmp_path: Path) -> None:
    dying = service("dying", "raise SystemExit('no paper left')")
    with Processes([service("staying", SLEEP), dying], tmp_path, tmp_path) as processes:
        staying = processes.running[0]
        wait_until(lambda: processes.running[1].has_ended())
        with pytest.raises(ProcessError, match=r"Dying(?s:.*)no paper left"):
            processes.refuse_dead()
        with pytest.raises(ProcessError, match="Dying"):
            processes.wait_ready(PATIENCE)
    assert not alive(staying.pid)


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = Service("missing", "Missing", (str(tmp_path / "nowhere"),), {})
    with pytest.raises(ProcessError, match="Missing"), Processes([missing], tmp_path, tmp_path):
        pass


def test_who_does_not_listen_to_sigterm_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.demo.processes.STOP_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\n"
    with Processes([service("deaf", deaf + "time.sleep(600)")], tmp_path, tmp_path) as processes:
        process = processes.running[0]
        wait_until(lambda: "deaf" in process.log.read_text())
    assert not alive(process.pid)


def test_what_a_process_started_ends_with_it(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with Processes([service("parent", parent)], tmp_path, tmp_path) as processes:
        log = processes.running[0].log
        wait_until(lambda: log.read_text().strip().isdigit())
        child = int(log.read_text())
        assert alive(child)
    wait_until(lambda: not alive(child))


def test_the_log_of_the_last_run_is_kept(tmp_path: Path) -> None:
    for word in ("first", "second"):
        with Processes(
            [service("web", f"print({word!r}, flush=True); {SLEEP}")], tmp_path, tmp_path
        ) as processes:
            process = processes.running[0]
            wait_until(lambda process=process, word=word: word in process.log.read_text())
    assert (tmp_path / "web.log").read_text() == "second\n"
    assert (tmp_path / "web.log.1").read_text() == "first\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal at a parent's death is Linux's")
def test_nobody_outlives_a_kill_of_the_parent(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from cms.demo.processes import *\n"
        "import os\n"
        f"with Processes([Service('s', 'S', (sys.executable, '-c', {SLEEP!r}), dict(os.environ))],"
        f" Path({str(tmp_path)!r}), Path('.')) as processes:\n"
        "    print(processes.running[0].pid, flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not alive(child))


def test_a_process_tells_how_it_ended(tmp_path: Path) -> None:
    process = Process(service("web", SLEEP), tmp_path, tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    wait_until(process.has_ended)
    assert "9" in process.obituary()
    process.wait_stopped(time.monotonic())

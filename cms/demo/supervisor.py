"""`make demo`: from nothing to nine portals that answer, until Ctrl-C.

python -m cms.demo          # run
python -m cms.demo reset    # forget everything
"""

import errno
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from cms.demo.loopback import Loopback
from cms.demo.messages import _
from cms.demo.plan import TABLE, Ports, Step, Surroundings, fleet_worker, read_ports, services, steps
from cms.demo.processes import ProcessError, Processes, end_with_parent, free_port, last_lines
from tenants.database_url import DatabaseUrlError
from tenants.embedded import Cluster, Profile
from tenants.embedded_programs import EmbeddedError
from tenants.letters import LettersLost
from tenants.roles import RoleAddresses, RolesError, connection
from tenants.server import portal_database
from tenants.state import CHECKOUT, StateError, checkout_home, kept_secrets, make_folder

READY_SECONDS = 90
WATCH_SECONDS = 0.5
DATABASE_PATIENCE = 3  # failed attempts to reach the operator's own server, five seconds apart
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FAULTS = (
    DatabaseUrlError,
    EmbeddedError,
    LettersLost,
    ProcessError,
    RolesError,
    StateError,
    OSError,
)


class Stopped(BaseException):
    """Somebody asked the demo to end, by Ctrl-C or a signal."""


class DemoHome:
    """The demo's folder outside the checkout."""

    def __init__(self) -> None:
        self.folder = make_folder(checkout_home() / Profile.DEMO.value)
        self.files = make_folder(self.folder / "files", 0o700)
        self.logs = make_folder(self.folder / "logs", 0o700)
        self.stamps = make_folder(self.folder / "stamps", 0o700)

    def secret_key(self) -> str:
        """Django's secret key, made at first use: logins outlive a restart."""
        return kept_secrets(self.folder / "django.json", ["secret_key"])["secret_key"]

    @contextmanager
    def only_one(self) -> Iterator[None]:
        """See that no other demo of this checkout runs; its process id stands in the lock's file."""
        with (self.folder / "run.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                raise ProcessError(
                    _("The demo of this folder runs already, as process {pid}.").format(
                        pid=lock.read().strip()
                    )
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def runner(self) -> int | None:
        """The process id of the demo that runs now."""
        with (self.folder / "run.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                return int(lock.read().strip() or 0) or None
        return None


def run() -> int:
    """Run the demo until it is asked to stop.

    Returns:
        0 after Ctrl-C or SIGTERM, 1 after a fault that was told on standard error.
    """
    for sign in ENDING:
        signal.signal(sign, _stop)
    if os.environ.pop("PORTAL_END_WITH_PARENT", "") and (last_will := end_with_parent()):
        last_will()
    try:
        _serve()
    except Stopped:
        say(_("Stopped. What was written is kept; `make demo` goes on with it."))
    except FAULTS as error:
        print(f"\n{_('Error')}: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def reset() -> int:
    """Stop the demo and delete what it keeps outside the checkout.

    Returns:
        0, or 1 after a fault that was told on standard error.
    """
    try:
        home = DemoHome()
        pid = home.runner()
        if pid:
            say(_("Stopping the demo that runs as process {pid} …").format(pid=pid))
            os.kill(pid, signal.SIGTERM)
            while home.runner():
                time.sleep(0.1)
        Cluster.of(Profile.DEMO).remove()
    except FAULTS as error:
        print(f"{_('Error')}: {error}", file=sys.stderr)
        return 1
    say(_("The demo is forgotten; `make demo` begins anew."))
    if os.environ.get("DATABASE_URL"):
        say(_("The database of DATABASE_URL is yours: drop it yourself if its content shall go too."))
    return 0


def say(text: str) -> None:
    """A line for the person at the console."""
    print(text, flush=True)


def _serve() -> None:
    begun = time.monotonic()
    ports = read_ports(os.environ, api=free_port())
    refuse_taken(ports)
    home = DemoHome()
    with ExitStack() as stack:
        stack.enter_context(home.only_one())
        say(_("Database …"))
        addresses, cluster = stack.enter_context(portal_database(Profile.DEMO))
        around = Surroundings(addresses, ports, home.files, home.secret_key())
        identity = database_identity(addresses)
        for step in steps():
            do(step, around, home, identity)
        say(_("Starting the portals …"))
        running = [*services(around), fleet_worker(around)]
        processes = stack.enter_context(Processes(running, home.logs, CHECKOUT))
        table = stack.enter_context(Output(TABLE, around.command_environment("application")))
        processes.wait_ready(READY_SECONDS)
        stack.enter_context(Loopback(ports.admin, ports.front))
        say(table.read())
        say(
            _("Ready after {seconds} s. Logs: {logs}. Ctrl-C stops everything.").format(
                seconds=round(time.monotonic() - begun), logs=home.logs
            )
        )
        watch(processes, addresses, cluster)


def refuse_taken(ports: Ports) -> None:
    """See that the ports people will use are free, before anything is built.

    Raises:
        ProcessError: one is not; the message names it and the variable that chooses another.
    """
    for variable, port in (("ADMIN_PORT", ports.admin), ("PORT", ports.front)):
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                with socket.socket(family) as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise ProcessError(
                        _("Port {port} is in use by another program; take another: {example}").format(
                            port=port, example=f"{variable}={port + 100} make demo"
                        )
                    ) from None
                if error.errno == errno.EACCES:
                    raise ProcessError(
                        _("This account may not use port {port}; set {variable} to one above 1023.").format(
                            port=port, variable=variable
                        )
                    ) from None


def do(step: Step, around: Surroundings, home: DemoHome, identity: str) -> None:
    """Run a set-up step, showing what it says, unless it was done on this database with the same sources.

    Raises:
        ProcessError: it fails.
    """
    stamp = home.stamps / hashlib.sha256(" ".join(step.command).encode()).hexdigest()[:16]
    state = f"{identity} {fingerprint(step.sources)}" if step.sources else ""
    if state and stamp.exists() and stamp.read_text() == state:
        return
    say(f"{step.label} …")
    log = home.logs / f"{'-'.join(step.command[2:4]).strip('-')}.log"
    code = show_progress(step, around.command_environment(step.role), log)
    if code:
        raise ProcessError(
            _("The step “{label}” failed ({code}). The end of {log}:\n{lines}").format(
                label=step.label, code=code, log=log, lines=last_lines(log)
            )
        )
    if state:
        stamp.write_text(state)


def show_progress(step: Step, environment: dict[str, str], log: Path) -> int:
    """Run a step; what it says goes to the console and the log, what it complains of to the log alone.

    Returns:
        its exit code.
    """
    with log.open("wb") as file:
        process = subprocess.Popen(
            step.command,
            env=environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )
        try:
            for line in process.stdout or ():
                say(f"  {line.strip()}")
                os.write(file.fileno(), line.encode())
            return process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)  # the step, and whatever it started
                process.wait()


def fingerprint(sources: tuple[str, ...]) -> str:
    """A digest of files' names, sizes and times of change below some paths of the checkout."""
    digest = hashlib.sha256()
    for source in sources:
        root = CHECKOUT / source
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and "__pycache__" not in path.parts:
                found = path.stat()
                digest.update(f"{path.relative_to(CHECKOUT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def watch(processes: Processes, addresses: RoleAddresses, cluster: Cluster | None) -> None:
    """See that everything lives, until a signal.

    Raises:
        ProcessError: a process or the database has gone; nothing is restarted silently.
    """
    failures = turn = 0
    while True:
        time.sleep(WATCH_SECONDS)
        turn += 1
        if cluster is not None and cluster.server() is None:
            raise ProcessError(
                _(
                    "PostgreSQL has ended under the portals; what was committed is kept. "
                    "The end of {log}:\n{lines}"
                ).format(log=cluster.log, lines=cluster.last_words())
            )
        processes.refuse_dead()
        if cluster is None and turn % 10 == 0:
            fault = database_fault(addresses)
            failures = failures + 1 if fault else 0
            if failures >= DATABASE_PATIENCE:
                raise ProcessError(fault)


def database_fault(addresses: RoleAddresses) -> str:
    """Why the database cannot be reached; empty when it can."""
    try:
        with connection(addresses.application):
            return ""
    except RolesError as error:
        return str(error)


def database_identity(addresses: RoleAddresses) -> str:
    """What tells this database from one that took its place under the same name."""
    with connection(addresses.owner) as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return f"{addresses.owner.place()} {cursor.fetchone()[0]}"


class Output:
    """A command that runs beside the block, and what it says; its complaint's last line if it fails."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, *ending: object) -> None:
        self._process.kill()
        self._process.wait()

    def read(self) -> str:
        """Wait for its end and return what it said."""
        said, complaint = self._process.communicate()
        return said.rstrip() or (complaint.strip().splitlines() or [""])[-1]


def _stop(number: int, frame: FrameType | None) -> None:
    for sign in ENDING:
        signal.signal(sign, signal.SIG_IGN)  # stopping takes seconds, and is not to be stopped
    raise Stopped

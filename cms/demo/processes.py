"""Processes of one's own: started, waited for, stopped; none outlives whoever started it.

No Django here: this runs before Django can, and in tests beside it.
"""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from cms.demo.messages import _

STOP_SECONDS = 8
LAST_LINES = 25
PR_SET_PDEATHSIG = 1  # prctl(2)
HEALTH_PATH = "/health/"


class ProcessError(RuntimeError):
    """A process does not start, or has ended by itself; the message names it and shows its last lines."""


@dataclass(frozen=True)
class Service:
    """A process that serves until it is stopped.

    Attributes:
        name: of its log file.
        label: what people call it.
        command: program and arguments.
        environment: its whole environment.
        port: where on 127.0.0.1 it answers `/health/`; None for one that listens nowhere.
    """

    name: str
    label: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    port: int | None = None


class Process:
    """A running service; its output goes to a log file."""

    def __init__(self, service: Service, logs: Path, folder: Path) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as output:
            self._popen = subprocess.Popen(
                service.command,
                env=dict(service.environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(),
            )

    @property
    def pid(self) -> int:
        """The process id; it leads a process group of its own."""
        return self._popen.pid

    def has_ended(self) -> bool:
        """Whether it has ended, by whatever cause."""
        return self._popen.poll() is not None

    def answers(self) -> bool:
        """Whether it answers its health check with 200; one that listens nowhere does while it runs."""
        if self.service.port is None:
            return not self.has_ended()
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=5)
        try:
            connection.request("GET", HEALTH_PATH)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def ask_to_stop(self) -> None:
        """Send SIGTERM, if it still runs."""
        if not self.has_ended():
            self._popen.terminate()

    def wait_stopped(self, deadline: float) -> None:
        """Wait for its end until `deadline` (`time.monotonic()`); then kill it with whatever it started."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def obituary(self) -> str:
        """Who ended how, with the last lines of its log."""
        code = self._popen.poll()
        how = _("signal {number}").format(number=-code) if code is not None and code < 0 else str(code)
        return _("{label} has ended by itself ({how}). The end of {log}:\n{lines}").format(
            label=self.service.label, how=how, log=self.log, lines=last_lines(self.log)
        )


class Processes:
    """Services that live and end together.

    with Processes(services, logs, folder) as processes:
        processes.wait_ready(seconds=60)
        while True: processes.refuse_dead()
    """

    def __init__(self, services: Iterable[Service], logs: Path, folder: Path) -> None:
        self._services = list(services)
        self._logs, self._folder = logs, folder
        self.running: list[Process] = []

    def __enter__(self) -> "Processes":
        try:
            for service in self._services:
                self.running.append(Process(service, self._logs, self._folder))
        except OSError as error:
            self.stop()
            raise ProcessError(
                _("{label} cannot be started: {error}").format(label=service.label, error=error.strerror)
            ) from None
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_ready(self, seconds: float) -> None:
        """Wait until all answer.

        Raises:
            ProcessError: one has ended, or does not answer within `seconds`.
        """
        deadline = time.monotonic() + seconds
        waiting = list(self.running)
        while waiting:
            self.refuse_dead()
            waiting = [process for process in waiting if not process.answers()]
            if waiting and time.monotonic() > deadline:
                late = waiting[0]
                raise ProcessError(
                    _("{label} does not answer within {seconds} s. The end of {log}:\n{lines}").format(
                        label=late.service.label,
                        seconds=int(seconds),
                        log=late.log,
                        lines=last_lines(late.log),
                    )
                )
            time.sleep(0.1)

    def refuse_dead(self) -> None:
        """See that all still run.

        Raises:
            ProcessError: one does not.
        """
        for process in self.running:
            if process.has_ended():
                raise ProcessError(process.obituary())

    def stop(self) -> None:
        """Stop all at once, and wait for them."""
        for process in self.running:
            process.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running:
            process.wait_stopped(deadline)
        self.running.clear()


def end_with_parent(sign: int = signal.SIGTERM) -> "_EndWithParent | None":
    """What a child does before it becomes its program, so that it ends when its parent dies (Linux)."""
    return _EndWithParent(sign) if sys.platform == "linux" else None


class _EndWithParent:
    """Loaded before the fork: a child of a process with threads must not load anything."""

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.parents = (os.getpid(), os.getppid())  # called in a child of this process, or in itself
        self.prctl = ctypes.CDLL(None, use_errno=True).prctl

    def __call__(self) -> None:
        self.prctl(PR_SET_PDEATHSIG, self.sign, 0, 0, 0)
        if os.getppid() not in self.parents:  # died in between
            os._exit(1)


def begin_django_worker() -> None:
    """The first thing a process of a pool does: end with its parent, however that ends, and set Django up."""
    import django

    if last_will := end_with_parent():
        last_will()
    django.setup()


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def last_lines(log: Path, lines: int = LAST_LINES) -> str:
    """The end of a log, indented for a message."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.strip().splitlines()[-lines:])

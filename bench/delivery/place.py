"""Where the benchmark works: a copy of the demo's database with many items, and the servers that are compared."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from cms.demo.plan import Ports, Surroundings, granian, services
from cms.demo.processes import Process, Processes, Service, free_port
from tenants.roles import Role, RoleAddresses
from tenants.state import CHECKOUT, make_folder
from tests.support.clones import SECRET_KEY, Clones

CODE, HOST = "16522", "quangphu.thanhhoa.localhost"
READY_SECONDS = 120


@dataclass(frozen=True)
class Place:
    """A running installation with the stock API beside it."""

    around: Surroundings
    stock_port: int
    processes: dict[str, Process]

    @property
    def addresses(self) -> RoleAddresses:
        """Of its database."""
        return self.around.addresses

    @property
    def host(self) -> str:
        """The portal that is asked, as its citizens write it."""
        return f"{HOST}:{self.around.ports.front}"

    def cpu_seconds(self, name: str) -> float:
        """The time of the processor that a service has used, with its children."""
        process = psutil.Process(self.processes[name].pid)
        times = [process.cpu_times(), *(child.cpu_times() for child in process.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))

    def run(self, module: str, *arguments: str, role: str = "application") -> str:
        """Run one of the benchmark's own modules in a process with the application's rights; returns what it printed.

        Raises:
            SystemExit: it fails.
        """
        done = subprocess.run(
            (sys.executable, "-m", module, *arguments),
            cwd=CHECKOUT,
            env=self.around.command_environment(role),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{module} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout


@contextmanager
def running(items: int) -> Iterator[Place]:
    """Serve a copy of the demo, with `items` articles in one portal, and stock Wagtail's API over the same database."""
    clones = Clones(f"{os.getpid():08x}", "bench")
    try:
        addresses = clones.make("demo", "bench")
        folder = make_folder(clones.home / addresses.owner.name, 0o700)
        clones.place_files("demo", folder / "files")
        ports = Ports(admin=free_port(), front=free_port(), api=free_port())
        around = Surroundings(addresses, ports, folder / "files", SECRET_KEY)
        stock_port = free_port()
        empty = Place(around, stock_port, {})
        empty.run("bench.delivery.fill", CODE, str(items))
        logs = make_folder(folder / "logs", 0o700)
        with Processes([*_ours(around), _stock(around, stock_port)], logs, CHECKOUT) as processes:
            processes.wait_ready(READY_SECONDS)
            yield Place(around, stock_port, {each.service.name: each for each in processes.running})
    finally:
        clones.close()


def _ours(around: Surroundings) -> list[Service]:
    return [service for service in services(around) if service.name in {"api", "frontend"}]


def _stock(around: Surroundings, port: int) -> Service:
    return Service(
        "stock",
        "Wagtail API v2",
        granian("wsgi", "cms.wsgi:application", port, threads=4),
        around.environment(
            Role.APPLICATION,
            Role.READER,
            role="application",
            DJANGO_SETTINGS_MODULE="bench.delivery.stock_settings",
        ),
        port,
    )

"""The demo's four processes over a copy of its database, for tests that reach it as people do."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from cms.demo.plan import MANAGE, Ports, Surroundings, services
from cms.demo.processes import Process, Processes, free_port
from tenants.roles import RoleAddresses
from tenants.state import CHECKOUT, make_folder
from tests.support.clones import SECRET_KEY, Clones
from tests.support.plain_http import NO_TLS

READY_SECONDS = 90


@dataclass(frozen=True)
class PortalServers:
    """A running installation.

    Attributes:
        around: where it works: addresses of its database, ports, folder of files.
        processes: its processes, by name: api, admin, frontend, worker.
    """

    around: Surroundings
    processes: dict[str, Process]

    @property
    def addresses(self) -> RoleAddresses:
        """Its database's addresses."""
        return self.around.addresses

    def front_url(self, host: str, path: str = "/") -> str:
        """A citizen's address, such as `http://quangphu.thanhhoa.localhost:…/`."""
        return f"http://{host}:{self.around.ports.front}{path}"

    def admin_url(self, host: str, path: str = "/admin/") -> str:
        """An editor's address."""
        return f"http://{host}:{self.around.ports.admin}{path}"

    def get(self, url: str, **more: Any) -> httpx.Response:
        """GET an address; its host need not be known to the system's resolver."""
        asked = httpx.URL(url)
        headers = {**more.pop("headers", {}), "Host": f"{asked.host}:{asked.port}"}
        return httpx.get(
            asked.copy_with(host="127.0.0.1"),
            headers=headers,
            timeout=30,
            trust_env=False,
            verify=NO_TLS,
            **more,
        )

    def manage(self, *arguments: str, role: str = "owner") -> str:
        """Run a command of `manage.py` on this installation and return what it says.

        Raises:
            AssertionError: it fails.
        """
        done = subprocess.run(
            (*MANAGE, *arguments),
            cwd=CHECKOUT,
            env=self.around.command_environment(role),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running_portals(clones: Clones, label: str = "live") -> Iterator[PortalServers]:
    """Serve a copy of the template `demo` while the block runs."""
    addresses = clones.make("demo", label)
    folder = make_folder(clones.home / addresses.owner.name, 0o700)
    logs = make_folder(folder / "logs", 0o700)
    clones.place_files("demo", folder / "files")
    ports = Ports(admin=free_port(), front=free_port(), api=free_port())
    around = Surroundings(addresses, ports, folder / "files", SECRET_KEY)
    with Processes(services(around), logs, CHECKOUT) as processes:
        processes.wait_ready(READY_SECONDS)
        yield PortalServers(around, {process.service.name: process for process in processes.running})

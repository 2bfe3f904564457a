"""What the demo consists of: the set-up steps in their order, and the services. All of it is data.

Each process gets the addresses of those database roles that it needs, and no other.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cms.demo.messages import _
from cms.demo.processes import ProcessError, Service
from tenants.roles import VARIABLES, Role, RoleAddresses

SETTINGS = "cms.settings.demo"
READING_SETTINGS = "cms.settings.delivery"
MANAGE = (sys.executable, "manage.py")
PRIVATE_VARIABLES = ("DATABASE_URL", *VARIABLES.values())  # never handed on as they are
CODE = ("requirements", "tenants", "cms", "sites", "search")
TABLE = (*MANAGE, "demo", "table")


@dataclass(frozen=True)
class Step:
    """A command that is run to its end before the services start; doing it twice changes nothing.

    Attributes:
        label: what people are told.
        command: program and arguments.
        role: what it is in the database (`PORTAL_DB_ROLE`).
        sources: paths in the checkout; the step is skipped while they are as when it was last done on this
            database. Empty: it is run each time.
    """

    label: str
    command: tuple[str, ...]
    role: str
    sources: tuple[str, ...] = ()


def steps(items: int | None = None) -> list[Step]:
    """The set-up, in order.

    Parameters: `items` limits the articles of each portal; tests need few.
    """
    limit = () if items is None else ("--items", str(items))
    return [
        Step(_("Register of units and the shared tables"), (*MANAGE, "tenants_setup"), "owner", CODE),
        Step(_("The portals and their content"), (*MANAGE, "demo", "build", *limit), "owner", CODE),
        Step(
            _("Files of the interface"),
            (*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"),
            "application",
            CODE,
        ),
    ]


@dataclass(frozen=True)
class Ports:
    """TCP ports on 127.0.0.1.

    Attributes:
        admin: Wagtail admin and API, for people.
        front: the front end, for people.
        api: the reading API, for the front end alone.
    """

    admin: int
    front: int
    api: int


@dataclass(frozen=True)
class Surroundings:
    """Where a set of processes works.

    Attributes:
        addresses: of the database, by role.
        ports: where they listen.
        files: the folder of uploaded and released files.
        secret_key: Django's.
        settings: the settings module of all but the reading process.
    """

    addresses: RoleAddresses
    ports: Ports
    files: Path
    secret_key: str
    settings: str = SETTINGS

    def environment(self, *roles: Role, role: str = "", **more: str) -> dict[str, str]:
        """A process's environment: ours, the addresses of the roles it may hold, and more."""
        kept = {key: value for key, value in os.environ.items() if key not in PRIVATE_VARIABLES}
        addresses = self.addresses.environment()
        given = {VARIABLES[each]: addresses[VARIABLES[each]] for each in roles}
        return {
            **kept,
            **given,
            **({"PORTAL_DB_ROLE": role} if role else {}),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PORTAL_DEMO": "1",
            "PORTAL_STATE_DIR": str(self.files),
            "PORTAL_SECRET_KEY": self.secret_key,
            "PORTAL_PUBLIC_PORT": str(self.ports.front),
            "PORTAL_ADMIN_PORT": str(self.ports.admin),
            "PORTAL_ADMIN_BASE_URL": f"http://localhost:{self.ports.admin}",
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            **more,
        }

    def command_environment(self, role: str) -> dict[str, str]:
        """The environment of a command of `manage.py`, which may need the owner."""
        return self.environment(*Role, role=role)


def services(around: Surroundings) -> list[Service]:
    """The four processes of a running installation."""
    ports = around.ports
    return [
        Service(
            "api",
            _("The reading API"),
            granian("asgi", "sites.gateway.asgi:application", ports.api),
            around.environment(
                Role.READER, Role.INTAKE, role="reader", DJANGO_SETTINGS_MODULE=READING_SETTINGS
            ),
            ports.api,
        ),
        Service(
            "admin",
            _("Admin and API"),
            granian("wsgi", "cms.wsgi:application", ports.admin, threads=4),
            around.environment(Role.APPLICATION, Role.READER, role="application"),
            ports.admin,
        ),
        Service(
            "frontend",
            _("The front end"),
            granian("asgi", "frontend.app:app", ports.front),
            around.environment(
                PORTAL_API_URL=f"http://127.0.0.1:{ports.api}",
                PORTAL_AUTHORING_URL=f"http://127.0.0.1:{ports.admin}",
            ),
            ports.front,
        ),
        Service(
            "worker",
            _("The background worker"),
            (*MANAGE, "worker"),
            around.environment(Role.APPLICATION, Role.READER, role="application"),
        ),
    ]


def fleet_worker(around: Surroundings) -> Service:
    """The fleet's worker: what provinces ask for in their consoles, and backups; with keys of the demo's own.

    It listens nowhere, and is the only one that holds the owner's role; tests that need it start it themselves.
    """
    return Service(
        "fleet",
        _("The fleet's worker"),
        (*MANAGE, "fleet_worker"),
        around.environment(Role.OWNER, Role.READER, role="owner", **backup_keys(around.files)),
    )


def backup_keys(folder: Path) -> dict[str, str]:
    """The variables that name the demo's keys of backups; they are made when there are none."""
    from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair

    secret, public = folder / "backup.key", folder / "backup.pub"
    if not public.exists():
        pair = new_key_pair()
        secret.touch(0o600)
        secret.write_text(f"{pair.identity}\n", encoding="utf-8")
        public.write_text(f"{pair.recipient}\n", encoding="utf-8")
    return {RECIPIENTS: public.read_text(encoding="utf-8").strip(), IDENTITY_FILE: str(secret)}


def granian(interface: str, target: str, port: int, threads: int | None = None) -> tuple[str, ...]:
    """The command that serves an application on 127.0.0.1."""
    blocking = ("--blocking-threads", str(threads)) if threads else ()
    return (
        *(sys.executable, "-m", "granian", "--interface", interface, "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers-kill-timeout", "5", "--log-level", "warning", *blocking, target),
    )


def read_ports(environment: Mapping[str, str], api: int) -> Ports:
    """The ports that people chose by `ADMIN_PORT` and `PORT`.

    Raises:
        ProcessError: one is no port, or both are the same; the message names the variable.
    """
    chosen = {}
    for variable, default in (("ADMIN_PORT", "8000"), ("PORT", "8080")):
        text = environment.get(variable) or default
        if not text.isdecimal() or not 1 <= int(text) <= 65535:
            raise ProcessError(
                _("{variable} is {text!r}; allowed is a number from 1 to 65535.").format(
                    variable=variable, text=text
                )
            )
        chosen[variable] = int(text)
    if chosen["ADMIN_PORT"] == chosen["PORT"]:
        raise ProcessError(
            _("ADMIN_PORT and PORT are both {port}; they must differ.").format(port=chosen["PORT"])
        )
    return Ports(admin=chosen["ADMIN_PORT"], front=chosen["PORT"], api=api)

"""Copies of template databases for one session of tests, and the files that belong to them.

All work on one server: the embedded one of the profile `test`, or that of `DATABASE_URL`. What killed
sessions left is dropped by the next: a living session holds an advisory lock under its name.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from cms.demo.plan import Ports, Surroundings
from tenants.embedded import Profile
from tenants.roles import Role, RoleAddresses, connection, grant_database
from tenants.server import Server, administered_server
from tenants.state import CHECKOUT, checkout_home, make_folder
from tests.support.templates import TEMPLATES, Template, fingerprint

OWNER = sql.Identifier(Role.OWNER.value)
SECRET_KEY = "tests-only-key-0000000000000000000000000000000000000000"
KEPT = 3  # templates of one name: two people with different states of the code do not undo each other's
BUILD_PORTS = Ports(admin=8000, front=8080, api=8001)


class TemplateError(RuntimeError):
    """A template database cannot be built; the message ends with what the failing step said."""


class Clones:
    """The databases of one worker of one session."""

    def __init__(self, session: str, worker: str) -> None:
        self._stack = ExitStack()
        self.server: Server = self._stack.enter_context(administered_server(Profile.TEST))
        self.prefix = "cx" + hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:6]
        self.session = f"{self.prefix}_w_{session[-8:]}_{worker}"
        self.home = make_folder(checkout_home() / "tests", 0o755)
        maintenance = self.server.administrator.with_(name="postgres")
        self._cursor: Any = self._stack.enter_context(connection(maintenance))
        self._cursor.execute("SELECT pg_advisory_lock(%s)", [_key(self.session)])
        self._drop_remains()

    def close(self) -> None:
        """Drop this session's databases, delete their files, and let the server go."""
        with contextlib.suppress(psycopg2.Error):
            for name in self._databases(self.session):
                self._drop(name)
        self._stack.close()

    def has_server(self) -> bool:
        """Whether the server still answers on the session's own connection; one that restarted has lost the session."""
        try:
            self._cursor.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def files(self, database: str) -> Path:
        """The folder of a database's uploaded and released files."""
        return self.home / database

    def make(self, template: str, label: str = "") -> RoleAddresses:
        """Copy a template, building it if it is not there.

        Parameters:
            template: its name.
            label: tells two copies of one template apart.

        Raises:
            TemplateError: it cannot be built.
        """
        name = f"{self.session}_{template}{label}"
        self._drop(name)
        source = self._name(TEMPLATES[template])
        if not (source in self._databases(source) and self._copied(source, name)):
            with self._lock("templates"):
                self._copy(self._built(TEMPLATES[template]), name)
        return self._addresses(name)

    def build(self, template: str) -> None:
        """Build a template, and those below it, if they are not there.

        Raises:
            TemplateError: it cannot be built.
        """
        with self._lock("templates"):
            self._built(TEMPLATES[template])

    def place_files(self, template: str, folder: Path) -> None:
        """Put a template's uploaded and released files into a folder, in place of what is there."""
        made = self.files(self._name(TEMPLATES[template]))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        if made.exists():
            shutil.copytree(made, folder, copy_function=_link, dirs_exist_ok=True)

    def _built(self, template: Template) -> str:
        """The name of the template's database, which is there when this returns. Runs under the lock."""
        name = self._name(template)
        if name in self._databases(name):
            return name
        for old in self._databases(f"{self.prefix}_t_{template.name}_")[: -KEPT + 1]:
            self._drop(old)
        part = f"{self.prefix}_p_{template.name}"
        self._drop(part)
        if template.base is None:
            addresses = self.server.prepare(part)
        else:
            self._copy(self._built(TEMPLATES[template.base]), part)
            self.place_files(template.base, self.files(part))
            addresses = self._addresses(part)
        self._run_steps(template, addresses)
        self._cursor.execute(_statement("ALTER DATABASE {} RENAME TO {}", part, name))
        if self.files(part).exists():
            shutil.rmtree(self.files(name), ignore_errors=True)  # of a database that is gone
            self.files(part).replace(self.files(name))
        return name

    def _run_steps(self, template: Template, addresses: RoleAddresses) -> None:
        files = make_folder(self.files(addresses.owner.name), 0o700)
        around = Surroundings(addresses, BUILD_PORTS, files, SECRET_KEY)
        for step in template.commands():
            done = subprocess.run(
                step.command,
                cwd=CHECKOUT,
                env=around.command_environment(step.role),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
                command = " ".join(step.command[1:])
                raise TemplateError(f"The template database {template.name}: `{command}` failed.\n{said}")

    def _copied(self, source: str, name: str) -> bool:
        """Copy without the lock; False when another session has just dropped the template."""
        try:
            self._copy(source, name)
        except (psycopg2.errors.InvalidCatalogName, psycopg2.errors.ObjectInUse):
            return False
        return True

    def _copy(self, source: str, name: str) -> None:
        for strategy in (
            " STRATEGY FILE_COPY",
            "",
        ):  # quicker for all but the smallest; PostgreSQL 15 and later
            try:
                self._cursor.execute(
                    _statement("CREATE DATABASE {} TEMPLATE {} OWNER {}" + strategy, name, source)
                )
                break
            except psycopg2.errors.SyntaxError:
                continue
        grant_database(self._cursor, name)

    def _name(self, template: Template) -> str:
        return f"{self.prefix}_t_{template.name}_{fingerprint(template)}"

    def _addresses(self, name: str) -> RoleAddresses:
        place = self.server.administrator
        return RoleAddresses(
            *(place.with_(name=name, user=role.value, password=self.server.passwords[role]) for role in Role)
        )

    def _databases(self, prefix: str) -> list[str]:
        self._cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix]
        )
        return [row[0] for row in self._cursor.fetchall()]

    def _drop(self, name: str) -> None:
        self._cursor.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
        shutil.rmtree(self.files(name), ignore_errors=True)

    def _drop_remains(self) -> None:
        """Drop the databases of sessions that no longer hold their lock."""
        with self._lock("remains"):
            for name in self._databases(f"{self.prefix}_w_"):
                session = "_".join(name.split("_")[:4])
                if session == self.session:
                    continue
                self._cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(session)])
                if self._cursor.fetchone()[0]:
                    self._drop(name)
                    self._cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(session)])

    @contextmanager
    def _lock(self, what: str) -> Iterator[None]:
        key = _key(f"{self.prefix}_{what}")
        self._cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            yield
        finally:
            with contextlib.suppress(psycopg2.Error):
                self._cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _key(text: str) -> int:
    """A number for an advisory lock."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def _statement(text: str, *names: str) -> sql.Composed:
    identifiers = [sql.Identifier(name) for name in names]
    return sql.SQL(text).format(*identifiers, *([OWNER] if text.count("{}") > len(names) else []))


def _link(source: str, target: str) -> None:
    """Files are never changed in place, so a second name for the same content does for a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

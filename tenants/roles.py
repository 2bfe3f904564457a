"""The roles a portal's processes hold in the database, and the database they share.

`portal_owner` owns everything and runs migrations; `portal_app` reads and writes rows; `portal_reader` reads
what citizens may read and no tenant's schema; `portal_intake` puts what citizens send into one public table
and reads nothing. None is a superuser. `prepare` is run by whoever administers the
server, and changes nothing when all is there.

    python -m tenants.roles    # for the DATABASE_URL of an administrator: prints the roles' addresses
"""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from tenants.database_url import DatabaseAddress, DatabaseUrlError
from tenants.letters import LettersLost, refuse_lost_letters
from tenants.state import StateError, kept_secrets, make_folder, state_home

DEFAULT_DATABASE = "cong_xa"
MAINTENANCE_DATABASES = frozenset(
    {"", "postgres", "template0", "template1"}
)  # never used as the portals' own
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "btree_gist")
OLDEST_SERVER = 140000  # Django 5.2 release notes: PostgreSQL 14


class Role(StrEnum):
    """A role in the database; the value is its name there."""

    OWNER = "portal_owner"
    APPLICATION = "portal_app"
    READER = "portal_reader"
    INTAKE = "portal_intake"


# The variable that carries a role's address to a process.
VARIABLES = {
    Role.OWNER: "DATABASE_OWNER_URL",
    Role.APPLICATION: "DATABASE_APP_URL",
    Role.READER: "DATABASE_READER_URL",
    Role.INTAKE: "DATABASE_INTAKE_URL",
}


class RolesError(RuntimeError):
    """The roles or the database cannot be made; the message names the right that is missing."""


@dataclass(frozen=True)
class RoleAddresses:
    """The same database, as each of the four roles reaches it."""

    owner: DatabaseAddress
    application: DatabaseAddress
    reader: DatabaseAddress
    intake: DatabaseAddress

    def environment(self) -> dict[str, str]:
        """The variables that a process reads its addresses from."""
        return {
            VARIABLES[Role.OWNER]: self.owner.to_url(),
            VARIABLES[Role.APPLICATION]: self.application.to_url(),
            VARIABLES[Role.READER]: self.reader.to_url(),
            VARIABLES[Role.INTAKE]: self.intake.to_url(),
        }

    def on(self, name: str) -> "RoleAddresses":
        """The same roles on another database of the same server."""
        return RoleAddresses(
            *(one.with_(name=name) for one in (self.owner, self.application, self.reader, self.intake))
        )


def given_addresses(environment: Mapping[str, str] = os.environ) -> RoleAddresses | None:
    """The addresses that the operator gave for the four roles; None when none is given.

    Raises:
        RolesError: some are given and some are not.
        DatabaseUrlError: one of them is not an address.
    """
    given = {role: environment.get(variable, "") for role, variable in VARIABLES.items()}
    if not any(given.values()):
        return None
    missing = [VARIABLES[role] for role, url in given.items() if not url]
    if missing:
        names = ", ".join(missing)
        raise RolesError(f"{names} must be set too: the four roles' addresses are given together.")
    return RoleAddresses(*(DatabaseAddress.from_url(given[role]) for role in Role))


def database_name(administrator: DatabaseAddress) -> str:
    """The portals' database in an administrator's address: the one it names, unless it is for maintenance."""
    return DEFAULT_DATABASE if administrator.name in MAINTENANCE_DATABASES else administrator.name


def role_passwords(administrator: DatabaseAddress) -> dict[Role, str]:
    """The roles' passwords on a server that is not ours, made at first use.

    Roles belong to a server, not to a database: all checkouts of this account share a file for each server.
    """
    server = hashlib.sha256(f"{administrator.host}:{administrator.port}".encode()).hexdigest()[:10]
    folder = make_folder(state_home() / "servers", 0o700)
    return passwords_in(folder / f"{server}.json")


def passwords_in(file: Path) -> dict[Role, str]:
    """The roles' passwords kept in a file, made at first use."""
    kept = kept_secrets(file, [role.value for role in Role])
    return {role: kept[role.value] for role in Role}


def prepare(administrator: DatabaseAddress, name: str, passwords: Mapping[Role, str]) -> RoleAddresses:
    """Make the roles and the database, or see that they are as they should be.

    Parameters:
        administrator: a superuser's address, or one's that may create roles and databases.
        name: the database to make; an existing one is taken over.
        passwords: of the four roles; they are set anew each time.

    Raises:
        RolesError: a right is missing, or the server is too old.
        LettersLost: the database would lose Vietnamese letters.
    """
    maintenance = administrator.name if administrator.name in {"postgres", "template1"} else "postgres"
    with _administration(administrator.with_(name=maintenance)) as cursor:
        _refuse_old_server(cursor)
        _refuse_missing_rights(cursor)
        for role in Role:
            _make_role(cursor, role, passwords[role])
        _make_database(cursor, name)
    addresses = RoleAddresses(
        *(administrator.with_(name=name, user=role.value, password=passwords[role]) for role in Role)
    )
    with _administration(administrator.with_(name=name)) as cursor:
        _prepare_schema(cursor)
        _grant_by_default(cursor)
        refuse_lost_letters(cursor)
    return addresses


def grant_database(cursor: Any, name: str) -> None:
    """Let the four roles, and nobody else, connect. A copy of a database does not take these rights along."""
    database = sql.Identifier(name)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, _identifiers(Role)))


@contextmanager
def connection(address: DatabaseAddress) -> Iterator[Any]:
    """A cursor that commits each statement.

    Raises:
        RolesError: the server cannot be reached or refuses the login.
    """
    try:
        connected = psycopg2.connect(**address.connect_arguments())
    except psycopg2.OperationalError as error:
        raise RolesError(f"No connection to the database {address.place()}: {str(error).strip()}") from None
    try:
        connected.autocommit = True
        with connected.cursor() as cursor:
            yield cursor
    finally:
        connected.close()


@contextmanager
def _administration(address: DatabaseAddress) -> Iterator[Any]:
    with connection(address) as cursor:
        try:
            yield cursor
        except psycopg2.errors.InsufficientPrivilege as error:
            sentence = _sentence(address.user or "the administrator", "a right")
            raise RolesError(f"{sentence} PostgreSQL says: {error.diag.message_primary}.") from None


def _refuse_old_server(cursor: Any) -> None:
    cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    number, shown = cursor.fetchone()
    if number < OLDEST_SERVER:
        raise RolesError(f"The server is PostgreSQL {shown}; allowed is {OLDEST_SERVER // 10000} or later.")


def _refuse_missing_rights(cursor: Any) -> None:
    cursor.execute(
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    user, superuser, may_make_roles, may_make_databases = cursor.fetchone()
    if superuser:
        return
    missing = [
        right for right, has in (("CREATEROLE", may_make_roles), ("CREATEDB", may_make_databases)) if not has
    ]
    if missing:
        raise RolesError(_sentence(user, " and ".join(missing)))


def _sentence(user: str, missing: str) -> str:
    return (
        f"The role {user} of DATABASE_URL lacks {missing}, which making the portals' roles and database "
        "needs: give it that right, or make the four roles yourself (docs/operator-guide.md) and set "
        f"{', '.join(VARIABLES.values())} instead."
    )


def _make_role(cursor: Any, role: Role, password: str) -> None:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role.value])
    found = cursor.fetchone()
    name = sql.Identifier(role.value)
    if found and found[0]:
        raise RolesError(
            f"The role {role.value} is a superuser on this server; none of the portals' roles may be."
        )
    act = "ALTER" if found else "CREATE"
    cursor.execute(
        sql.SQL(act + " ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            name, sql.Literal(password)
        )
    )
    if role is Role.READER:
        cursor.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(name))
    if role is Role.OWNER:
        # Who is no superuser hands a database to a role only as its member.
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def _make_database(cursor: Any, name: str) -> None:
    cursor.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
        [name],
    )
    found = cursor.fetchone()
    owner = sql.Identifier(Role.OWNER.value)
    if found is None:
        cursor.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' "
                + _locale(cursor)
            ).format(sql.Identifier(name), owner)
        )
    elif found[0] != Role.OWNER.value:
        cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), owner))
    grant_database(cursor, name)


def _locale(cursor: Any) -> str:
    cursor.execute("SELECT current_setting('server_version_num')::int >= 170000")
    builtin = " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" if cursor.fetchone()[0] else ""
    return "LC_CTYPE 'C.UTF-8'" + builtin


def _prepare_schema(cursor: Any) -> None:
    """The schema `public` of the connected database: extensions, and who may do what in it."""
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_identifiers(Role)))
    cursor.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(sql.Identifier(Role.OWNER.value)))
    for extension in EXTENSIONS:
        cursor.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
        )


def _grant_by_default(cursor: Any) -> None:
    """Whatever the owner makes, in any schema, the application may use and the reader may not see."""
    owner, application = sql.Identifier(Role.OWNER.value), sql.Identifier(Role.APPLICATION.value)
    for rights in (
        "USAGE ON SCHEMAS",
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE, SELECT ON SEQUENCES",
    ):
        cursor.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT " + rights + " TO {}").format(
                owner, application
            )
        )


def _identifiers(roles: type[Role]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(role.value) for role in roles)


def main() -> int:
    """Make the roles and the database named by `DATABASE_URL`, and print the addresses for the processes."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        print("Set DATABASE_URL to the address of an administrator of your server.", file=sys.stderr)
        return 2
    try:
        administrator = DatabaseAddress.from_url(url)
        addresses = prepare(administrator, database_name(administrator), role_passwords(administrator))
    except (RolesError, LettersLost, DatabaseUrlError, StateError) as error:
        print(error, file=sys.stderr)
        return 1
    for variable, address in addresses.environment().items():
        print(f"{variable}={address}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

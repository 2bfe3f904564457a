"""The four database roles: what each may do, and what is said when they cannot be made.

Roles belong to a server, and the test server's are in use: this module makes them on a server of its own.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tenants.database_url import DatabaseAddress
from tenants.embedded import Cluster, Profile
from tenants.letters import LettersLost
from tenants.roles import (
    DEFAULT_DATABASE,
    Role,
    RoleAddresses,
    RolesError,
    connection,
    database_name,
    given_addresses,
    main,
    passwords_in,
    prepare,
    role_passwords,
)

PASSWORDS = {role: f"password-of-{role}" for role in Role}
URLS = {
    "DATABASE_OWNER_URL": "postgresql://portal_owner:x@db/a",
    "DATABASE_APP_URL": "postgresql://portal_app:x@db/a",
    "DATABASE_READER_URL": "postgresql://portal_reader:x@db/a",
    "DATABASE_INTAKE_URL": "postgresql://portal_intake:x@db/a",
}


@pytest.fixture(scope="module")
def administrator() -> Iterator[DatabaseAddress]:
    folder = Path(tempfile.mkdtemp(prefix="cong-xa-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_STATE_HOME", str(folder))
        cluster = Cluster.of(Profile.TEST)
        cluster.start()
        yield cluster.address()
        cluster.remove()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def roles(administrator: DatabaseAddress) -> RoleAddresses:
    addresses = prepare(administrator, "house", PASSWORDS)
    with connection(addresses.owner) as cursor:
        cursor.execute(
            "CREATE TABLE shelf (id int GENERATED ALWAYS AS IDENTITY, name text);"
            "CREATE SCHEMA t_16522; CREATE TABLE t_16522.page (id serial, title text)"
        )
    return addresses


def refuses(address: DatabaseAddress, statement: str) -> bool:
    """Whether a statement is refused for want of a right."""
    with connection(address) as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            return True
        return False


def test_none_is_a_superuser_or_may_make_others(roles: RoleAddresses, administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles"
            " WHERE rolname LIKE 'portal%%' AND rolname <> current_user ORDER BY rolname"
        )
        assert cursor.fetchall() == [(role.value, *([False] * 5)) for role in sorted(Role)]


def test_the_owner_owns_the_database(roles: RoleAddresses) -> None:
    with connection(roles.owner) as cursor:
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("portal_owner",)


@pytest.mark.parametrize("table", ["public.shelf (name)", "t_16522.page (title)"])
def test_the_application_writes_what_the_owner_made_in_any_schema(roles: RoleAddresses, table: str) -> None:
    name = table.split()[0]
    with connection(roles.application) as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ('Đông')")
        cursor.execute(f"UPDATE {name} SET id = DEFAULT")
        cursor.execute(f"SELECT count(*) FROM {name}")
        assert cursor.fetchone() == (1,)
        cursor.execute(f"DELETE FROM {name}")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine ()",
        "CREATE SCHEMA mine",
        "DROP TABLE public.shelf",
        "ALTER TABLE public.shelf ADD x int",
        "TRUNCATE public.shelf",
        "CREATE ROLE mine",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE DATABASE mine",
    ],
)
def test_the_application_makes_and_drops_nothing(roles: RoleAddresses, statement: str) -> None:
    assert refuses(roles.application, statement)


@pytest.mark.parametrize("statement", ["SELECT * FROM public.shelf", "SELECT * FROM t_16522.page"])
def test_the_reader_reads_nothing_that_was_not_granted(roles: RoleAddresses, statement: str) -> None:
    assert refuses(roles.reader, statement)


def test_the_reader_reads_what_was_granted_and_never_writes(roles: RoleAddresses) -> None:
    with connection(roles.owner) as cursor:
        cursor.execute(
            "CREATE TABLE open_shelf AS SELECT 1 AS id; GRANT SELECT ON open_shelf TO portal_reader"
        )
    with connection(roles.reader) as cursor:
        cursor.execute("SELECT id FROM open_shelf")
        assert cursor.fetchone() == (1,)
        with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
            cursor.execute("DELETE FROM open_shelf")


def test_the_intake_adds_to_what_was_granted_and_reads_nothing(roles: RoleAddresses) -> None:
    with connection(roles.owner) as cursor:
        cursor.execute(
            "CREATE TABLE letterbox (id int PRIMARY KEY, said text, at timestamptz DEFAULT now());"
            "GRANT INSERT (id, said) ON letterbox TO portal_intake"
        )
    with connection(roles.intake) as cursor:
        cursor.execute("INSERT INTO letterbox (id, said) VALUES (1, 'x')")
        cursor.execute("INSERT INTO letterbox (id, said) VALUES (1, 'y') ON CONFLICT DO NOTHING")
        assert cursor.rowcount == 0
    for statement in (
        "SELECT id FROM public.letterbox",
        "INSERT INTO public.letterbox (id) VALUES (2) RETURNING id",
        "INSERT INTO public.letterbox (id, at) VALUES (2, now())",
        "UPDATE public.letterbox SET said = ''",
        "DELETE FROM public.letterbox",
        "SELECT * FROM public.shelf",
        "SELECT * FROM t_16522.page",
    ):
        assert refuses(roles.intake, statement), statement


def test_a_stranger_does_not_get_in(roles: RoleAddresses, administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute("CREATE ROLE stranger LOGIN PASSWORD 'x'")
    with (
        pytest.raises(RolesError, match="permission denied for database"),
        connection(roles.owner.with_(user="stranger", password="x")),
    ):
        pass


def test_doing_it_again_changes_nothing(roles: RoleAddresses, administrator: DatabaseAddress) -> None:
    assert prepare(administrator, "house", PASSWORDS) == roles
    with connection(roles.application) as cursor:
        cursor.execute("SELECT count(*) FROM shelf")


def test_an_existing_database_is_taken_over(administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute("CREATE DATABASE found")
    addresses = prepare(administrator, "found", PASSWORDS)
    with connection(addresses.owner) as cursor:
        cursor.execute("CREATE TABLE mine ()")


def test_the_extensions_are_there(roles: RoleAddresses) -> None:
    with connection(roles.owner) as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {"pg_trgm", "unaccent", "btree_gin", "btree_gist"} <= {row[0] for row in cursor.fetchall()}


def test_a_database_that_loses_letters_is_refused(administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute(
            "CREATE DATABASE lossy TEMPLATE template0 LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    with pytest.raises(LettersLost, match=r"character type C\) does not lower-case Đ"):
        prepare(administrator, "lossy", PASSWORDS)


def test_the_missing_rights_are_named(administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute("CREATE ROLE weak LOGIN PASSWORD 'x' CREATEDB")
    with pytest.raises(RolesError, match=r"lacks CREATEROLE.*DATABASE_OWNER_URL, DATABASE_APP_URL"):
        prepare(administrator.with_(user="weak", password="x"), "other", PASSWORDS)


def test_an_administrator_need_not_be_a_superuser(administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute("CREATE ROLE steward LOGIN PASSWORD 'x' CREATEDB CREATEROLE")
        cursor.execute("DROP DATABASE IF EXISTS found WITH (FORCE); ")
        cursor.execute("DROP DATABASE IF EXISTS lossy")
        cursor.execute("DROP DATABASE house WITH (FORCE)")
        for role in Role:
            cursor.execute(f"DROP ROLE {role.value}")
    steward = administrator.with_(user="steward", password="x")
    addresses = prepare(steward, "house", PASSWORDS)
    assert prepare(steward, "house", PASSWORDS) == addresses
    with connection(addresses.owner) as cursor:
        cursor.execute("CREATE SCHEMA t_1; CREATE TABLE t_1.page ()")
    with connection(addresses.application) as cursor:
        cursor.execute("SELECT * FROM t_1.page")


def test_a_portals_role_that_is_a_superuser_is_refused(administrator: DatabaseAddress) -> None:
    with connection(administrator) as cursor:
        cursor.execute("ALTER ROLE portal_app SUPERUSER")
        try:
            with pytest.raises(RolesError, match="portal_app is a superuser"):
                prepare(administrator, "house", PASSWORDS)
        finally:
            cursor.execute("ALTER ROLE portal_app NOSUPERUSER")


def test_a_server_that_is_not_there_is_told() -> None:
    with (
        pytest.raises(RolesError, match=r"No connection to the database x on 127.0.0.1:1"),
        connection(DatabaseAddress("x", host="127.0.0.1", port=1)),
    ):
        pass


def test_given_addresses_are_taken_as_they_are() -> None:
    given = given_addresses(URLS)
    assert given
    assert given.environment() == URLS
    assert given_addresses({}) is None


def test_addresses_are_given_together() -> None:
    with pytest.raises(
        RolesError, match="DATABASE_APP_URL, DATABASE_READER_URL, DATABASE_INTAKE_URL must be set too"
    ):
        given_addresses({"DATABASE_OWNER_URL": URLS["DATABASE_OWNER_URL"]})


@pytest.mark.parametrize(("named", "used"), [("portal", "portal"), ("postgres", DEFAULT_DATABASE)])
def test_a_maintenance_database_is_never_used(named: str, used: str) -> None:
    assert database_name(DatabaseAddress(named)) == used


def test_passwords_are_kept_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_STATE_HOME", str(tmp_path / "state"))
    first = role_passwords(DatabaseAddress(host="a"))
    assert role_passwords(DatabaseAddress(host="a", name="b")) == first
    assert role_passwords(DatabaseAddress(host="b")) != first
    assert len(set(first.values())) == len(Role)
    assert set(passwords_in(tmp_path / "x.json")) == set(Role)


def test_the_command_line_prints_the_addresses(
    administrator: DatabaseAddress,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORTAL_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("DATABASE_URL", administrator.with_(name="house").to_url())
    assert main() == 0
    lines = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert set(lines) == set(URLS)
    with connection(DatabaseAddress.from_url(lines["DATABASE_READER_URL"])) as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_reader",)


def test_the_command_line_tells_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert main() == 1
    assert "postgresql://" in capsys.readouterr().err
    monkeypatch.delenv("DATABASE_URL")
    assert main() == 2

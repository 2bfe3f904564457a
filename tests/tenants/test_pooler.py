"""Behind a real PgBouncer in transaction mode: public reading works, and whatever works for tenants refuses to begin."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import psycopg2
import pytest
from django.db import connections

from tenants.context import tenant_context
from tenants.database_url import DatabaseAddress
from tenants.errors import PooledConnection
from tenants.models import Tenant
from tenants.resolver import HostResolver
from tenants.roles import RoleAddresses

pytestmark = [
    pytest.mark.needs("pgbouncer"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.portal_database("demo"),
]

CONFIG = """[databases]
{name} = host={host} port={port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = plain
auth_file = {users}
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = extra_float_digits,options
logfile =
pidfile =
"""


@pytest.fixture
def pooled(database_addresses: RoleAddresses, tmp_path: Path) -> Iterator[RoleAddresses]:
    """The same addresses, through PgBouncer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    owner = database_addresses.owner
    folder = Path("/tmp") / f"cx-pooler-{os.getpid()}"
    folder.mkdir(mode=0o755)
    users = folder / "users.txt"
    roles = [getattr(database_addresses, role.name) for role in fields(database_addresses)]
    users.write_text("".join(f'"{one.user}" "{one.password}"\n' for one in roles))
    config = folder / "pgbouncer.ini"
    config.write_text(
        CONFIG.format(name=owner.name, host=owner.host, port=owner.port, listen=port, users=users)
    )
    as_nobody = {"user": pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else {}
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    running = subprocess.Popen(
        [program, str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_nobody
    )
    try:
        _wait(port)
        yield RoleAddresses(*(one.with_(host="127.0.0.1", port=port) for one in roles))
    finally:
        running.terminate()
        running.wait(10)
        shutil.rmtree(folder)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, "PgBouncer does not start."
            time.sleep(0.05)
        else:
            return


def through(alias: str, address: DatabaseAddress) -> None:
    connections[alias].close()
    values = {
        "HOST": address.host,
        "PORT": str(address.port),
        "USER": address.user,
        "PASSWORD": address.password,
    }
    connections[alias].settings_dict.update(values)


@pytest.fixture(autouse=True)
def _directly_afterwards() -> Iterator[None]:
    kept = {alias: dict(connections[alias].settings_dict) for alias in ("default", "reader")}
    yield
    for alias, values in kept.items():
        connections[alias].close()
        connections[alias].settings_dict.update(values)


def test_without_the_guard_a_pooler_does_serve_another_tenants_rows(pooled: RoleAddresses) -> None:
    """Why it is refused: two clients, one session behind both, and the schema that the other one set."""
    one, other = (psycopg2.connect(**pooled.application.connect_arguments()) for _ in range(2))
    seen = set()
    try:
        for connected, schema in ((one, "t_16522_2025"), (other, "t_10507_2025")):
            connected.autocommit = True
            with connected.cursor() as cursor:
                cursor.execute(f"SET search_path = {schema}")
        for _ in range(20):
            with one.cursor() as cursor:
                cursor.execute("SELECT current_schema()")
                seen.add(cursor.fetchone()[0])
    finally:
        one.close()
        other.close()
    assert "t_10507_2025" in seen


def test_a_process_that_works_for_tenants_stops_with_a_sentence(pooled: RoleAddresses) -> None:
    tenant = Tenant.objects.with_code("16522").get()
    through("default", pooled.application)
    with pytest.raises(PooledConnection, match="pooler"), tenant_context(tenant):
        Tenant.objects.count()
    with pytest.raises(PooledConnection):
        connections["default"].ensure_connection()


def test_public_reading_may_use_it(
    pooled: RoleAddresses, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sites.releases.models import Release

    through("reader", pooled.reader)
    monkeypatch.setattr("tenants.resolver._alias", lambda: "reader")
    resolver = HostResolver()
    for host, code in (
        ("quangphu.thanhhoa.localhost", "16522"),
        ("thanhdong.haiphong.localhost", "10507"),
    ) * 5:
        found = resolver.resolve(host)
        assert found is not None
        assert found.schema_name == f"t_{code}_2025"
        items = Release.objects.using("reader").filter(tenant_id=found.tenant_id)
        assert items.exists()
        assert not items.exclude(tenant_id=found.tenant_id).exists()
        resolver.clear()

"""Which PostgreSQL server serves this process: the operator's, or the embedded one while it is needed.

Three ways, the first that is given: `DATABASE_OWNER_URL`, `DATABASE_APP_URL`, `DATABASE_READER_URL` and
`DATABASE_INTAKE_URL` name the roles' own addresses, and nothing is made; `DATABASE_URL` names an administrator's, and roles
and database are made there; otherwise the embedded server is started, and stopped when its last user has
gone.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tenants.database_url import DatabaseAddress
from tenants.embedded import Cluster, Profile
from tenants.letters import refuse_lost_letters
from tenants.roles import (
    DEFAULT_DATABASE,
    Role,
    RoleAddresses,
    connection,
    database_name,
    given_addresses,
    passwords_in,
    prepare,
    role_passwords,
)


@dataclass(frozen=True)
class Server:
    """A running server that we administer.

    Attributes:
        administrator: its administrator's address.
        passwords: of the four roles.
        cluster: the embedded server; None when it is the operator's.
    """

    administrator: DatabaseAddress
    passwords: Mapping[Role, str]
    cluster: Cluster | None

    def prepare(self, name: str) -> RoleAddresses:
        """Make the roles and a database, see `tenants.roles.prepare`."""
        return prepare(self.administrator, name, self.passwords)


@contextmanager
def administered_server(profile: Profile) -> Iterator[Server]:
    """The server of `DATABASE_URL`, or the embedded one for as long as the block runs.

    Raises:
        DatabaseUrlError: `DATABASE_URL` is not an address.
        EmbeddedError: the embedded server does not start.
        StateError: there is no place for its data.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url:
        administrator = DatabaseAddress.from_url(url)
        yield Server(administrator, role_passwords(administrator), None)
        return
    cluster = Cluster.of(profile)
    with cluster.lease() as administrator:
        yield Server(administrator, passwords_in(cluster.secrets), cluster)


@contextmanager
def portal_database(profile: Profile) -> Iterator[tuple[RoleAddresses, Cluster | None]]:
    """The portals' database, ready for the four roles, and the embedded server if it is one.

    Raises:
        RolesError: roles or database cannot be made.
        LettersLost: the database loses Vietnamese letters.
    """
    given = given_addresses()
    if given:
        with connection(given.owner) as cursor:
            refuse_lost_letters(cursor)
        yield given, None
        return
    with administered_server(profile) as server:
        name = DEFAULT_DATABASE if server.cluster else database_name(server.administrator)
        yield server.prepare(name), server.cluster

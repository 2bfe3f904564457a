"""Addresses of databases: from the text that an environment variable carries to Django's settings, and back.

The form is libpq's (PostgreSQL manual, "Connection URIs"): `postgresql://user:password@host:port/name?sslmode=…`.
A unix socket stands in the query: `postgresql://user:password@/name?host=/run/postgresql`.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres")
DEFAULT_PORT = 5432

# What libpq lets the query carry and a portal has a use for. A misspelt word must not pass unnoticed.
ADDRESS_PARAMETERS = frozenset({"host", "port", "user", "password", "dbname"})
LIBPQ_OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "client_encoding",
        "connect_timeout",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)


class DatabaseUrlError(ValueError):
    """The address of a database is not one; the message says what is wrong and repeats no password."""


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a database is and who connects.

    Attributes:
        name: the database; may be empty in an administrator's address.
        user: the role; empty means the operating system's user.
        password: empty where the server needs none.
        host: a host name, or the folder of a unix socket; empty means libpq's default socket.
        port: TCP port, or the number in the socket's file name.
        options: further libpq parameters, such as `sslmode`.
    """

    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = DEFAULT_PORT
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_url(cls, url: str) -> "DatabaseAddress":
        """Read an address.

        Raises:
            DatabaseUrlError: a scheme other than postgresql, a port that is no port, an unknown parameter.
        """
        parts = _split(url)
        query = _query(parts.query)
        user = query.pop("user", unquote(parts.username or ""))
        password = query.pop("password", unquote(parts.password or ""))
        host = query.pop("host", unquote(parts.hostname or ""))
        port = _port(query.pop("port", ""), parts)
        name = query.pop("dbname", unquote(parts.path.removeprefix("/")))
        if "/" in name:
            raise DatabaseUrlError(
                f"The database's name {name!r} contains a slash; write it as %2F if it is meant."
            )
        return cls(name, user, password, host, port, tuple(query.items()))

    def to_url(self) -> str:
        """The same address as text; a socket's folder goes to the query, where libpq looks for it."""
        login = quote(self.user, safe="")
        if self.password:
            login += ":" + quote(self.password, safe="")
        query = dict(self.options)
        if self.host.startswith("/"):
            place = ""
            query["host"] = self.host
            if self.port != DEFAULT_PORT:
                query["port"] = str(self.port)
        else:
            host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
            place = f"{host}:{self.port}" if self.host and self.port != DEFAULT_PORT else host
        at = f"{login}@" if login else ""
        text = f"postgresql://{at}{place}/{quote(self.name, safe='')}"
        return text + ("?" + urlencode(query, quote_via=quote, safe="/") if query else "")

    def with_(self, **changes: Any) -> "DatabaseAddress":
        """A copy with some parts changed."""
        return replace(self, **changes)

    def connect_arguments(self) -> dict[str, Any]:
        """Keyword arguments for `psycopg2.connect`."""
        arguments: dict[str, Any] = {
            "dbname": self.name or "postgres",
            "port": self.port,
            "connect_timeout": 10,
            **dict(self.options),
        }
        for key, value in (("user", self.user), ("password", self.password), ("host", self.host)):
            if value:
                arguments[key] = value
        return arguments

    def place(self) -> str:
        """Where it is, for messages: no password."""
        where = self.host or "the default socket"
        return f"{self.name or 'postgres'} on {where}" + (
            "" if self.host.startswith("/") else f":{self.port}"
        )


def parse(url: str) -> dict[str, Any]:
    """Django's settings of a connection: `NAME`, `USER`, `PASSWORD`, `HOST`, `PORT`, `OPTIONS`; no `ENGINE`.

    Raises:
        DatabaseUrlError: the address is not a PostgreSQL address, or names no database.
    """
    address = DatabaseAddress.from_url(url)
    if not address.name:
        raise DatabaseUrlError(
            "The database's address names no database: write it as postgresql://user@host/NAME."
        )
    return {
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": str(address.port),
        "OPTIONS": dict(address.options),
    }


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise DatabaseUrlError(f"The database's address cannot be read: {error}.") from None
    if parts.scheme not in SCHEMES:
        raise DatabaseUrlError(
            f"The database's address begins with {parts.scheme or 'no scheme'!r}; allowed is postgresql://…"
        )
    if parts.fragment:
        raise DatabaseUrlError("The database's address contains '#'; in a password write it as %23.")
    return parts


def _query(text: str) -> dict[str, str]:
    query = dict(parse_qsl(text, keep_blank_values=True))
    unknown = sorted(set(query) - ADDRESS_PARAMETERS - LIBPQ_OPTIONS)
    if unknown:
        allowed = ", ".join(sorted(ADDRESS_PARAMETERS | LIBPQ_OPTIONS))
        raise DatabaseUrlError(
            f"The database's address has an unknown parameter {unknown[0]!r}; allowed are {allowed}."
        )
    return query


def _port(given: str, parts: SplitResult) -> int:
    try:
        port = int(given) if given else DEFAULT_PORT if parts.port is None else parts.port
    except ValueError:
        raise DatabaseUrlError(
            "The port in the database's address is not a number from 1 to 65535."
        ) from None
    if not 1 <= port <= 65535:
        raise DatabaseUrlError("The port in the database's address is not a number from 1 to 65535.")
    return port

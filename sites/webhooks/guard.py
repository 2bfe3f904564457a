"""Where webhooks may connect to: the public Internet, and the networks that the operator has opened.

The name is resolved, every address it has is checked, and the connection goes to a checked address, not to the name: between
the check and the connection nobody can lead it elsewhere (DNS rebinding). Networks: the special-purpose registries of IANA (RFC 6890 and updates).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import httpcore

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_RESERVED_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_IPV6 = IPv6Network("2000::/3")
# Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112, SRv6. They carry or stand for other networks.
_RESERVED_IPV6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class ForbiddenAddress(httpcore.ConnectError):
    """A host has an address in a network that webhooks may not reach."""


class UnknownHost(httpcore.ConnectError):
    """A host's name has no address."""


class UnusableUrl(ValueError):
    """A text is no address that messages can be sent to; `reason` is one of the keys of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Guard:
    """The networks that are open beside the public Internet; by them alone plain HTTP is allowed too."""

    open_networks: tuple[Network, ...] = field(default=())

    @classmethod
    def of(cls, networks: Iterable[str]) -> Guard:
        """A guard that opens these networks, in CIDR notation.

        Raises:
            ValueError: one is none.
        """
        return cls(tuple(ip_network(text.strip()) for text in networks))

    def allows(self, address: Address) -> bool:
        """Whether a connection to an address is allowed."""
        return self.is_opened(address) or is_public(address)

    def is_opened(self, address: Address) -> bool:
        """Whether an address lies in a network that the operator has opened."""
        return any(address in network for network in self.open_networks)

    def check_url(self, url: str) -> None:
        """Refuse what cannot be meant, before anything is resolved.

        Raises:
            UnusableUrl: no absolute address; a user or password in it; plain HTTP or an odd port where nothing is opened; a forbidden address
                in figures.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise UnusableUrl("syntax") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or not url.isascii():
            raise UnusableUrl("syntax")
        if parts.username or parts.password:
            raise UnusableUrl("password")
        if not self.open_networks and parts.scheme != "https":
            raise UnusableUrl("scheme")
        if port is not None and port < 1024 and port not in {80, 443}:
            raise UnusableUrl("port")
        literal = literal_address(parts.hostname)
        if literal is not None and not self.allows(literal):
            raise UnusableUrl("network")
        if parts.scheme == "http" and literal is not None and not self.is_opened(literal):
            raise UnusableUrl("scheme")

    async def resolve(self, host: str, port: int, secure: bool) -> list[str]:
        """The addresses of a host, all of them allowed.

        Parameters:
            secure: whether the connection will be encrypted; plain HTTP leads to opened networks only.

        Raises:
            UnknownHost: it has none.
            ForbiddenAddress: one of them is not allowed. One is enough, or the others would only be the bait.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnknownHost(host) from error
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for text in addresses:
            address = ip_address(text)
            if not self.allows(address) or not (secure or self.is_opened(address)):
                raise ForbiddenAddress(host)
        if not addresses:
            raise UnknownHost(host)
        return addresses


def is_public(address: Address) -> bool:
    """Whether an address is one of the public Internet: in no special-purpose network, and carrying no other address."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _RESERVED_IPV4)
    return address in _GLOBAL_IPV6 and not any(address in network for network in _RESERVED_IPV6)


def literal_address(host: str) -> Address | None:
    """The address that a host's text is; None for a name. Also the old notations that resolvers take (`0x7f.1`, `2130706433`)."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens httpcore's connections, to checked addresses only. The certificate is still checked against the name."""

    def __init__(self, guard: Guard, secure: bool) -> None:
        self._guard, self._secure = guard, secure
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of the host's addresses.

        Raises:
            UnknownHost, ForbiddenAddress: as `Guard.resolve`.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of them answers.
        """
        addresses = await self._guard.resolve(host, port, self._secure)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or UnknownHost(host)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no file of this machine is a receiver."""
        raise ForbiddenAddress(path)

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts to connect."""
        await self._backend.sleep(seconds)

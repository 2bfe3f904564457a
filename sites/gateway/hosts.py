"""Which portal a host is, as the gateway knows it: asked in a thread of its own, remembered for half a second."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.conf import settings

from sites.api.output import UnknownVoice, Voice, voice_of
from tenants.hosts import InvalidHost, normalise, split_port
from tenants.resolver import resolver

KEEP_SECONDS = 0.5
"""The resolver itself asks the registry every half second: a suspension is seen here within one."""

MOST_HOSTS = 20_000


@dataclass(frozen=True, slots=True)
class KnownPortal:
    """A portal that answers under a host, as its own canonical one."""

    tenant_id: UUID
    voice: Voice


class Hosts:
    """The process's memory of hosts. What is no portal's own host (unknown, suspended, an old name) is None: Django answers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hosts")
        self._entries: OrderedDict[str, tuple[float, KnownPortal | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[KnownPortal | None]] = {}

    async def portal(self, host: str) -> KnownPortal | None:
        """The portal under a `Host` header's value."""
        entry = self._entries.get(host)
        if entry is not None and self._clock() - entry[0] < KEEP_SECONDS:
            return entry[1]
        asking = self._asking.get(host)
        if asking is None:
            asking = asyncio.ensure_future(self._ask(host))
            self._asking[host] = asking
            asking.add_done_callback(lambda done: self._asking.pop(host, None))
        return await asyncio.shield(asking)

    async def in_thread(self, act: Callable[..., Any], *arguments: Any) -> Any:
        """Run something short in the thread that asks for hosts."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *arguments)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, host: str) -> KnownPortal | None:
        begun = self._clock()
        found: KnownPortal | None = await self.in_thread(known_portal, host)
        self._entries[host] = (begun, found)
        self._entries.move_to_end(host)
        while len(self._entries) > MOST_HOSTS:
            self._entries.popitem(last=False)
        return found


def known_portal(host: str) -> KnownPortal | None:
    """What the registry says of a host; None for what only Django knows how to answer."""
    try:
        name = normalise(split_port(host)[0])
    except InvalidHost:
        return None
    found = resolver.resolve(name)
    if found is None or not found.state.is_public or not found.is_canonical:
        return None
    try:
        return KnownPortal(found.tenant_id, voice_of(found.tenant_id))
    except UnknownVoice:
        return None


class Clients:
    """Who asks: the host they mean and their address, as far as the proxy in front is trusted to say."""

    def __init__(self) -> None:
        self._networks = [
            ip_network(each.strip()) for each in settings.PORTAL_TRUSTED_PROXIES if each.strip()
        ]
        self._trusted: dict[str, bool] = {}

    def host(self, peer: str, headers: dict[bytes, bytes]) -> str:
        """The host that is asked for, the same as `tenants.middleware` would take."""
        forwarded = headers.get(b"x-forwarded-host", b"")
        if forwarded and self.is_trusted(peer):
            return forwarded.rsplit(b",", 1)[-1].strip().decode("latin-1")
        return headers.get(b"host", b"").decode("latin-1")

    def address(self, peer: str, headers: dict[bytes, bytes]) -> str:
        """The client's address: what a trusted proxy names last, else the peer's."""
        forwarded = headers.get(b"x-forwarded-for", b"")
        if forwarded and self.is_trusted(peer):
            return forwarded.rsplit(b",", 1)[-1].strip().decode("latin-1")
        return peer

    def is_trusted(self, peer: str) -> bool:
        """Whether a peer is one of the proxies of ours; a Unix socket has no address and is."""
        known = self._trusted.get(peer)
        if known is None:
            known = self._trusted[peer] = self._is_in_networks(peer)
            if len(self._trusted) > MOST_HOSTS:
                self._trusted.clear()
        return known

    def _is_in_networks(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return not peer
        return any(address in network for network in self._networks)

"""From stored releases to what is sent: the registry's names and addresses are put in front of the stored JSON.

A release says nothing of host, port or name of its portal, because these begin and end with a day or with a setting.
The stored text is passed on as it is; no JSON is parsed on the way.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sites.releases.fields import canonical_json
from tenants.errors import TenantError
from tenants.models import Tenant
from tenants.origins import public_origin
from tenants.resolver import ResolvedHost, resolver


@dataclass(frozen=True)
class Voice:
    """A portal as the source of items: where it is and what it is called today."""

    tenant_id: UUID
    code: str
    name: str
    origin: str

    @cached_property
    def stamp(self) -> str:
        """Changes when its name or address does; part of every entity tag."""
        return hashlib.blake2s(f"{self.origin}\n{self.code}\n{self.name}".encode(), digest_size=4).hexdigest()

    @cached_property
    def opening(self) -> str:
        """The `source` of an item up to its address."""
        shape = {"portal": str(self.tenant_id), "code": self.code, "name": self.name}
        return f'"source":{canonical_json(shape)[:-1]},"url":'

    def shape(self, path: str) -> dict[str, str]:
        """The `source` of an item."""
        return {
            "portal": str(self.tenant_id),
            "code": self.code,
            "name": self.name,
            "url": self.origin + path,
        }


class UnknownVoice(TenantError):
    """A release belongs to a tenant that has no name or no address today."""


_voices: dict[UUID, tuple[ResolvedHost, Voice]] = {}


def voice_of(tenant_id: UUID) -> Voice:
    """The portal as a source; remembered for as long as the registry says the same.

    Raises:
        UnknownVoice: there is no such tenant, or it has no host or no name today.
    """
    found = resolver.of_tenant(tenant_id)
    if found is None or found.canonical_host is None:
        raise UnknownVoice(f"Tenant {tenant_id} has no address today.")
    remembered = _voices.get(tenant_id)
    if remembered is not None and remembered[0] is found:
        return remembered[1]
    tenant = found.tenant()
    identity = tenant.identity()
    voice = Voice(tenant_id, identity.code, identity.name, public_origin(tenant))
    _voices[tenant_id] = (found, voice)
    return voice


def voice_or_none(tenant_id: UUID) -> Voice | None:
    """The portal as a source; None for one that has no address or name today."""
    try:
        return voice_of(tenant_id)
    except UnknownVoice:
        return None


def name_of(tenant_id: UUID) -> str:
    """How the portal is called; empty for one that has no address or name today."""
    voice = voice_or_none(tenant_id)
    return voice.name if voice else ""


def item_json(stored: str, path: str, voice: Voice) -> str:
    """An item as it is sent: the stored object with `url` and `source` put in front."""
    url = json.dumps(voice.origin + path, ensure_ascii=False)
    return f'{{"url":{url},{voice.opening}{url}}},{stored[1:]}'


def only(item: str, members: Collection[str]) -> str:
    """A finished item with these members and its key alone."""
    shape: dict[str, Any] = json.loads(item)
    return canonical_json({name: value for name, value in shape.items() if name == "id" or name in members})


def items_json(items: list[str], next_page: str | None) -> bytes:
    """A page of items."""
    return f'{{"items":[{",".join(items)}],"next":{json.dumps(next_page)}}}'.encode()


def summary_of(stored: str | dict[str, Any], path: str, tenant_id: UUID) -> dict[str, Any]:
    """An item's summary as an object, for callers that add to it (search)."""
    summary = json.loads(stored) if isinstance(stored, str) else stored
    voice = voice_of(tenant_id)
    return {**summary, "url": voice.origin + path, "source": voice.shape(path)}


def origin_or_none(tenant: Tenant | None) -> str | None:
    """Where a portal is; None for one that has no address today."""
    try:
        return public_origin(tenant) if tenant is not None else None
    except TenantError:
        return None

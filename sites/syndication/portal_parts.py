"""What a portal's identity says of what it was sent: notices of the province, emergency notices, neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from sites.api.output import Voice, summary_of, voice_or_none
from sites.releases.purge import item_key, portal_key, sent_key
from sites.syndication.enums import Kind, Place
from sites.syndication.models import Dispatch
from sites.syndication.neighbours import neighbours
from sites.syndication.released import Sent, released
from sites.syndication.scope import READER, Pair, Reach, shown
from tenants.enums import TenantKind
from tenants.models import Tenant

Shape = dict[str, Any]
MOST_NOTICES = 20
MOST_KEYS = 40
"""Items that a cached answer is named by one by one; where there are more it is named by their senders."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sent item that a portal's citizens can read: how it came, its public form, its sender's voice."""

    reach: Reach
    sent: Sent
    voice: Voice


@dataclass(frozen=True)
class Received:
    """What a commune's citizens can read of what it was sent, each item once, the latest sent first.

    Attributes:
        keys: by which caches of ours are told to forget what is made of it.
        until: when the first of it is over by itself; None where nothing is.
    """

    items: tuple[Shown, ...] = ()
    keys: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def pairs(self) -> list[Pair]:
        """Senders and items."""
        return [each.reach.pair for each in self.items]


def received(tenant: Tenant) -> Received:
    """What this portal's citizens can read of what it was sent; nothing for a portal that is no commune's."""
    if tenant.kind != TenantKind.COMMUNE:
        return Received()
    reaches = shown(tenant.pk)
    public = released([each.pair for each in reaches], READER)
    once: dict[Pair, Shown] = {}
    for reach in sorted(reaches, key=_weight):
        voice = voice_or_none(reach.sender_id)
        if reach.pair in public and voice is not None:
            once.setdefault(reach.pair, Shown(reach, public[reach.pair], voice))
    items = sorted(once.values(), key=lambda each: each.reach.sent_at, reverse=True)
    return Received(tuple(items), (portal_key(tenant.pk), *_keys(tenant, reaches)), first_end(reaches))


def first_end(reaches: Iterable[Reach | Dispatch]) -> datetime | None:
    """When the first of these is over by itself."""
    return min((each.ends_at for each in reaches if each.ends_at), default=None)


def _weight(reach: Reach) -> tuple[bool, bool]:
    """Of one item that was sent twice, how it is shown: urgent before placed at the top before the rest."""
    return reach.kind != Kind.EMERGENCY, reach.place != Place.TOP


def _keys(tenant: Tenant, reaches: list[Reach]) -> list[str]:
    province = tenant.identity().parent_id
    sending = [sent_key(province)] if province else []
    items = sorted({item_key(each.item_id) for each in reaches})
    if len(items) > MOST_KEYS:
        items = sorted({portal_key(each.sender_id) for each in reaches})
    return sending + items


@dataclass(frozen=True)
class Parts:
    """The members of `portal/` that come from other portals, with what caches need."""

    shape: Shape
    keys: tuple[str, ...] = ()
    until: datetime | None = None


def portal_parts(tenant: Tenant) -> Parts:
    """These members for a portal."""
    if tenant.kind == TenantKind.PROVINCE:
        own, until = _own_emergencies(tenant)
        return Parts(_shape(emergency=own), (sent_key(tenant.pk),), until)
    if tenant.kind != TenantKind.COMMUNE:
        return Parts(_shape())
    found = received(tenant)
    notices = [each for each in found.items if each.reach.kind != Kind.EMERGENCY]
    notices.sort(key=lambda each: each.reach.place != Place.TOP)
    of_province = tenant.identity().parent_id
    shape = _shape(
        emergency=[
            _emergency(each.sent, each.voice, each.reach)
            for each in found.items
            if each.reach.kind == Kind.EMERGENCY
        ],
        province_notices=[_notice(each) for each in notices if each.reach.sender_id == of_province],
        offered_by_neighbours=[_notice(each) for each in notices if each.reach.sender_id != of_province],
        neighbours=_neighbours(tenant),
    )
    return Parts(shape, found.keys, found.until)


def _shape(
    emergency: Iterable[Shape] = (),
    province_notices: Iterable[Shape] = (),
    offered_by_neighbours: Iterable[Shape] = (),
    neighbours: Iterable[Shape] = (),
) -> Shape:
    return {
        "emergency": list(emergency),
        "province_notices": list(province_notices)[:MOST_NOTICES],
        "offered_by_neighbours": list(offered_by_neighbours)[:MOST_NOTICES],
        "neighbours": list(neighbours),
    }


def _own_emergencies(province: Tenant) -> tuple[list[Shape], datetime | None]:
    """A province shows on its own portal what it sends urgently, to whomever it sends it."""
    columns = (
        "id",
        "sender_id",
        "item_id",
        "kind",
        "level",
        "ends_at",
        "sent_at",
    )  # what the reader may read
    sent = Dispatch.objects.using(READER).active().only(*columns).order_by("-sent_at")
    urgent = list(sent.filter(sender_id=province.pk, kind=Kind.EMERGENCY))
    public = released([each.pair for each in urgent], READER)
    once = {each.item_id: each for each in reversed(urgent) if each.pair in public}
    voice = voice_or_none(province.pk)
    if voice is None:
        return [], None
    shapes = [
        _emergency(public[province.pk, each.item_id], voice, each)
        for each in sorted(once.values(), key=lambda each: each.sent_at, reverse=True)
    ]
    return shapes, first_end(urgent)


def _emergency(sent: Sent, voice: Voice, said: Reach | Dispatch) -> Shape:
    return {
        "title": sent.title,
        "text": sent.summary,
        "url": voice.origin + sent.path,
        "level": said.level,
        "until": timezone.localtime(said.ends_at).isoformat() if said.ends_at else None,
        "source": voice.shape(sent.path),
    }


def _notice(each: Shown) -> Shape:
    summary = summary_of(each.sent.stored, each.sent.path, each.reach.sender_id)
    return {**summary, "placed": each.reach.place.value}


def _neighbours(tenant: Tenant) -> list[Shape]:
    linked = []
    for identity in neighbours(tenant, READER):
        voice = voice_or_none(identity.tenant_id)
        if voice is not None:
            linked.append({"code": identity.code, "name": identity.name, "url": f"{voice.origin}/"})
    return linked

"""Who receives what: computed from the tree in force whenever somebody reads, never stored.

A province reaches the communes whose parent it is that day; a commune reaches, with offers to units it named, the communes that have
the same parent that day. So whoever moved is at once out, and nobody of another province is ever in. What is withdrawn, or over, or
whose sender is not in service, reaches nobody. Written as SQL with names of tables in full: the public reader's connection and the
application's read the same, and each part is found by an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from sites.syndication.enums import Answer, Kind, Place
from tenants.calendar_day import today
from tenants.enums import TenantKind, TenantState

READER = "reader"
Pair = tuple[UUID, UUID]
"""A sender and one of its items."""

_HOLDS = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
_OF_PROVINCE = f"""
FROM public.tenants_tenantidentity i
JOIN public.syndication_dispatch d ON d.sender_id = i.parent_id
JOIN public.tenants_tenant s ON s.id = d.sender_id AND s.kind = '{TenantKind.PROVINCE}'"""
_OF_SIBLINGS = f"""
FROM public.tenants_tenantidentity i
JOIN public.tenants_tenantidentity n ON n.parent_id = i.parent_id AND n.tenant_id <> i.tenant_id AND {_HOLDS.format("n")}
JOIN public.syndication_dispatch d ON d.sender_id = n.tenant_id AND d.kind = '{Kind.OFFERED}' AND d.audience = 'codes'
JOIN public.tenants_tenant s ON s.id = d.sender_id AND s.kind = '{TenantKind.COMMUNE}'"""
_COLUMNS = (
    "d.id, d.sender_id, d.item_id, d.kind, d.level, d.ends_at, d.sent_at, i.tenant_id, r.place, r.answer"
)
_REACHED = f"""
JOIN public.tenants_tenant t ON t.id = i.tenant_id AND t.kind = '{TenantKind.COMMUNE}' AND NOT t.is_copy
LEFT JOIN public.syndication_receipt r ON r.dispatch_id = d.id AND r.tenant_id = i.tenant_id
WHERE {_HOLDS.format("i")} AND NOT s.is_copy AND s.state = ANY(%(public)s)
AND (d.audience = 'all' OR (d.audience = 'types' AND i.unit_type = ANY(d.unit_types))
     OR (d.audience = 'codes' AND i.code = ANY(d.codes)))"""
_ACTIVE = " AND d.withdrawn_at IS NULL AND (d.ends_at IS NULL OR d.ends_at > %(now)s)"


@dataclass(frozen=True, slots=True)
class Reach:
    """One sent item at one receiver, with what the receiver made of it."""

    dispatch_id: UUID
    sender_id: UUID
    item_id: UUID
    kind: Kind
    level: int | None
    ends_at: datetime | None
    sent_at: datetime
    tenant_id: UUID
    place: Place
    answer: Answer

    @property
    def pair(self) -> Pair:
        """Its sender and item."""
        return self.sender_id, self.item_id

    @property
    def is_shown(self) -> bool:
        """Whether the receiver's citizens can read it: what is mandatory or urgent always, an offer once it is accepted as it is."""
        return self.kind != Kind.OFFERED or self.answer == Answer.ACCEPTED


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for; None means that it does not matter."""

    tenant_id: UUID | None = None
    dispatch_ids: tuple[UUID, ...] | None = None
    day: date | None = None
    now: datetime | None = None
    ended_too: bool = False

    def rows(self, using: str) -> list[Reach]:
        values: dict[str, Any] = {
            "day": self.day or today(),
            "now": self.now or timezone.now(),
            "public": [state.value for state in TenantState if state.is_public],
            "tenant": self.tenant_id,
            "dispatches": list(self.dispatch_ids or ()),
        }
        with connections[using].cursor() as cursor:
            cursor.execute(self._sql(), values)
            return sorted(map(_reach, cursor.fetchall()), key=lambda each: each.sent_at, reverse=True)

    def _sql(self) -> str:
        asked = "" if self.ended_too else _ACTIVE
        asked += " AND i.tenant_id = %(tenant)s" if self.tenant_id else ""
        asked += " AND d.id = ANY(%(dispatches)s::uuid[])" if self.dispatch_ids is not None else ""
        return " UNION ALL ".join(
            f"SELECT {_COLUMNS} {source} {_REACHED} {asked}" for source in (_OF_PROVINCE, _OF_SIBLINGS)
        )


def _reach(row: tuple[Any, ...]) -> Reach:
    dispatch_id, sender_id, item_id, kind, level, ends_at, sent_at, tenant_id, place, answer = row
    return Reach(
        dispatch_id,
        sender_id,
        item_id,
        Kind(kind),
        level,
        ends_at,
        sent_at,
        tenant_id,
        Place(place or Place.NORMAL),
        Answer(answer or Answer.NONE),
    )


def received(
    tenant_id: UUID, on: date | None = None, now: datetime | None = None, using: str = "default"
) -> list[Reach]:
    """What a commune is sent on a day (today) at an instant (now), the latest first; its offers with them, accepted or not."""
    return _Question(tenant_id=tenant_id, day=on, now=now).rows(using)


def shown(
    tenant_id: UUID, on: date | None = None, now: datetime | None = None, using: str = READER
) -> list[Reach]:
    """What of it its citizens can read. That the item is released is not asked here."""
    return [each for each in received(tenant_id, on, now, using) if each.is_shown]


def receivers(dispatch_id: UUID, on: date | None = None, *, ended_too: bool = False) -> list[Reach]:
    """The communes that a sent item reaches on a day (today).

    Parameters:
        ended_too: also of what is withdrawn or over, for the sender's board.
    """
    return _Question(dispatch_ids=(dispatch_id,), day=on, ended_too=ended_too).rows("default")


def reached_by(dispatch_ids: Iterable[UUID]) -> list[Reach]:
    """All communes that these sent items reach now."""
    return _Question(dispatch_ids=tuple(dispatch_ids)).rows("default")


def found(tenant_id: UUID, dispatch_id: UUID) -> Reach | None:
    """A sent item as this commune receives it now; None where it does not."""
    asked = _Question(tenant_id=tenant_id, dispatch_ids=(dispatch_id,))
    return next(iter(asked.rows("default")), None)

"""Random trees of provinces and communes in the registry, what they send each other, and a model's answer to who can read what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from hypothesis import strategies as st

from sites.releases.models import Release
from sites.syndication.models import Dispatch, Receipt
from tenants.calendar_day import today
from tenants.identity import new_id
from tenants.models import Host, Tenant, TenantIdentity

TYPES = ("xa", "phuong", "dac_khu")
DAYS = (-400, -1, 0, 5)
"""Days on which units move, and on which the answer is asked, from today."""


@dataclass
class Stay:
    """Under which province, and as what, a commune is from a day on."""

    begins: int
    parent: int
    unit_type: str


@dataclass
class Sending:
    """One dispatch: `sender` counts provinces first, then communes."""

    sender: int
    kind: str
    audience: str
    types: list[str]
    codes: list[int]
    withdrawn: bool
    ends_in_hours: int | None
    released: bool
    answers: dict[int, str]
    item_id: UUID = field(default_factory=uuid4)
    row: Any = None


@dataclass
class World:
    """Provinces by their states, communes by where they were when, and what was sent."""

    provinces: list[str]
    communes: list[list[Stay]]
    sendings: list[Sending]
    tenants: list[Tenant] = field(default_factory=list)

    # --- the model ------------------------------------------------------------------------------------------------
    def stay(self, commune: int, day: int) -> Stay | None:
        """Where a commune is on a day."""
        begun = [stay for stay in self.communes[commune] if stay.begins <= day]
        return begun[-1] if begun else None

    def reaches(self, sending: Sending, commune: int, day: int, hours: int = 0) -> bool:
        """Whether a commune is sent this, as the brief has it; written without a look at the program."""
        here = self.stay(commune, day)
        if here is None or sending.withdrawn:
            return False
        if sending.ends_in_hours is not None and sending.ends_in_hours <= hours:
            return False
        if not self._may_send_to(sending, commune, here, day):
            return False
        match sending.audience:
            case "all":
                return True
            case "types":
                return here.unit_type in sending.types
        return commune in sending.codes

    def _may_send_to(self, sending: Sending, commune: int, here: Stay, day: int) -> bool:
        count = len(self.provinces)
        if sending.sender < count:
            return here.parent == sending.sender and self.provinces[sending.sender] == "active"
        sibling = sending.sender - count
        there = self.stay(sibling, day)
        offers = sending.kind == "offered" and sending.audience == "codes"
        return offers and sibling != commune and there is not None and there.parent == here.parent

    def shows(self, sending: Sending, commune: int, day: int) -> bool:
        """Whether its citizens can read it."""
        accepted = sending.kind != "offered" or sending.answers.get(commune) == "accepted"
        return sending.released and accepted and self.reaches(sending, commune, day)

    # --- the rows -------------------------------------------------------------------------------------------------
    def write(self) -> None:
        """Write it into the registry, in the running transaction."""
        kinds = ["province"] * len(self.provinces) + ["commune"] * len(self.communes)
        states = [*self.provinces, *["active"] * len(self.communes)]
        self.tenants = [
            Tenant(
                id=new_id(),
                schema_name=f"t_{n:02}_2025" if kind == "province" else f"t_{n:05}_2025",
                kind=kind,
                state=state,
            )
            for n, (kind, state) in enumerate(zip(kinds, states, strict=True))
        ]
        Tenant.objects.bulk_create(self.tenants)
        Host.objects.bulk_create(
            Host(name=f"u{n}.world.test", tenant=tenant, is_canonical=True, valid_from=date(2025, 7, 1))
            for n, tenant in enumerate(self.tenants)
        )
        TenantIdentity.objects.bulk_create(self._identities())
        self._send()

    def commune(self, number: int) -> Tenant:
        """A commune's tenant."""
        return self.tenants[len(self.provinces) + number]

    def host(self, tenant: Tenant) -> str:
        """Where it answers."""
        return f"u{self.tenants.index(tenant)}.world.test"

    def _identities(self) -> list[TenantIdentity]:
        rows = [
            self._identity(self.tenants[n], f"{n:02}", "tinh", None, -500, None)
            for n in range(len(self.provinces))
        ]
        for number, stays in enumerate(self.communes):
            ends = [*(stay.begins for stay in stays[1:]), None]
            rows += [
                self._identity(
                    self.commune(number), self.code(number), stay.unit_type, stay.parent, stay.begins, end
                )
                for stay, end in zip(stays, ends, strict=True)
            ]
        return rows

    @staticmethod
    def code(commune: int) -> str:
        """A commune's code, which it keeps wherever it is."""
        return f"{commune + 90:05}"

    def _identity(
        self, tenant: Tenant, code: str, kind: str, parent: int | None, begins: int, ends: int | None
    ) -> TenantIdentity:
        return TenantIdentity(
            tenant=tenant,
            code=code,
            unit_type=kind,
            name=f"Đơn vị {code}",
            short_name=code,
            parent=None if parent is None else self.tenants[parent],
            valid_from=today() + timedelta(days=begins),
            valid_to=None if ends is None else today() + timedelta(days=ends),
        )

    def _send(self) -> None:
        now = timezone.now()
        for sending in self.sendings:
            sending.row = Dispatch(
                sender=self.tenants[sending.sender],
                item_id=sending.item_id,
                kind=sending.kind,
                audience=sending.audience,
                unit_types=sending.types if sending.audience == "types" else [],
                codes=[self.code(each) for each in sending.codes] if sending.audience == "codes" else [],
                ends_at=None
                if sending.ends_in_hours is None
                else now + timedelta(hours=sending.ends_in_hours),
                withdrawn_at=now if sending.withdrawn else None,
                sent_by="Trưởng ban",
                sent_by_id=new_id(),
            )
        Dispatch.objects.bulk_create(sending.row for sending in self.sendings)
        Receipt.objects.bulk_create(
            Receipt(
                dispatch=sending.row,
                tenant_id=self.commune(commune).pk,
                answer=answer,
                reason="Không phù hợp" if answer == "declined" else "",
            )
            for sending in self.sendings
            for commune, answer in sending.answers.items()
        )
        Release.objects.bulk_create(
            release_row(sending.row.sender_id, sending.item_id, now)
            for sending in self.sendings
            if sending.released
        )


def release_row(tenant_id: UUID, item_id: UUID, now: datetime) -> Release:
    """A released article, unsaved."""
    path = f"/tin-tuc/{item_id.hex}/"
    said = {
        "id": str(item_id), "type": "article", "language": "vi", "title": "Tin", "summary": "Tóm tắt", "path": path,
        "image": None, "category": None, "field": None, "section": None,
    }  # fmt: skip
    return Release(
        tenant_id=tenant_id,
        item_id=item_id,
        language="vi",
        type="article",
        path=path,
        title="Tin",
        published_at=now,
        updated_at=now,
        summary=said,
        full=said,
        etag=item_id.hex,
    )


@st.composite
def worlds(draw: Any, provinces: int = 3, communes: int = 4, sendings: int = 6) -> World:
    """A random world."""
    states = draw(
        st.lists(st.sampled_from(["active", "active", "suspended"]), min_size=2, max_size=provinces)
    )
    places = [
        _stays(draw, len(states)) for _number in range(draw(st.integers(min_value=2, max_value=communes)))
    ]
    senders = st.integers(0, len(states) + len(places) - 1)
    sent = [
        _sending(draw, senders, len(places), draw(st.integers(0, 2)))
        for _n in range(draw(st.integers(1, sendings)))
    ]
    return World(states, places, sent)


def _stays(draw: Any, provinces: int) -> list[Stay]:
    begins = sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1)))
    parents, types = st.integers(0, provinces - 1), st.sampled_from(TYPES)
    return [Stay(day, draw(parents), draw(types)) for day in begins]


def _sending(draw: Any, senders: Any, communes: int, form: int) -> Sending:
    audience = ("all", "types", "codes")[form]
    kind = draw(st.sampled_from(["mandatory", "offered", "emergency"]))
    ends = draw(st.sampled_from([None, -1, 3] if kind != "emergency" else [-1, 3]))
    answers = st.sampled_from(["", "accepted", "drafted", "declined"])
    return Sending(
        sender=draw(senders),
        kind=kind,
        audience=audience,
        types=draw(st.lists(st.sampled_from(TYPES), min_size=1, unique=True)),
        codes=draw(st.lists(st.integers(0, communes - 1), min_size=1, unique=True)),
        withdrawn=draw(st.sampled_from([False, False, True])),
        ends_in_hours=ends,
        released=draw(st.sampled_from([True, True, False])),
        answers=draw(st.dictionaries(st.integers(0, communes - 1), answers)),
    )

"""Seeing that nobody has changed a tenant's record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max

from cms.record.chain import START, Entry
from cms.record.models import RecordEntry, RecordLink
from cms.salts.models import Salt
from tenants.context import current_tenant


@dataclass(frozen=True)
class Anchor:
    """A place of the chain that somebody noted earlier, outside of this database: `12:ab34…`."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Return the anchor that `record verify` printed. Raises ValueError where `text` is none."""
        number, _colon, hash_ = text.strip().partition(":")
        if not number.isdigit() or len(hash_) != len(START):
            raise ValueError(
                f"{text!r} is no anchor; it is a number, a colon and 64 hexadecimal digits, as “record verify” prints."
            )
        return cls(int(number), hash_.lower())


@dataclass(frozen=True)
class Verified:
    """What was found.

    Attributes:
        entries: how many the chain has.
        head: its last place, to be noted outside; None for an empty record.
        faults: a sentence for each thing that is not as it was written.
    """

    entries: int
    head: Anchor | None
    faults: tuple[str, ...]


def verify(anchors: Iterable[Anchor] = ()) -> Verified:
    """Check the current tenant's record: every hash, every link, and what the tenant's own schema knows of it.

    A chain alone cannot tell that its end was cut off. The salts in the tenant's schema can, as far as their items have not been purged; an
    anchor noted elsewhere can always.
    """
    tenant = current_tenant().pk
    wanted = {anchor.number: anchor for anchor in anchors}
    faults: list[str] = []
    head: Anchor | None = None
    count = 0
    for entry, found in _walk(RecordLink.objects.of(tenant).entries()):
        faults += found
        head, count = Anchor(entry.number, entry.hash), count + 1
        anchor = wanted.pop(entry.number, None)
        if anchor is not None and anchor.hash != entry.hash:
            faults.append(f"entry {entry.number} is not the one that was noted as {anchor}")
    faults += [f"entry {number} was noted as {anchor} and is missing" for number, anchor in wanted.items()]
    faults += _outside_the_chain()
    faults += _unknown_to_the_record()
    return Verified(count, head, tuple(faults))


def _walk(entries: Iterator[Entry]) -> Iterator[tuple[Entry, list[str]]]:
    number, previous = 0, START
    for entry in entries:
        faults = []
        if entry.number != number + 1:
            faults.append(_missing(number + 1, entry.number - 1))
        elif entry.previous != previous:
            faults.append(f"entry {entry.number} does not follow entry {number}: one of them was replaced")
        if entry.hash != entry.expected_hash():
            faults.append(f"entry {entry.number} ({entry.id}) is not what was written")
        yield entry, faults
        number, previous = entry.number, entry.hash


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"


def _outside_the_chain() -> list[str]:
    """Rows of one table that the other does not have: the trigger writes both."""
    tenant = current_tenant().pk
    loose = RecordEntry.objects.filter(tenant_id=tenant, link__isnull=True).values_list("pk", flat=True)
    empty = RecordLink.objects.of(tenant).filter(entry__at__isnull=True).values_list("number", flat=True)
    return [
        *(f"{key} was added without a place in the chain" for key in loose),
        *(f"entry {number} has a place and no content" for number in empty),
    ]


def _unknown_to_the_record() -> list[str]:
    """Contents that were decided on, by the tenant's own schema, and that no entry speaks of."""
    tenant = current_tenant().pk
    salts = {salt.seal: salt for salt in Salt.objects.iterator()}
    known = set(
        RecordEntry.objects.filter(tenant_id=tenant)
        .exclude(seal="")
        .values_list("seal", flat=True)
        .distinct()
    )
    return [
        f"a decision on {salt.subject_id} (content {salt.digest[:12]}…) is no longer in the record"
        for seal, salt in salts.items()
        if seal not in known
    ]


def last_number() -> int:
    """Return how far the current tenant's chain goes, 0 where it is empty."""
    return RecordLink.objects.of(current_tenant().pk).aggregate(last=Max("number"))["last"] or 0

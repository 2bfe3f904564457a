"""Loading the register."""

from dataclasses import dataclass

from django.db import transaction

from tenants.models import Unit
from tenants.register.records import UnitRecord, former_units, published_units

_KEY = ["code", "valid_from"]
_REST = [
    "level",
    "unit_type",
    "name",
    "short_name",
    "slug",
    "parent_code",
    "valid_to",
    "instrument",
    "note",
    "ended_by",
    "successor_codes",
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load left behind: numbers of units, and the codes of units that the sources no longer have."""

    provinces: int
    communes: int
    former: int
    unlisted: tuple[str, ...]


def load_register() -> Loaded:
    """Load today's and former units, in one transaction and one statement; doing it again changes nothing.

    A unit that the sources no longer have stays: tenants may stand on it. It is reported.

    Raises:
        tenants.register.records.RegisterError: a source is not as expected; nothing is loaded then.
    """
    published = list(published_units())
    former = list(former_units())
    with transaction.atomic():
        Unit.objects.bulk_create(
            [_row(record) for record in published + former],
            update_conflicts=True,
            unique_fields=_KEY,
            update_fields=_REST,
        )
    known = {(record.code, record.valid_from) for record in published + former}
    stored = Unit.objects.values_list("code", "valid_from")
    return Loaded(
        provinces=sum(1 for record in published if len(record.code) == 2),
        communes=sum(1 for record in published if len(record.code) == 5),
        former=len(former),
        unlisted=tuple(sorted(code for code, start in stored if (code, start) not in known)),
    )


def _row(record: UnitRecord) -> Unit:
    return Unit(
        slug=record.slug,
        **record.model_dump(exclude={"successor_codes"}),
        successor_codes=list(record.successor_codes),
    )

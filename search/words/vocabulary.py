"""The synonyms in force for a portal: the product's, its province's, its own. A change counts with the next query."""

from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Max

from search.analysis.synonyms import Synonyms, standard_lines
from search.models import SynonymGroup
from tenants.calendar_day import today
from tenants.models import TenantIdentity

READER = "reader"


def synonyms_of(tenant_id: UUID, province_id: UUID | None = None) -> Synonyms:
    """The synonyms in force for a portal; `province_id` is that of the province it belongs to."""
    owners = tuple(sorted({tenant_id, *([province_id] if province_id else [])}, key=str))
    state = (
        SynonymGroup.objects.using(READER)
        .filter(owner_id__in=owners)
        .aggregate(groups=Count("id"), changed=Max("changed_at"), last=Max("id"))
    )
    return _read(owners, (state["groups"], state["changed"], state["last"]))


@lru_cache(maxsize=2_000)
def _read(owners: tuple[UUID, ...], state: tuple[object, ...]) -> Synonyms:
    """The synonyms of some owners in a state; another state is another entry, and the old one is forgotten."""
    if not state[0]:
        return _standard()
    groups = SynonymGroup.objects.using(READER).filter(owner_id__in=owners).order_by("id")
    return Synonyms.read([*standard_lines(), *groups.values_list("expressions", flat=True)])


@lru_cache(maxsize=1)
def _standard() -> Synonyms:
    return Synonyms.read(standard_lines())


def province_of(tenant_id: UUID) -> UUID | None:
    """The province that a commune belongs to today; None for a province and a former unit."""
    identities = TenantIdentity.objects.using(READER).on(today()).filter(tenant_id=tenant_id)
    return identities.values_list("parent_id", flat=True).first()

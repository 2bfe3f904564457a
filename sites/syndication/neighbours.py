"""Links between neighbours: which other communes of its province a commune's first page leads to."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from sites.releases import purge
from sites.releases.sharing import province_scope
from sites.syndication.models import Neighbour
from tenants.calendar_day import today
from tenants.guards import ensure_writable
from tenants.models import Tenant, TenantIdentity

MOST = 12
"""Links on a first page."""


def siblings(tenant: Tenant, using: str = "default") -> dict[str, UUID]:
    """The other communes of its province with a public portal, by code; none for who has no province."""
    province = tenant.identity().parent_id
    if province is None:
        return {}
    return {code: key for code, key in province_scope(province, using=using).items() if key != tenant.pk}


def neighbours(tenant: Tenant, using: str = "default") -> list[TenantIdentity]:
    """The neighbours that its first page links to today, by code: those chosen that are still of one province with it."""
    chosen = set(
        Neighbour.objects.using(using).filter(tenant_id=tenant.pk).values_list("neighbour_id", flat=True)
    )
    if not chosen:
        return []
    keys = chosen & set(siblings(tenant, using).values())
    return list(TenantIdentity.objects.using(using).on(today()).filter(tenant_id__in=keys).order_by("code"))


@transaction.atomic
def choose(tenant: Tenant, codes: Collection[str], by: str) -> None:
    """Link to these neighbours, and to no others.

    Parameters:
        codes: of communes of its province; at most 12.
        by: the name of who decides, for the record.

    Raises:
        ValueError: too many, or one that is no sibling.
        TenantReadOnly: the portal is an archive or closed.
    """
    ensure_writable(tenant)
    known = siblings(tenant)
    if len(set(codes)) > MOST or not set(codes) <= set(known):
        raise ValueError(f"At most {MOST} communes of the same province can be linked to.")
    wanted = {known[code] for code in codes}
    kept = Neighbour.objects.select_for_update().filter(tenant_id=tenant.pk)
    before = set(kept.values_list("neighbour_id", flat=True))
    kept.exclude(neighbour_id__in=wanted).delete()
    Neighbour.objects.bulk_create(
        [Neighbour(tenant_id=tenant.pk, neighbour_id=key, chosen_by=by) for key in sorted(wanted - before)],
        ignore_conflicts=True,
    )
    transaction.on_commit(lambda: purge.purge({purge.portal_key(tenant.pk)}), robust=True)

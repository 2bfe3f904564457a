"""Sharing upward: what of a commune its province shows too."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cms.regulation import registers
from sites.releases.enums import ReleaseType
from sites.releases.models import SharingRule
from tenants.calendar_day import today
from tenants.enums import TenantKind
from tenants.models import Tenant, TenantIdentity

SHARABLE_TYPES = frozenset({ReleaseType.ARTICLE, ReleaseType.DOCUMENT})
"""What a province can show of a commune; a commune's own pages, sections and contacts stay its own."""


def shared_by_default(category: str) -> bool:
    """What the platform decides where a commune decided nothing; the register of categories says it."""
    entry = registers.categories().get(category)
    return entry is not None and entry.shared_upward


def is_shared(tenant: Tenant, kind: str, category: str) -> bool:
    """Whether what is released now is shown by the province too: by the commune's rule, else by the platform's default."""
    if tenant.kind != TenantKind.COMMUNE or kind not in SHARABLE_TYPES:
        return False
    rule = (
        SharingRule.objects.filter(tenant_id=tenant.pk, category=category)
        .values_list("shared", flat=True)
        .first()
    )
    return shared_by_default(category) if rule is None else rule


def rules_of(tenant_id: UUID, categories: list[str]) -> dict[str, bool]:
    """For each of these categories whether it is shared."""
    given = dict(SharingRule.objects.filter(tenant_id=tenant_id).values_list("category", "shared"))
    return {category: given.get(category, shared_by_default(category)) for category in categories}


@transaction.atomic
def change_rules(tenant_id: UUID, rules: Mapping[str, bool], by: str) -> list[str]:
    """Decide for categories whether they are shared from now on; returns those that changed.

    Parameters:
        by: the name of who decided, for the record.
    """
    before = rules_of(tenant_id, list(rules))
    changed = [category for category, shared in rules.items() if before[category] != shared]
    for category in changed:
        SharingRule.objects.update_or_create(
            tenant_id=tenant_id,
            category=category,
            defaults={"shared": rules[category], "changed_at": timezone.now(), "changed_by": by},
        )
    return changed


def province_scope(province_id: UUID, on: date | None = None, using: str = "default") -> dict[str, UUID]:
    """The communes whose shared items a province shows: those under it in force on a day (today), by code.

    Computed from the identities in force, never from what an item once belonged to: a commune that moved to another province
    is at once no longer here, and one of another province never is.
    """
    public = Tenant.objects.public().filter(kind=TenantKind.COMMUNE)  # read with the query around it
    identities = (
        TenantIdentity.objects.using(using)
        .on(on or today())
        .filter(parent_id=province_id, tenant__in=public)
        .order_by("code")
    )
    return dict(identities.values_list("code", "tenant_id"))

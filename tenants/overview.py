"""Lists of tenants, read with one query."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from tenants.calendar_day import today
from tenants.models import Host, Tenant, TenantIdentity


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A tenant as a list shows it today."""

    id: UUID
    schema_name: str
    kind: str
    state: str
    code: str
    name: str
    unit_type: str
    parent_code: str | None
    host: str | None
    fingerprint: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def overview(province: str | None = None, state: str | None = None) -> list[TenantRow]:
    """All tenants by code, or those of a province (itself among them), or in a state."""
    day = today()
    latest = TenantIdentity.objects.filter(tenant=OuterRef("pk"), valid_from__lte=day).order_by("-valid_from")
    host = Host.objects.on(day).filter(tenant=OuterRef("pk"), is_canonical=True)
    parent = TenantIdentity.objects.filter(tenant=OuterRef("parent_id"), valid_from__lte=day).order_by(
        "-valid_from"
    )
    rows = Tenant.objects.annotate(
        code=Subquery(latest.values("code")[:1]),
        name=Subquery(latest.values("name")[:1]),
        unit_type=Subquery(latest.values("unit_type")[:1]),
        parent_id=Subquery(latest.values("parent_id")[:1]),
        host=Subquery(host.values("name")[:1]),
    ).annotate(parent_code=Subquery(parent.values("code")[:1]))
    if province is not None:
        rows = rows.filter(parent_code=province) | rows.filter(code=province)
    if state is not None:
        rows = rows.filter(state=state)
    names = list(TenantRow.__slots__)
    return [TenantRow(**row) for row in rows.order_by(F("code").asc(nulls_last=True)).values(*names)]

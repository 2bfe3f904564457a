"""What the tests of this room share: tenants that are made in a moment."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse

from tenants.acts import CreateTenant
from tenants.enums import TenantKind, TenantState, UnitType
from tenants.middleware import TenantMiddleware
from tenants.models import Host, Tenant, TenantIdentity
from tenants.provisioning import registry
from tenants.resolver import resolver

SINCE = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The process's memory of hosts belongs to a database; tests have many."""
    resolver.clear()
    yield
    resolver.clear()


@pytest.fixture
def register_tenant() -> Callable[..., Tenant]:
    """Enter a tenant in the registry, without a schema: enough for whatever reads the registry only."""

    def register(
        code: str = "16522",
        *hosts: str,
        name: str = "Phường Quảng Phú",
        unit_type: UnitType = UnitType.PHUONG,
        kind: TenantKind = TenantKind.COMMUNE,
        state: TenantState = TenantState.ACTIVE,
        parent: Tenant | None = None,
        since: date = SINCE,
    ) -> Tenant:
        tenant = Tenant.objects.create(schema_name=f"t_{code}_{since.year}", kind=kind, state=state)
        short_name = name.split(" ", 1)[1]
        TenantIdentity.objects.create(
            tenant=tenant,
            code=code,
            unit_type=unit_type,
            name=name,
            short_name=short_name,
            parent=parent,
            valid_from=since,
        )
        for position, host in enumerate(hosts):
            Host.objects.create(name=host, tenant=tenant, is_canonical=position == 0, valid_from=since)
        return tenant

    return register


@pytest.fixture
def create_tenant(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tenant]:
    """Make a tenant with its schema, its province first; what other rooms add to it is theirs to test."""
    monkeypatch.setattr(registry, "_entries", {})

    def create(code: str = "16522", host: str = "quangphu.test", **more: object) -> Tenant:
        if len(code) > 2 and not Tenant.objects.with_code("38").exists():
            CreateTenant(code="38", hosts=["thanhhoa.test"], by="test").execute()
        return CreateTenant(code=code, hosts=[host], by="test", **more).execute()  # type: ignore[arg-type]

    return create


@pytest.fixture
def ask(rf: object) -> Callable[..., HttpResponse]:
    """Send a request through the middleware; `view` answers it."""

    def answer(
        view: Callable[[HttpRequest], HttpResponse], path: str = "/", method: str = "get", **headers: str
    ):
        request = getattr(rf, method)(path, **headers)
        return TenantMiddleware(view)(request)

    return answer

"""Two portals of the demo whose record tests write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.resolver import resolver


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The process's memory of hosts belongs to a database; tests have many."""
    resolver.clear()
    yield
    resolver.clear()


@pytest.fixture
def quang_phu(db: None) -> Iterator[Tenant]:
    """Phường Quảng Phú, current."""
    with tenant_context(Tenant.objects.with_code("16522").get()) as tenant:
        yield tenant

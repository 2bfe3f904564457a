"""The offices of the demo's portals, each with its own regulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.resolver import resolver
from tests.moderation.office import Office

QUANG_PHU, THANH_DONG, TAN_CUONG, THONG_NHAT = "16522", "10507", "05503", "06577"
THANH_HOA, HAI_PHONG, NHU_XUAN = "38", "31", "402"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The process's memory of hosts belongs to a database; tests have many."""
    resolver.clear()
    yield
    resolver.clear()


@pytest.fixture
def office_of(db: None) -> Iterator[Callable[[str], Office]]:
    """The office of a portal by its code; the portal is current from then on."""
    with ExitStack() as entered:

        def enter(code: str) -> Office:
            tenant = entered.enter_context(
                tenant_context(Tenant.objects.with_code(code).exclude(state="deleted").get())
            )
            host = tenant.canonical_host()
            assert host is not None
            return Office(tenant, host.name)

        yield enter


@pytest.fixture
def quang_phu(office_of: Callable[[str], Office]) -> Office:
    """Phường Quảng Phú: the head decides, the deputy by delegation alone."""
    return office_of(QUANG_PHU)


@pytest.fixture
def thanh_dong(office_of: Callable[[str], Office]) -> Office:
    """Phường Thành Đông: head or deputy, offices review by field."""
    return office_of(THANH_DONG)


@pytest.fixture
def tan_cuong(office_of: Callable[[str], Office]) -> Office:
    """Xã Tân Cương: the head."""
    return office_of(TAN_CUONG)


@pytest.fixture
def thong_nhat(office_of: Callable[[str], Office]) -> Office:
    """Xã Thống Nhất: the board as a whole."""
    return office_of(THONG_NHAT)


@pytest.fixture
def thanh_hoa(office_of: Callable[[str], Office]) -> Office:
    """A province without a regulation of its own."""
    return office_of(THANH_HOA)


@pytest.fixture
def nhu_xuan(office_of: Callable[[str], Office]) -> Office:
    """The archive of the abolished district."""
    return office_of(NHU_XUAN)

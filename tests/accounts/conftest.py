"""Phường Quảng Phú of the demo, with the people who work there."""

from collections.abc import Callable, Iterator

import pytest

from cms.accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.resolver import resolver

QUANG_PHU = "16522"
THANH_HOA = "38"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The process's memory of hosts belongs to a database; tests have many."""
    resolver.clear()
    yield
    resolver.clear()


@pytest.fixture
def quang_phu(db: None) -> Iterator[Tenant]:
    """The commune, current while the test runs."""
    with tenant_context(Tenant.objects.with_code(QUANG_PHU).get()) as tenant:
        yield tenant


@pytest.fixture
def person(quang_phu: Tenant) -> Callable[[str], User]:
    """Somebody who works in Quảng Phú, by user name."""
    return lambda username: User.objects.get(username=username)


@pytest.fixture
def head(person: Callable[[str], User]) -> User:
    """The head of the editorial board."""
    return person("truongban")


@pytest.fixture
def administrator(person: Callable[[str], User]) -> User:
    """The unit administrator."""
    return person("quantri")


@pytest.fixture
def contributor(person: Callable[[str], User]) -> User:
    """The contributor."""
    return person("congtacvien")


@pytest.fixture
def newcomer(quang_phu: Tenant) -> User:
    """Somebody with an account and no post yet."""
    account = User.objects.create(
        username="moi", full_name="Lê Văn Mới", email="moi@quangphu.example", must_change_password=False
    )
    account.set_password("Mat-Khau-Cua-Moi-2026")
    account.save()
    return account

"""Hosts are added, renamed and handed over; nothing that was known stops leading somewhere."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tenants.acts import AddHost, HandOverHost, RenameHost
from tenants.calendar_day import today
from tenants.errors import ActRefused
from tenants.models import Host, Tenant
from tenants.resolver import resolver

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Register = Callable[..., Tenant]


@pytest.fixture
def commune(register_tenant: Register) -> Tenant:
    return register_tenant("16522", "quangphu.test", "old.test")


@pytest.fixture
def other(register_tenant: Register) -> Tenant:
    return register_tenant("16543", "quangbinh.test", name="Xã Quảng Bình")


def leads(host: str) -> tuple[object, str | None] | None:
    resolver.clear()
    found = resolver.resolve(host)
    return (found.tenant_id, found.canonical_host) if found else None


def test_an_added_host_redirects_to_the_canonical_one(commune: Tenant) -> None:
    host = AddHost(tenant=commune, name="New.test").execute()
    assert not host.is_canonical
    assert leads("new.test") == (commune.pk, "quangphu.test")


def test_a_renamed_host_leaves_the_old_one_redirecting(commune: Tenant) -> None:
    RenameHost(tenant=commune, name="new.test").execute()
    for host in ("new.test", "quangphu.test", "old.test"):
        assert leads(host) == (commune.pk, "new.test")
    assert commune.canonical_host(today() - timedelta(days=1)).name == "quangphu.test"  # type: ignore[union-attr]


def test_a_redirecting_host_can_become_canonical(commune: Tenant) -> None:
    RenameHost(tenant=commune, name="old.test").execute()
    assert leads("quangphu.test") == leads("old.test") == (commune.pk, "old.test")


def test_renaming_to_and_fro_on_one_day_leaves_it_as_it_was(commune: Tenant) -> None:
    for name in ("new.test", "quangphu.test", "new.test", "quangphu.test"):
        RenameHost(tenant=commune, name=name).execute()
    assert leads("new.test") == leads("quangphu.test") == (commune.pk, "quangphu.test")


def test_a_rename_can_be_set_for_a_later_day(commune: Tenant) -> None:
    day = today() + timedelta(days=30)
    RenameHost(tenant=commune, name="new.test", on=day).execute()
    assert leads("quangphu.test") == (commune.pk, "quangphu.test")
    assert leads("new.test") is None
    assert str(commune.canonical_host(day)) == "new.test"


@pytest.mark.parametrize("act", [AddHost, RenameHost])
def test_somebody_elses_host_is_refused(commune: Tenant, other: Tenant, act: type[AddHost]) -> None:
    with pytest.raises(ActRefused, match="Xã Quảng Bình"):
        act(tenant=commune, name="quangbinh.test").execute()
    assert leads("quangbinh.test") == (other.pk, "quangbinh.test")


def test_the_canonical_host_cannot_become_it_again(commune: Tenant) -> None:
    with pytest.raises(ActRefused, match=r"quangphu\.test"):
        RenameHost(tenant=commune, name="quangphu.test").execute()


def test_a_host_passes_to_a_successor_and_tells_whose_it_was(commune: Tenant, other: Tenant) -> None:
    HandOverHost(name="old.test", to=other).execute()
    assert leads("old.test") == (other.pk, "quangbinh.test")
    assert Host.objects.previous_tenants("old.test") == [commune]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("quangphu.test", "canonical|chính"),
        ("nobody.test", "nobody.test"),
        ("quangbinh.test", "already|sẵn|rồi"),
    ],
)
def test_a_handover_that_cannot_be_is_refused(commune: Tenant, other: Tenant, name: str, told: str) -> None:
    rows = list(Host.objects.order_by("pk").values())
    with pytest.raises(ActRefused, match=told):
        HandOverHost(name=name, to=other).execute()
    assert list(Host.objects.order_by("pk").values()) == rows


def test_a_handover_on_a_later_day_waits_for_it(commune: Tenant, other: Tenant) -> None:
    HandOverHost(name="old.test", to=other, on=date(2099, 1, 1)).execute()
    assert leads("old.test") == (commune.pk, "quangphu.test")

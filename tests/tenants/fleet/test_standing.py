"""What the registry tells a province of its portals, and of no other's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.acts import SetQuotas, SuspendTenant
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.fleet.runs import communes_of
from tenants.fleet.standing import BACKUP_LATE, Version, portals_below
from tenants.fleet.usage import count_file, refuse_account, refuse_file
from tenants.models import Backup, Host, Tenant, TenantIdentity, TenantUsage
from tenants.provisioning.fingerprint import tenant_fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Register = Callable[..., Tenant]
NOW = timezone.now


@pytest.fixture
def province(register_tenant: Register) -> Tenant:
    return register_tenant("38", "thanhhoa.test", name="Tỉnh Thanh Hóa", kind="province")


@pytest.fixture
def ward(register_tenant: Register, province: Tenant) -> Tenant:
    tenant = register_tenant("16522", "quangphu.test", "cu.test", parent=province)
    Tenant.objects.filter(pk=tenant.pk).update(fingerprint=tenant_fingerprint())
    return tenant


def taken(tenant: Tenant, ago: timedelta, **more: object) -> Backup:
    return Backup.objects.create(
        tenant=tenant, **{"name": "b", "fingerprint": "f", "taken_at": NOW() - ago, **more}
    )


def test_a_portal_with_everything_that_the_registry_has_of_it(province: Tenant, ward: Tenant) -> None:
    last = taken(ward, timedelta(hours=3), size=5, verified_at=NOW())
    taken(ward, timedelta(days=9))
    TenantUsage.objects.create(tenant=ward, file_bytes=60, database_bytes=35, accounts=4)
    SetQuotas(tenant=ward, storage=100, accounts=10).execute()
    (one,) = portals_below(province)
    assert (one.code, one.name, one.state) == ("16522", "Phường Quảng Phú", TenantState.ACTIVE)
    assert one.hosts == ("quangphu.test", "cu.test")
    assert one.version is Version.CURRENT
    assert (one.backup, one.backup_size, one.is_backup_late) == (last.pk, 5, False)
    assert (one.storage.percent, one.storage.is_nearly_full, one.storage.is_full) == (95, True, False)
    assert (one.accounts.used, one.accounts.limit) == (4, 10)
    assert one.needs_care


def test_what_failed_after_the_last_good_one_is_told(province: Tenant, ward: Tenant) -> None:
    taken(ward, timedelta(days=1))
    taken(ward, timedelta(days=2), name="", error="đĩa đầy")
    assert portals_below(province)[0].failure == ""
    taken(ward, timedelta(hours=1), name="", error="đĩa đầy")
    assert portals_below(province)[0].failure == "đĩa đầy"


def test_one_without_a_recent_backup_needs_care(province: Tenant, ward: Tenant) -> None:
    assert portals_below(province)[0].is_backup_late
    taken(ward, BACKUP_LATE + timedelta(minutes=1))
    assert portals_below(province)[0].is_backup_late
    taken(ward, BACKUP_LATE - timedelta(minutes=1))
    assert not portals_below(province)[0].is_backup_late


def test_versions(province: Tenant, ward: Tenant) -> None:
    Tenant.objects.filter(pk=ward.pk).update(fingerprint="old")
    assert portals_below(province)[0].version is Version.BEHIND
    Tenant.objects.filter(pk=ward.pk).update(migration_error="column exists")
    assert portals_below(province)[0].version is Version.FAILED


def test_a_commune_that_passed_to_another_province_is_nobodys_but_its(
    register_tenant: Register, province: Tenant, ward: Tenant
) -> None:
    other = register_tenant("31", "haiphong.test", name="Thành phố Hải Phòng", kind="province")
    day = (NOW() - timedelta(days=10)).date()
    old = ward.identities.get()
    TenantIdentity.objects.filter(pk=old.pk).update(valid_to=day)
    TenantIdentity.objects.create(
        tenant=ward, code=old.code, unit_type=old.unit_type, name=old.name, short_name=old.short_name,
        parent=other, valid_from=day,
    )  # fmt: skip
    assert portals_below(province) == []
    assert communes_of(province) == {}
    assert [one.code for one in portals_below(other)] == ["16522"]


def test_a_deleted_one_is_gone_and_a_suspended_one_is_not(province: Tenant, ward: Tenant) -> None:
    ward.state = TenantState.SUSPENDED
    ward.save()
    assert [one.state for one in portals_below(province)] == [TenantState.SUSPENDED]
    ward.state = TenantState.DELETED
    ward.save()
    assert portals_below(province) == []


def test_as_many_queries_for_many(
    register_tenant: Register,
    province: Tenant,
    ward: Tenant,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for code in ("16543", "16174", "16177"):
        taken(register_tenant(code, f"x{code}.test", parent=province), timedelta(days=1))
    Host.objects.filter(name="cu.test").delete()
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        assert len(portals_below(province)) == 4


class TestQuotas:
    def test_a_file_that_does_not_fit_is_refused_with_the_figures(self, ward: Tenant) -> None:
        TenantUsage.objects.create(tenant=ward, file_bytes=900 << 10, database_bytes=100 << 10)
        SetQuotas(tenant=ward, storage=1 << 20, accounts=None).execute()
        refuse_file(ward, 24 << 10)
        with pytest.raises(ActRefused, match="không còn đủ dung lượng"):
            refuse_file(ward, 25 << 10)
        count_file(ward, -(100 << 10))
        refuse_file(ward, 100 << 10)

    def test_without_a_quota_everything_fits(self, ward: Tenant) -> None:
        refuse_file(ward, 1 << 50)
        refuse_account(ward, 100_000)

    def test_one_account_more_than_may_be_is_refused(self, ward: Tenant) -> None:
        SetQuotas(tenant=ward, storage=None, accounts=3).execute()
        refuse_account(ward, 2)
        with pytest.raises(ActRefused, match="tối đa 3"):
            refuse_account(ward, 3)

    @pytest.mark.parametrize("given", [{"storage": 0, "accounts": None}, {"storage": None, "accounts": -1}])
    def test_a_limit_is_more_than_nothing(self, ward: Tenant, given: dict[str, int | None]) -> None:
        with pytest.raises(ActRefused):
            SetQuotas(tenant=ward, **given).execute()


def test_a_state_is_told_with_who_and_why(
    province: Tenant, ward: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.acts import states

    monkeypatch.setattr(states, "close_schema", lambda tenant: None)
    SuspendTenant(tenant=ward, by="kythuat", reason="Sự cố").execute()
    (one,) = portals_below(province)
    assert (one.state_changed_by, one.state_reason) == ("kythuat", "Sự cố")

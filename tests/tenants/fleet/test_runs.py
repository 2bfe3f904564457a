"""What a province asks for is done by the fleet's worker, for its own communes only, with progress and a log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from tenants.acts import CreateTenant, SetQuotas
from tenants.enums import FleetAct, RunState, TenantState
from tenants.fleet.runs import next_run, perform
from tenants.fleet.usage import Share, measure, next_to_measure, storage_share
from tenants.fleet.worker import FleetWorker
from tenants.models import FleetRun, Interruption, Tenant, TenantUsage

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Create = Callable[..., Tenant]
NOW = timezone.now


@pytest.fixture
def province(create_tenant: Create) -> Tenant:
    create_tenant("16522", "quangphu.test")
    create_tenant("16543", "quangbinh.test")
    return Tenant.objects.with_code("38").get()


def asked(province: Tenant, act: FleetAct, **parameters: object) -> FleetRun:
    return FleetRun.objects.create(act=act, province=province, asked_by="kythuat", parameters=parameters)


def done(run: FleetRun) -> FleetRun:
    perform(run)
    run.refresh_from_db()
    return run


def test_each_is_done_and_told(province: Tenant) -> None:
    run = done(asked(province, FleetAct.SUSPEND, codes=["16522", "16543"], reason="Sự cố"))
    assert (run.state, run.done, run.total, run.percent) == (RunState.DONE, 2, 2, 100)
    assert "16522" in run.log
    assert set(Tenant.objects.exclude(pk=province.pk).values_list("state", flat=True)) == {
        TenantState.SUSPENDED
    }
    assert Tenant.objects.with_code("16522").get().state_changed_by == "kythuat"


def test_a_commune_of_another_province_does_not_exist_for_it(province: Tenant) -> None:
    CreateTenant(code="31", hosts=["haiphong.test"]).execute()
    strange = CreateTenant(code="10507", hosts=["thanhdong.test"]).execute()
    run = done(asked(province, FleetAct.ARCHIVE, codes=["10507", "16522", "38"], reason="vì"))
    assert run.state == RunState.PARTLY
    assert "10507: Tỉnh không có cổng" in run.log
    assert "38: Tỉnh không có cổng" in run.log, "Nor may it act on itself."
    strange.refresh_from_db()
    assert strange.state == TenantState.ACTIVE


def test_many_are_made_for_the_own_province_only(province: Tenant) -> None:
    lines = [
        {"number": 2, "code": "16174", "hosts": ["c.test"]},
        {"number": 3, "code": "10507", "hosts": ["d.test"]},
    ]
    run = done(asked(province, FleetAct.CREATE, lines=lines))
    assert run.state == RunState.PARTLY
    assert Tenant.objects.with_code("16174").exists()
    assert not Tenant.objects.with_code("10507").exists()
    again = done(asked(province, FleetAct.CREATE, lines=lines[:1]))
    assert again.state == RunState.DONE
    assert Tenant.objects.with_code("16174").count() == 1


def test_what_a_dead_worker_left_is_begun_again(province: Tenant) -> None:
    run = asked(province, FleetAct.SUSPEND, codes=["16522"], reason="vì")
    FleetRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    assert next_run() == run
    assert done(run).state == RunState.DONE
    assert next_run() is None


def test_a_fault_is_told_without_its_details(province: Tenant) -> None:
    run = done(
        asked(province, FleetAct.RESTORE_BESIDE, backup="0190aaaa-0000-7000-8000-000000000001", host="x.test")
    )
    assert run.state == RunState.FAILED
    assert "DoesNotExist: nhật ký" in run.log
    assert "matching query" not in run.log


def test_usage_is_measured_and_compared_with_the_quota(province: Tenant) -> None:
    ward = Tenant.objects.with_code("16522").get()
    usage = measure(ward)
    assert usage.database_bytes > 1_000_000
    assert usage.accounts == 0
    SetQuotas(tenant=ward, storage=usage.database_bytes, accounts=None).execute()
    assert storage_share(ward).is_full
    SetQuotas(tenant=ward, storage=int(usage.database_bytes * 1.05), accounts=None).execute()
    assert (storage_share(ward).is_full, storage_share(ward).is_nearly_full) == (False, True)
    SetQuotas(tenant=ward, storage=None, accounts=None).execute()
    assert not storage_share(ward).is_nearly_full
    assert next_to_measure(timezone.now() - timedelta(days=1)) != ward
    assert not Share(9, 10).is_full


def test_an_interruption_is_announced_by_the_notice_of_the_day_it_was_asked_for(province: Tenant) -> None:
    starts, ends = NOW() + timedelta(days=20), NOW() + timedelta(days=20, hours=2)
    moments = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    given = {"codes": ["16522", "16543"], "reason": "Nâng cấp", **moments}
    run = done(asked(province, FleetAct.ANNOUNCE, **given))
    assert run.state == RunState.DONE
    assert Interruption.objects.count() == 2
    done(run)
    assert Interruption.objects.count() == 2, "Begun again it announces nothing twice."
    one = Interruption.objects.first()
    assert one is not None
    assert done(asked(province, FleetAct.CALL_OFF, interruption=one.pk)).state == RunState.DONE
    assert Interruption.objects.exclude(called_off_at=None).get() == one
    assert done(asked(province, FleetAct.CALL_OFF, interruption=one.pk)).state == RunState.FAILED


def test_an_interruption_of_another_province_cannot_be_called_off(province: Tenant) -> None:
    CreateTenant(code="31", hosts=["haiphong.test"]).execute()
    strange = CreateTenant(code="10507", hosts=["thanhdong.test"]).execute()
    told = Interruption.objects.create(
        tenant=strange, starts_at=NOW(), ends_at=NOW() + timedelta(hours=1), reason="vì"
    )
    assert done(asked(province, FleetAct.CALL_OFF, interruption=told.pk)).state == RunState.FAILED
    told.refresh_from_db()
    assert told.called_off_at is None


def test_quotas_and_hosts_are_set(province: Tenant) -> None:
    assert (
        done(asked(province, FleetAct.QUOTA, codes=["16522"], storage=5 << 30, accounts=20)).state
        == RunState.DONE
    )
    ward = Tenant.objects.with_code("16522").get()
    assert (ward.storage_quota, ward.account_quota) == (5 << 30, 20)
    assert (
        done(asked(province, FleetAct.RENAME_HOST, codes=["16522"], host="moi.test")).state == RunState.DONE
    )
    assert str(ward.canonical_host()) == "moi.test"
    assert ward.hosts.filter(name="quangphu.test", is_canonical=False, valid_to=None).exists()


@pytest.mark.django_db(
    transaction=True
)  # it renews its connection between acts, as any long-lived process does
def test_the_worker_does_what_waits_and_ends_when_told(province: Tenant) -> None:
    run = asked(province, FleetAct.READ_ONLY, codes=["16522"], reason="vì")
    FleetWorker(backups=False).run(until_idle=True)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert TenantUsage.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.portal_database(role="application")
def test_the_application_may_ask_and_nothing_more() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('tenants_fleetrun', 'INSERT'), has_table_privilege('tenants_fleetrun', 'UPDATE'),"
            " has_table_privilege('tenants_statechange', 'INSERT'), has_table_privilege('tenants_backup', 'INSERT'),"
            " has_table_privilege('tenants_backup', 'SELECT')"
        )
        assert cursor.fetchone() == (True, False, False, False, True)
    with pytest.raises(ProgrammingError, match="permission denied"):
        FleetRun.objects.update(state="done")

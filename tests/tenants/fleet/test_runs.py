"""What a province asks for is done by the fleet's worker, for its own communes only, with progress and a log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from tenants.acts import CreateTenant
from tenants.enums import FleetAct, RunState, TenantState
from tenants.fleet.runs import next_run, perform
from tenants.fleet.usage import Share, measure, next_to_measure, storage_share
from tenants.fleet.worker import FleetWorker
from tenants.models import FleetRun, Tenant, TenantUsage

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Create = Callable[..., Tenant]


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
    assert "10507: The province has no portal" in run.log
    assert "38: The province has no portal" in run.log, "Nor may it act on itself."
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
    assert "DoesNotExist: see the log" in run.log


def test_usage_is_measured_and_compared_with_the_quota(province: Tenant) -> None:
    ward = Tenant.objects.with_code("16522").get()
    usage = measure(ward)
    assert usage.database_bytes > 1_000_000
    assert usage.accounts == 0
    ward.storage_quota = usage.database_bytes
    assert storage_share(ward).is_full
    ward.storage_quota = int(usage.database_bytes * 1.05)
    assert (storage_share(ward).is_full, storage_share(ward).is_nearly_full) == (False, True)
    ward.storage_quota = None
    assert not storage_share(ward).is_nearly_full
    assert next_to_measure(timezone.now() - timedelta(days=1)) != ward
    assert not Share(9, 10).is_full


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

"""What is left of a portal that was deleted, and of a copy that was looked at: its history; nothing that is public, no file, no schema."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sites.releases.models import Change, Release
from tenants.acts import ArchiveTenant, DeleteTenant
from tenants.acts.states import RETENTION
from tenants.backup.private_files import PrivateFiles
from tenants.backup.restore import RestoreBeside
from tenants.backup.take import BackUpTenant
from tenants.enums import FleetAct, RunState, TenantState
from tenants.fleet.runs import perform
from tenants.models import FleetRun, Tenant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.portal_database("demo", role="owner")]


def has_schema(tenant: Tenant) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [tenant.schema_name])
        return bool(cursor.fetchone()[0])


def removed(province: Tenant, copy: Tenant) -> FleetRun:
    run = FleetRun.objects.create(
        act=FleetAct.REMOVE_COPY, province=province, asked_by="kythuat", parameters={"copy": str(copy.pk)}
    )
    perform(run)
    run.refresh_from_db()
    return run


def test_a_deleted_portal_and_a_removed_copy(ward: Tenant, other: Tenant) -> None:
    backup = BackUpTenant(tenant=ward).execute()
    copy = RestoreBeside(name=backup.name, host="xem-lai.test", by="lan").execute().tenant
    folder = PrivateFiles().folder(copy)
    assert folder.exists()
    province, strange = ward.parent(), other.parent()
    assert province is not None
    assert strange is not None
    assert removed(strange, copy).state == RunState.FAILED, "It is of another province."
    assert has_schema(copy)
    assert removed(province, copy).state == RunState.DONE
    assert not has_schema(copy)
    assert not folder.exists()
    assert removed(province, ward).state == RunState.FAILED, "The portal itself is no copy."

    public, elsewhere = Release.objects.of(ward.pk).count(), Release.objects.of(other.pk).count()
    assert public > 10
    ArchiveTenant(tenant=ward, by="lan", reason="sáp nhập").execute()
    Tenant.objects.filter(pk=ward.pk).update(state_changed_at=timezone.now() - RETENTION - timedelta(days=1))
    last = Change.objects.stamped().last()
    assert last is not None
    DeleteTenant(tenant=ward, by="lan", reason="hết thời hạn").execute()
    assert Tenant.objects.get(pk=ward.pk).state == TenantState.DELETED
    assert not Release.objects.of(ward.pk).exists()
    assert Release.objects.of(other.pk).count() == elsewhere
    told = Change.objects.filter(tenant_id=ward.pk, pk__gt=last.pk)
    assert set(told.values_list("kind", flat=True)) == {"withdrawn"}
    assert not PrivateFiles().folder(ward).exists()

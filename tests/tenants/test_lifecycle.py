"""A tenant's life: every move is kept with who, when and why; nobody is surprised, nothing is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tenants.acts import (
    AnnounceInterruption,
    ArchiveTenant,
    BeginMaintenance,
    CloseToWriting,
    DeleteTenant,
    ResumeTenant,
    SuspendTenant,
)
from tenants.acts.interruptions import earliest_start
from tenants.acts.states import RETENTION
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.models import Backup, Interruption, Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Create = Callable[..., Tenant]
NOW = timezone.now


@pytest.fixture
def tenant(create_tenant: Create) -> Tenant:
    return create_tenant("16522")


def may_write(tenant: Tenant) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('portal_app', %s, 'UPDATE')",
            [f"{tenant.schema_name}.wagtailcore_page"],
        )
        return bool(cursor.fetchone()[0])


def test_every_move_is_kept_and_can_be_gone_back(tenant: Tenant) -> None:
    for act in (CloseToWriting, ResumeTenant, SuspendTenant, ResumeTenant, ArchiveTenant):
        act(tenant=tenant, by="lan", reason="vì").execute()
    kept = [(one.from_state, one.to_state, one.by, one.reason) for one in tenant.state_changes.order_by("pk")]
    assert [(a, b) for a, b, _by, _reason in kept] == [
        ("active", "read_only"),
        ("read_only", "active"),
        ("active", "suspended"),
        ("suspended", "active"),
        ("active", "archived"),
    ]
    assert {(by, reason) for _a, _b, by, reason in kept} == {("lan", "vì")}


def test_a_portal_that_is_closed_to_writing_is_closed_in_the_database(tenant: Tenant) -> None:
    assert may_write(tenant)
    CloseToWriting(tenant=tenant, by="lan", reason="vì").execute()
    assert not may_write(tenant)
    ResumeTenant(tenant=tenant, by="lan", reason="vì").execute()
    assert may_write(tenant)


class TestInterruptions:
    @pytest.mark.parametrize(
        ("now", "earliest"),
        [
            (
                "2026-11-20T09:00",
                "2026-12-02T00:00",
            ),  # Friday: 23–27 November and 30 November, 1 December are seven days
            ("2026-11-21T09:00", "2026-12-02T00:00"),  # Saturday
            ("2026-11-23T09:00", "2026-12-03T00:00"),
        ],
    )
    def test_seven_full_working_days(self, now: str, earliest: str) -> None:
        zone = timezone.get_fixed_timezone(7 * 60)
        at = datetime.fromisoformat(now).replace(tzinfo=zone)
        assert earliest_start(at) == datetime.fromisoformat(earliest).replace(tzinfo=zone)

    def announce(self, tenant: Tenant, starts_at: datetime, **more: str) -> Interruption:
        values = {"by": "lan", "reason": "Nâng cấp máy chủ", **more}
        return AnnounceInterruption(
            tenant=tenant, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **values
        ).execute()

    def test_one_that_comes_too_soon_is_refused_unless_it_could_not_be_foreseen(self, tenant: Tenant) -> None:
        soon = NOW() + timedelta(days=2)
        with pytest.raises(ActRefused, match="7 ngày làm việc"):
            self.announce(tenant, soon)
        assert self.announce(tenant, soon, force_majeure="Mất điện toàn khu vực").force_majeure
        planned = self.announce(tenant, NOW() + timedelta(days=20))
        assert list(Interruption.objects.to_announce(tenant.pk)) == [
            Interruption.objects.get(force_majeure__gt=""),
            planned,
        ]

    def test_maintenance_begins_only_when_it_was_announced(self, tenant: Tenant) -> None:
        with pytest.raises(ActRefused):
            BeginMaintenance(tenant=tenant, by="lan", reason="vì").execute()
        self.announce(tenant, NOW() - timedelta(minutes=1), force_majeure="Sự cố")
        moved = BeginMaintenance(tenant=tenant, by="lan", reason="vì").execute()
        assert moved.state == TenantState.MAINTENANCE
        assert not may_write(moved)

    def test_days_off_are_those_of_the_provinces_calendar(self, tenant: Tenant) -> None:
        """24 November is a day off of the whole country, and the province has one more."""
        from cms.province.models import CalendarDay

        zone = timezone.get_fixed_timezone(7 * 60)
        at = datetime(2026, 11, 20, 9, tzinfo=zone)
        assert earliest_start(at, tenant) == datetime(2026, 12, 3, tzinfo=zone)
        CalendarDay.objects.create(
            province=tenant.parent(), day="2026-11-25", working=False, reason="Nghỉ bù", entered_by="lan"
        )
        assert earliest_start(at, tenant) == datetime(2026, 12, 4, tzinfo=zone)

    def test_one_that_is_over_is_not_announced(self, tenant: Tenant) -> None:
        with pytest.raises(ActRefused, match="đã qua"):
            self.announce(tenant, NOW() - timedelta(days=2), force_majeure="Sự cố")

    def test_what_is_called_off_or_over_is_announced_no_more(self, tenant: Tenant) -> None:
        called_off = self.announce(tenant, NOW() + timedelta(days=20))
        Interruption.objects.filter(pk=called_off.pk).update(called_off_at=NOW())
        assert not Interruption.objects.to_announce(tenant.pk).exists()
        over = self.announce(tenant, NOW() - timedelta(hours=1), force_majeure="Sự cố")
        assert Interruption.objects.to_announce(tenant.pk).exists()
        Interruption.objects.filter(pk=over.pk).update(ends_at=NOW())
        assert not Interruption.objects.to_announce(tenant.pk).exists()


class TestDeleting:
    @pytest.fixture
    def archived(self, tenant: Tenant) -> Tenant:
        ArchiveTenant(tenant=tenant, by="lan", reason="sáp nhập").execute()
        Tenant.objects.filter(pk=tenant.pk).update(state_changed_at=NOW() - RETENTION - timedelta(days=1))
        return Tenant.objects.get(pk=tenant.pk)

    def export(self, tenant: Tenant) -> None:
        Backup.objects.create(tenant=tenant, name="x", fingerprint=tenant.fingerprint)

    def delete(self, tenant: Tenant) -> Tenant:
        return DeleteTenant(tenant=tenant, by="lan", reason="hết thời hạn").execute()

    def test_an_active_one_is_not_deleted(self, tenant: Tenant) -> None:
        with pytest.raises(ActRefused):
            self.delete(tenant)

    def test_not_before_its_time(self, tenant: Tenant) -> None:
        ArchiveTenant(tenant=tenant, by="lan", reason="sáp nhập").execute()
        self.export(tenant)
        with pytest.raises(ActRefused, match="365"):
            self.delete(tenant)

    def test_not_without_an_export(self, archived: Tenant) -> None:
        with pytest.raises(ActRefused, match="sao lưu"):
            self.delete(archived)
        Backup.objects.create(
            tenant=archived,
            name="old",
            fingerprint="",
            taken_at=archived.state_changed_at - timedelta(days=1),
        )
        with pytest.raises(ActRefused, match="sao lưu"):
            self.delete(archived)

    def test_its_schema_goes_and_its_history_stays(self, archived: Tenant) -> None:
        self.export(archived)
        gone = self.delete(archived)
        assert gone.state == TenantState.DELETED
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regnamespace(%s)", [gone.schema_name])
            assert cursor.fetchone() == (None,)
        assert gone.state_changes.order_by("-pk")[0].reason == "hết thời hạn"
        assert gone.backups.count() == 1
        assert not gone.hosts.filter(valid_to__isnull=True).exists()

    def test_the_host_can_be_given_to_another(self, archived: Tenant, create_tenant: Create) -> None:
        self.export(archived)
        self.delete(archived)
        Tenant.objects.get(pk=archived.pk)
        assert create_tenant("16543", "quangphu.test").canonical_host()


def test_utc_and_legal_time_are_the_same_instant() -> None:
    assert earliest_start(datetime(2026, 11, 19, 17, 30, tzinfo=UTC)).utcoffset() == timedelta(hours=7)

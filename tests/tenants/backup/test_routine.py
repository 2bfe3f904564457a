"""Backups as a routine: three and a half a week, tried each month, kept for a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.backup import routine
from tenants.models import Backup, Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database(role="owner")]

Register = Callable[..., Tenant]
NOW = timezone.now()


def taken(tenant: Tenant, days: float, **more: object) -> Backup:
    at = NOW - timedelta(days=days)
    return Backup.objects.create(tenant=tenant, name=f"b{days}", fingerprint="f", taken_at=at, **more)


def test_who_waits_longest_is_due_first(register_tenant: Register) -> None:
    never, old, fresh, failed = (register_tenant(code) for code in ("16522", "16543", "16174", "16177"))
    taken(old, 3)
    taken(fresh, 1)
    taken(failed, 4)
    taken(failed, 0.1, error="disk full")
    assert routine.due(NOW) == [never, failed, old]


def test_the_last_good_one_of_each(register_tenant: Register) -> None:
    one, other = register_tenant("16522"), register_tenant("16543")
    taken(one, 5)
    last, only = taken(one, 2), taken(other, 9)
    taken(one, 1, error="torn")
    assert set(Backup.objects.latest_per_tenant()) == {last, only}


def test_old_ones_go_and_the_last_three_stay(
    register_tenant: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nowhere:
        def delete(self, name: str) -> None:
            """Nothing lies there."""

    monkeypatch.setattr(routine, "backup_storage", Nowhere)
    tenant, abandoned = register_tenant("16522"), register_tenant("16543")
    recent = [taken(tenant, day) for day in (1, 3, 29)]
    weekly = taken(tenant, 100)
    gone = [taken(tenant, 100.1), taken(tenant, 400)]
    kept = [taken(abandoned, 900 + day) for day in range(3)]
    assert routine.remove_old(NOW) in {1, 2}
    left = set(Backup.objects.kept())
    assert {*recent, weekly, *kept} <= left
    assert gone[1] not in left

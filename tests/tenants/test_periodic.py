"""The schedule of periodic jobs: even over tenants, nothing twice, nothing lost. No database, no clock."""

from collections import Counter
from uuid import UUID

import pytest

from tenants import periodic
from tenants.periodic import PeriodicJob, Schedule, phase, turn_number

NOW = 1_800_000_000.0
TENANTS = [UUID(int=number) for number in range(1, 201)]


def job(name: str = "job", every: float = 60.0, per_tenant: bool = True) -> PeriodicJob:
    return PeriodicJob(name, lambda: None, every, per_tenant)


def run(
    schedule: Schedule, each: PeriodicJob, start: float, end: float, step: float = 0.5
) -> Counter[object]:
    """Let time pass, and run what is due; how often each tenant's turn came."""
    ran: Counter[object] = Counter()
    now = start
    while now < end:
        while (turn := schedule.due(now)) is not None:
            ran[turn.tenant_id] += 1
            schedule.done(each, turn, now)
        now += step
    return ran


def test_every_tenant_has_its_turn_once_in_each_period() -> None:
    schedule = Schedule()
    schedule.update([job()], TENANTS, {}, NOW)
    ran = run(schedule, job(), NOW, NOW + 600)
    assert set(ran) == set(TENANTS)
    assert set(ran.values()) <= {9, 10}


def test_turns_are_spread_over_the_period() -> None:
    phases = [phase("job", tenant, 60.0) for tenant in TENANTS]
    thirds = Counter(int(second // 20) for second in phases)
    assert set(thirds) == {0, 1, 2}
    assert min(thirds.values()) > len(TENANTS) / 6
    assert phase("job", TENANTS[0], 60.0) == phase("job", TENANTS[0], 60.0)
    assert phase("other", TENANTS[0], 60.0) != phases[0]


def test_a_first_start_is_no_rush() -> None:
    schedule = Schedule()
    schedule.update([job(every=86400.0)], TENANTS, {}, NOW)
    assert schedule.due(NOW) is None


def test_a_missed_turn_is_made_up_for_at_once_and_by_one() -> None:
    each = job(every=3600.0, per_tenant=False)
    schedule = Schedule()
    schedule.update([each], TENANTS, {("job", None): turn_number(each, None, NOW) - 7}, NOW)
    turn = schedule.due(NOW)
    assert turn is not None
    assert turn.number == turn_number(each, None, NOW)
    schedule.done(each, turn, NOW)
    assert schedule.due(NOW) is None


def test_what_ran_in_this_period_does_not_run_again_after_a_restart() -> None:
    each = job(every=3600.0, per_tenant=False)
    schedule = Schedule()
    schedule.update([each], [], {("job", None): turn_number(each, None, NOW)}, NOW)
    assert schedule.due(NOW) is None
    assert schedule.due(NOW + 3600) is not None


def test_a_turn_is_given_once_until_it_is_done() -> None:
    each = job(every=1.0, per_tenant=False)
    schedule = Schedule()
    schedule.update([each], [], {}, NOW)
    turn = schedule.due(NOW + 2)
    assert turn is not None
    assert schedule.due(NOW + 50) is None
    schedule.done(each, turn, NOW + 50)
    assert schedule.due(NOW + 52) is not None


def test_a_turn_that_could_not_begin_comes_again() -> None:
    schedule = Schedule()
    schedule.update([job(every=1.0, per_tenant=False)], [], {}, NOW)
    turn = schedule.due(NOW + 2)
    assert turn is not None
    schedule.put_back(turn)
    assert schedule.due(NOW + 2) == turn


def test_new_tenants_come_in_and_gone_ones_go_also_while_their_turn_runs() -> None:
    each = job(every=1.0)
    schedule = Schedule()
    schedule.update([each], TENANTS[:2], {}, NOW)
    turn = schedule.due(NOW + 2)
    assert turn is not None
    left = [tenant for tenant in TENANTS[:3] if tenant != turn.tenant_id]
    schedule.update([each], left, {}, NOW + 2)
    schedule.done(each, turn, NOW + 2)
    assert set(run(schedule, each, NOW + 3, NOW + 6)) == set(left)


def test_knowing_a_tenant_again_does_not_double_it() -> None:
    each = job(every=1.0)
    schedule = Schedule()
    for _ in range(5):
        schedule.update([each], TENANTS[:1], {}, NOW)
    assert run(schedule, each, NOW, NOW + 10)[TENANTS[0]] <= 10


class TestRegistry:
    @pytest.fixture(autouse=True)
    def _empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(periodic, "_jobs", {})

    def test_jobs_are_listed_by_name_and_replaced(self) -> None:
        periodic.register("b", print, 5)
        periodic.register("a", print, 5)
        periodic.register("a", print, 7, per_tenant=False)
        assert [(each.name, each.every_seconds, each.per_tenant) for each in periodic.registered_jobs()] == [
            ("a", 7, False),
            ("b", 5, True),
        ]
        periodic.unregister("a")
        periodic.unregister("never")
        assert [each.name for each in periodic.registered_jobs()] == ["b"]

    @pytest.mark.parametrize(("name", "every"), [("", 5.0), ("x" * 81, 5.0), ("a", 0.0), ("a", -1.0)])
    def test_nonsense_is_refused(self, name: str, every: float) -> None:
        with pytest.raises(ValueError, match=r"period|characters"):
            periodic.register(name, print, every)

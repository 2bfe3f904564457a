"""Background tasks: queued with their tenant, run in it, fairly; nothing is lost when a worker dies."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenants import periodic
from tenants.context import current_tenant, no_tenant, tenant_context
from tenants.enums import TenantState
from tenants.errors import NoTenant
from tenants.models import PeriodicRun, TaskScope, Tenant
from tenants.tasks.presence import Presence
from tenants.tasks.queue import MAX_ATTEMPTS, FairQueue, prune_finished
from tenants.tasks.worker import Worker
from tests.tenants import example_tasks as tasks

OWNER = pytest.mark.portal_database(role="owner")
Register = Callable[..., Tenant]
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.forget()
    monkeypatch.setattr(periodic, "_jobs", {})


@pytest.fixture
def pair(register_tenant: Register) -> tuple[Tenant, Tenant]:
    return register_tenant("16522", "a.test"), register_tenant("16543", "b.test", name="Xã Quảng Bình")


def queue(tenant: Tenant, task: Any, *args: Any, **kwargs: Any) -> str:
    with tenant_context(tenant):
        return str(task.enqueue(*args, **kwargs).id)


def result(task_id: str) -> DBTaskResult:
    found: DBTaskResult = DBTaskResult.objects.get(pk=task_id)
    return found


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It never came to that."
        time.sleep(0.01)


@pytest.fixture
def background() -> Iterator[Callable[..., Worker]]:
    """Start workers in threads, as processes of their own would run; all are stopped afterwards."""
    started: list[tuple[Worker, threading.Thread]] = []

    def start(**options: Any) -> Worker:
        worker = Worker(**options)

        def run() -> None:
            try:
                worker.run()
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        started.append((worker, thread))
        return worker

    yield start
    tasks.gate.set()
    for worker, _thread in started:
        worker.stop()
    for _worker, thread in started:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@OWNER
@pytest.mark.django_db
class TestQueueing:
    def test_a_task_is_stored_with_its_tenant(self, pair: tuple[Tenant, Tenant]) -> None:
        task_id = queue(pair[1], tasks.note, tasks.a_key())
        assert TaskScope.objects.get(task_id=task_id).tenant_id == pair[1].pk
        assert result(task_id).args_kwargs == {"args": [str(tasks.a_key())], "kwargs": {}}

    def test_without_a_tenant_nothing_is_queued(self) -> None:
        with pytest.raises(NoTenant):
            tasks.note.enqueue(1)
        assert not DBTaskResult.objects.exists()

    def test_a_refused_argument_queues_nothing(self, pair: tuple[Tenant, Tenant]) -> None:
        with pytest.raises(TypeError, match=r"example_tasks\.note, argument 1"):
            queue(pair[0], tasks.note, "xin chào")
        assert not DBTaskResult.objects.exists()

    def test_a_task_is_queued_if_and_only_if_its_act_commits(self, pair: tuple[Tenant, Tenant]) -> None:
        with transaction.atomic():
            queue(pair[0], tasks.note, 1)
            transaction.set_rollback(True)
        assert not DBTaskResult.objects.exists()
        assert not TaskScope.objects.exists()

    def test_the_application_may_queue(
        self, pair: tuple[Tenant, Tenant], connect: Callable[[str], Any]
    ) -> None:
        with connect("application").cursor() as cursor:
            for table in ("django_tasks_database_dbtaskresult", "tenants_taskscope", "tenants_periodicrun"):
                cursor.execute("SELECT has_table_privilege(%s, 'SELECT, INSERT, UPDATE, DELETE')", [table])
                assert cursor.fetchone() == (True,)

    def test_wagtails_own_tasks_carry_their_tenant_too(self, pair: tuple[Tenant, Tenant]) -> None:
        from wagtail.tasks import update_reference_index_task

        task_id = queue(pair[0], update_reference_index_task, "wagtailcore", "page", "1")
        assert TaskScope.objects.get(task_id=task_id).tenant_id == pair[0].pk

    def test_queueing_from_a_coroutine_is_scoped_too(self, pair: tuple[Tenant, Tenant]) -> None:
        with pytest.raises(NoTenant):
            async_to_sync(tasks.note.aenqueue)(1)
        with tenant_context(pair[0]):
            task_id = async_to_sync(tasks.note.aenqueue)(1).id
        assert TaskScope.objects.get(task_id=task_id).tenant_id == pair[0].pk


@OWNER
@pytest.mark.django_db(transaction=True)
class TestRunning:
    def run(self, **options: Any) -> Worker:
        worker = Worker(**options)
        worker.run(until_idle=True)
        return worker

    def test_each_task_runs_in_its_tenant(self, pair: tuple[Tenant, Tenant]) -> None:
        ids = [queue(tenant, tasks.note, number) for number in range(3) for tenant in pair]
        self.run()
        assert sorted(tasks.done) == sorted(
            (tenant.schema_name, number) for number in range(3) for tenant in pair
        )
        assert {result(task_id).status for task_id in ids} == {"SUCCESSFUL"}
        assert result(ids[0]).return_value == pair[0].schema_name
        assert connection.schema_name == "public"  # type: ignore[attr-defined]

    def test_context_and_coroutines_work(self, pair: tuple[Tenant, Tenant]) -> None:
        first = queue(pair[0], tasks.with_context, "key")
        second = queue(pair[0], tasks.asynchronous, 7)
        self.run()
        assert (result(first).return_value, result(second).return_value) == ("1 key", 7)

    def test_a_task_that_fails_is_told_without_its_message_and_holds_up_nothing(
        self, pair: tuple[Tenant, Tenant]
    ) -> None:
        failed = queue(pair[0], tasks.fail)
        queue(pair[0], tasks.note, 1)
        worker = self.run()
        assert tasks.done == [(pair[0].schema_name, 1)]
        stored = result(failed)
        assert (stored.status, stored.exception_class_path) == ("FAILED", "builtins.ValueError")
        assert "example_tasks.py" in stored.traceback
        # The source line is the program's; the value, which only the message has, would be the tenant's.
        assert stored.traceback.count("Nguyễn Văn A") == stored.traceback.count(
            'raise ValueError("Nguyễn Văn A")'
        )
        assert worker.finished == {"done": 1, "failed": 1}

    @pytest.mark.parametrize("state", [TenantState.SUSPENDED, TenantState.DELETED])
    def test_a_tenant_out_of_service_runs_nothing(
        self, pair: tuple[Tenant, Tenant], state: TenantState
    ) -> None:
        task_id = queue(pair[0], tasks.note, 1)
        Tenant.objects.filter(pk=pair[0].pk).update(state=state)
        self.run()
        assert tasks.done == []
        stored = result(task_id)
        assert stored.exception_class_path == "tenants.tasks.running.TenantOutOfService"
        assert pair[0].schema_name in stored.traceback

    def test_a_task_of_nobody_fails_loudly_and_is_not_run(self, pair: tuple[Tenant, Tenant]) -> None:
        task_id = queue(pair[0], tasks.note, 1)
        TaskScope.objects.all().delete()
        self.run()
        assert tasks.done == []
        stored = result(task_id)
        assert (stored.status, stored.exception_class_path) == ("FAILED", "tenants.errors.NoTenant")

    def test_a_task_whose_tenant_is_gone_fails_loudly(self, pair: tuple[Tenant, Tenant]) -> None:
        from tenants.tasks.running import run_task

        task_id = queue(pair[0], tasks.note, 1)
        assert not run_task(result(task_id), tasks.a_key())
        assert tasks.done == []
        assert result(task_id).exception_class_path == "tenants.tasks.running.TenantGone"

    def test_a_task_for_later_waits(self, pair: tuple[Tenant, Tenant]) -> None:
        from datetime import timedelta

        queue(pair[0], tasks.note.using(run_after=timezone.now() + timedelta(hours=1)), 1)
        queue(pair[0], tasks.note.using(run_after=timezone.now() - timedelta(hours=1)), 2)
        self.run()
        assert tasks.done == [(pair[0].schema_name, 2)]

    def test_a_task_that_loses_the_database_is_begun_again_and_given_up_in_the_end(
        self, pair: tuple[Tenant, Tenant]
    ) -> None:
        task_id = queue(pair[0], tasks.lose_the_database)
        worker = Worker()
        while result(task_id).status != "FAILED":
            worker = Worker()
            worker.run(until_idle=True)
            worker._housekeeping()
        assert tasks.attempts[pair[0].schema_name] == MAX_ATTEMPTS
        assert result(task_id).exception_class_path == "tenants.tasks.running.BrokenOff"


@OWNER
@pytest.mark.django_db(transaction=True)
class TestFairness:
    def test_tenants_take_turns(self, pair: tuple[Tenant, Tenant]) -> None:
        for number in range(5):
            queue(pair[0], tasks.note, number)
        for number in range(2):
            queue(pair[1], tasks.note, number)
        Worker(threads=1).run(until_idle=True)
        assert [schema for schema, _ in tasks.done[:4]].count(pair[1].schema_name) == 2

    def test_within_a_tenant_priority_and_then_order_decide(self, pair: tuple[Tenant, Tenant]) -> None:
        for number, priority in ((1, 0), (2, 0), (3, 50), (4, -50)):
            queue(pair[0], tasks.note.using(priority=priority), number)
        Worker(threads=1).run(until_idle=True)
        assert [value for _, value in tasks.done] == [3, 1, 2, 4]

    def test_a_slow_tenant_holds_up_no_other(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        for _ in range(6):
            queue(pair[0], tasks.wait_for_gate)
        background(threads=4)
        until(lambda: tasks.running[pair[0].schema_name] == 2)
        queue(pair[1], tasks.note, 1)
        until(lambda: bool(tasks.done))
        assert tasks.done == [(pair[1].schema_name, 1)]
        assert tasks.running[pair[0].schema_name] == 2
        tasks.gate.set()
        until(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())
        assert tasks.most_at_once[pair[0].schema_name] == 2

    def test_two_workers_share_and_run_nothing_twice(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        for number in range(20):
            for tenant in pair:
                queue(tenant, tasks.note, number)
        background(), background()
        until(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())
        assert sorted(tasks.done) == sorted(
            (tenant.schema_name, number) for number in range(20) for tenant in pair
        )
        assert set(DBTaskResult.objects.values_list("worker_ids__1", flat=True)) == {None}


@OWNER
@pytest.mark.django_db(transaction=True)
class TestDeath:
    def claimed_by(self, tenant: Tenant, worker_id: str) -> str:
        task_id = queue(tenant, tasks.note, 1)
        claimed = FairQueue(worker_id).claim(set())
        assert claimed is not None
        assert str(claimed.task.pk) == task_id
        return task_id

    def test_a_dead_workers_task_is_taken_over(self, pair: tuple[Tenant, Tenant]) -> None:
        task_id = self.claimed_by(pair[0], "dead")
        Worker().run(until_idle=True)
        assert result(task_id).status == "SUCCESSFUL"
        assert tasks.done == [(pair[0].schema_name, 1)]

    def test_a_living_workers_task_is_left_to_it(self, pair: tuple[Tenant, Tenant]) -> None:
        task_id = self.claimed_by(pair[0], "living")
        living = Presence("living")
        living.renew()
        try:
            Worker().run(until_idle=True)
            assert result(task_id).status == "RUNNING"
        finally:
            living.leave()

    def test_a_task_that_kills_its_workers_is_given_up(self, pair: tuple[Tenant, Tenant]) -> None:
        task_id = self.claimed_by(pair[0], "dead")
        DBTaskResult.objects.update(worker_ids=["dead"] * MAX_ATTEMPTS)
        Worker().run(until_idle=True)
        assert tasks.done == []
        assert result(task_id).status == "FAILED"

    def test_one_of_several_workers_leads_and_another_follows_it(self) -> None:
        first, second = Presence("one"), Presence("two")
        try:
            first.renew()
            second.renew()
            assert (first.is_leader, second.is_leader) == (True, False)
            assert second.is_alive("one")
            first.leave()
            until(lambda: not second.is_alive("one"))
            until(lambda: (second.renew(), second.is_leader)[1])
        finally:
            first.leave()
            second.leave()

    def test_a_worker_survives_the_loss_of_its_sessions(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker], connect: Callable[[str], Any]
    ) -> None:
        worker = background()
        queue(pair[0], tasks.note, 1)
        until(lambda: len(tasks.done) == 1)
        worker._next.clear()
        with connect("owner").cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        queue(pair[0], tasks.note, 2)
        until(lambda: len(tasks.done) == 2)
        until(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())

    def test_told_to_stop_it_finishes_what_it_began_and_takes_nothing_new(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        begun = queue(pair[0], tasks.wait_for_gate)
        worker = background(threads=1)
        until(lambda: tasks.running[pair[0].schema_name] == 1)
        waiting = queue(pair[1], tasks.note, 1)
        worker.stop()
        tasks.gate.set()
        until(lambda: result(begun).status == "SUCCESSFUL")
        assert result(waiting).status == "READY"


@OWNER
@pytest.mark.django_db(transaction=True)
class TestPeriodicJobs:
    def test_a_job_runs_for_each_tenant_in_service_and_for_none_once(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        Tenant.objects.filter(pk=pair[1].pk).update(state=TenantState.SUSPENDED)
        seen: list[str] = []
        alone: list[str] = []
        periodic.register("test.each", lambda: seen.append(current_tenant().schema_name), 0.2)
        periodic.register(
            "test.alone",
            lambda: alone.append(str(connection.schema_name)),
            0.2,
            per_tenant=False,  # type: ignore[attr-defined]
        )
        background()
        until(lambda: len(seen) >= 2 and len(alone) >= 2)
        assert set(seen) == {pair[0].schema_name}
        assert set(alone) == {"public"}

    def test_one_that_fails_is_noted_and_comes_again(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        calls: list[int] = []

        def broken() -> None:
            calls.append(1)
            raise ZeroDivisionError("Nguyễn Văn A")

        periodic.register("test.broken", broken, 0.2, per_tenant=False)
        background()
        until(lambda: len(calls) >= 3)
        until(lambda: PeriodicRun.objects.filter(job="test.broken").exists())
        assert PeriodicRun.objects.get(job="test.broken").error == "builtins.ZeroDivisionError"

    def test_a_turn_that_was_missed_is_made_up_for_once(
        self, pair: tuple[Tenant, Tenant], background: Callable[..., Worker]
    ) -> None:
        ran: list[str] = []
        periodic.register("test.daily", lambda: ran.append(current_tenant().schema_name), 86400.0)
        PeriodicRun.objects.create(job="test.daily", tenant=pair[0], turn=3, ran_at=timezone.now())
        background()
        until(lambda: bool(ran))
        until(lambda: PeriodicRun.objects.get(job="test.daily").turn > 3)
        assert ran == [pair[0].schema_name]


@OWNER
@pytest.mark.django_db
def test_finished_tasks_are_forgotten_and_failures_kept_longer(pair: tuple[Tenant, Tenant]) -> None:
    from datetime import timedelta

    ids = {
        name: queue(pair[0], tasks.note, number)
        for number, name in enumerate(("new", "old", "failed", "ready"))
    }
    long_ago = timezone.now() - timedelta(days=2)
    DBTaskResult.objects.filter(pk__in=[ids["old"]]).update(status="SUCCESSFUL", finished_at=long_ago)
    DBTaskResult.objects.filter(pk=ids["new"]).update(status="SUCCESSFUL", finished_at=timezone.now())
    DBTaskResult.objects.filter(pk=ids["failed"]).update(status="FAILED", finished_at=long_ago)
    with no_tenant():
        prune_finished()
    left = {str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)}
    assert left == {ids["new"], ids["failed"], ids["ready"]}
    assert TaskScope.objects.count() == 3

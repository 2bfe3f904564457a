"""The worker: one process, a few threads, tasks of all tenants in fair turns, and the periodic jobs."""

import logging
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import close_old_connections
from django.db.utils import Error, InterfaceError, OperationalError

from tenants import periodic
from tenants.heartbeat import beat
from tenants.periodic import Schedule
from tenants.tasks.periodic_runs import last_turns, run_turn, tenants_in_service
from tenants.tasks.presence import Presence
from tenants.tasks.queue import Claimed, FairQueue, prune_finished
from tenants.tasks.running import run_task

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.2
RENEW_SECONDS = 5.0
RECOVER_SECONDS = 30.0
HEALTH_SECONDS = 60.0
TENANTS_SECONDS = 30.0
RETRY_SECONDS = 2.0
GRACE_SECONDS = 25.0
PRUNE_SECONDS = 3600.0


class Worker:
    """Runs until `stop()`.

    No tenant holds up others: each round takes one task of every tenant that waits, and no tenant has more
    than half of the threads. A task may run twice (its worker may die before its end is stored), so tasks
    must not mind.
    """

    def __init__(self, threads: int = 4) -> None:
        self.worker_id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.threads = max(1, threads)
        self.per_tenant = max(1, self.threads // 2)
        self.queue = FairQueue(self.worker_id)
        self.presence = Presence(self.worker_id)
        self.schedule = Schedule()
        self.finished: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._busy: Counter[UUID | None] = Counter()
        self._unstored: set[UUID] = set()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._next: dict[str, float] = {}
        periodic.register("tenants.prune_finished_tasks", prune_finished, PRUNE_SECONDS, per_tenant=False)

    def stop(self) -> None:
        """Take nothing new; `run` returns when what is running has ended, or after 25 seconds."""
        self._stopping.set()
        self._wake.set()

    def has_work_left(self) -> bool:
        """Whether something is still running."""
        return self._running() > 0

    def run(self, until_idle: bool = False) -> None:
        """Work until stopped, or until nothing is ready if `until_idle`.

        A database that is away is waited for; what was being done then is done again.
        """
        logger.info("Worker %s ready: %d threads, %d a tenant", self.worker_id, self.threads, self.per_tenant)
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="task")
        try:
            while not self._stopping.is_set():
                if not self._turn(pool) and until_idle:
                    break
        finally:
            self._end(pool)

    def _turn(self, pool: ThreadPoolExecutor) -> bool:
        """One look at everything; whether anything was running before it, or was begun."""
        self._wake.clear()
        was_busy = self._running() > 0
        beat()
        close_old_connections()
        try:
            self._housekeeping()
            begun = self._begin_turns(pool) + self._begin_tasks(pool)
        except (OperationalError, InterfaceError) as error:
            logger.error(
                "The database cannot be reached, trying again in %.0f s: %s",
                RETRY_SECONDS,
                _first_line(error),
            )
            close_old_connections()
            self._stopping.wait(RETRY_SECONDS)
            return True
        if not begun:
            self._wake.wait(POLL_SECONDS)
        return was_busy or begun > 0

    def _housekeeping(self) -> None:
        now = time.monotonic()
        self._every("renew", RENEW_SECONDS, now, self.presence.renew)
        self._every("recover", RECOVER_SECONDS, now, self._recover)
        if self.presence.is_leader:
            self._every("tenants", TENANTS_SECONDS, now, self._learn_tenants)
        self._every("health", HEALTH_SECONDS, now, self._tell_health)
        with self._lock:
            unstored, self._unstored = self._unstored, set()
        for task_id in unstored:
            self.queue.put_back(task_id)

    def _every(self, name: str, seconds: float, now: float, act: Callable[[], object]) -> None:
        if now >= self._next.get(name, 0.0):
            act()
            self._next[name] = now + seconds

    def _recover(self) -> None:
        count = self.queue.recover(self.presence.is_alive)
        if count:
            logger.warning("Took over %d task(s) of workers that died", count)

    def _learn_tenants(self) -> None:
        tenants, last = tenants_in_service(), last_turns()
        with self._lock:
            self.schedule.update(periodic.registered_jobs(), tenants, last, time.time())

    def _begin_tasks(self, pool: ThreadPoolExecutor) -> int:
        begun = 0
        while not self._stopping.is_set() and self._running() < self.threads:
            claimed = self.queue.claim(self._full())
            if claimed is None:
                break
            self._submit(pool, claimed.tenant_id, self._task, claimed)
            begun += 1
        return begun

    def _begin_turns(self, pool: ThreadPoolExecutor) -> int:
        begun, later = 0, []
        jobs = {job.name: job for job in periodic.registered_jobs()}
        while self.presence.is_leader and self._running() < self.threads:
            with self._lock:
                turn = self.schedule.due(time.time())
            if turn is None:
                break
            job = jobs.get(turn.job)
            if job is None:
                continue
            if turn.tenant_id is not None and turn.tenant_id in self._full():
                later.append(turn)
                continue
            self._submit(pool, turn.tenant_id, self._periodic, job, turn)
            begun += 1
        with self._lock:
            for turn in later:
                self.schedule.put_back(turn)
        return begun

    def _submit(
        self, pool: ThreadPoolExecutor, tenant_id: UUID | None, act: Callable[..., bool], *args: object
    ) -> None:
        with self._lock:
            self._busy[tenant_id] += 1
        pool.submit(self._do, tenant_id, act, *args)

    def _do(self, tenant_id: UUID | None, act: Callable[..., bool], *args: object) -> None:
        succeeded = False
        try:
            close_old_connections()
            succeeded = act(*args)
        except Exception:
            logger.exception("Work for tenant %s could not be brought to its end", tenant_id)
        finally:
            close_old_connections()
            with self._lock:
                self._busy[tenant_id] -= 1
                if not self._busy[tenant_id]:
                    del self._busy[tenant_id]
                self.finished["done" if succeeded else "failed"] += 1
            self._wake.set()

    def _task(self, claimed: Claimed) -> bool:
        try:
            return run_task(claimed.task, claimed.tenant_id)
        except Error:
            with self._lock:
                self._unstored.add(claimed.task.pk)
            raise

    def _periodic(self, job: periodic.PeriodicJob, turn: periodic.Turn) -> bool:
        try:
            return run_turn(job, turn)
        finally:
            with self._lock:
                self.schedule.done(job, turn, time.time())

    def _running(self) -> int:
        with self._lock:
            return sum(self._busy.values())

    def _full(self) -> set[UUID | None]:
        with self._lock:
            return {tenant_id for tenant_id, count in self._busy.items() if count >= self.per_tenant}

    def _tell_health(self) -> None:
        ready, oldest = self.queue.figures()
        logger.info(
            "Worker %s: %d ready, oldest %.1f s, %d running, %d done, %d failed%s",
            self.worker_id,
            ready,
            oldest,
            self._running(),
            self.finished["done"],
            self.finished["failed"],
            ", runs the periodic jobs" if self.presence.is_leader else "",
        )

    def _end(self, pool: ThreadPoolExecutor) -> None:
        deadline = time.monotonic() + GRACE_SECONDS
        while self._running() and time.monotonic() < deadline:
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
        left = self._running()
        if left:
            logger.warning(
                "Worker %s leaves %d task(s) unfinished; they will be begun again", self.worker_id, left
            )
        pool.shutdown(wait=not left, cancel_futures=True)
        self.presence.leave()
        logger.info(
            "Worker %s ended: %d done, %d failed",
            self.worker_id,
            self.finished["done"],
            self.finished["failed"],
        )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

"""The queue as workers see it: what is ready, whose turn it is, what a dead worker left behind."""

import logging
from collections import deque
from collections.abc import Container
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""How often a task is begun that is broken off each time."""
KEEP_SUCCESSES = timedelta(days=1)
KEEP_FAILURES = timedelta(days=30)

_READY = """
FROM public.django_tasks_database_dbtaskresult r
LEFT JOIN public.tenants_taskscope s ON s.task_id = r.id
WHERE r.status = 'READY' AND r.backend_name = %(backend)s
  AND NOT EXISTS (SELECT FROM public.tenants_tenant t WHERE t.id = s.tenant_id AND t.state = 'maintenance')
  AND (r.run_after <= %(now)s OR r.run_after = %(never)s)"""
_WAITING_TENANTS = f"SELECT DISTINCT s.tenant_id {_READY} ORDER BY s.tenant_id NULLS FIRST"
_NEXT_OF_TENANT = f"""
SELECT r.id {_READY} AND s.tenant_id IS NOT DISTINCT FROM %(tenant)s
ORDER BY r.priority DESC, r.enqueued_at, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED"""  # noqa: S608 - constants of this file
_FIGURES = f"SELECT count(*), coalesce(extract(epoch FROM %(now)s - min(r.enqueued_at)), 0) {_READY}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task that this worker has taken, and the tenant it belongs to (None: nobody's, which is an error)."""

    task: DBTaskResult
    tenant_id: UUID | None


class FairQueue:
    """Takes tasks tenant by tenant: whoever queued ten thousand waits for the next round like everybody
    else.
    """

    def __init__(self, worker_id: str, backend: str = "default") -> None:
        self.worker_id = worker_id
        self.backend = backend
        self._round: deque[UUID | None] = deque()
        self._last: UUID | None = None

    def claim(self, full: Container[UUID | None]) -> Claimed | None:
        """The next task of the next tenant that is not among the `full` ones; None if there is none."""
        for _attempt in range(2):
            while self._round:
                tenant_id = self._round.popleft()
                if tenant_id in full:
                    continue
                self._last = tenant_id
                task = self._claim_of(tenant_id)
                if task is not None:
                    return Claimed(task, tenant_id)
            self._begin_round()
        return None

    def figures(self) -> tuple[int, float]:
        """How many tasks are ready, and how long the oldest has waited, in seconds."""
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, self._parameters())
            ready, oldest = cursor.fetchone()
        return int(ready), float(oldest)

    def recover(self, is_alive: Any) -> int:
        """Put tasks back that dead workers were running; `is_alive` tells of a worker's id. Returns how
        many.
        """
        count = 0
        running = DBTaskResult.objects.running().filter(backend_name=self.backend)
        for task in running.only("id", "worker_ids", "status"):
            worker = task.worker_ids[-1] if task.worker_ids else ""
            if worker != self.worker_id and not is_alive(worker):
                count += self._put_back(task)
        return count

    def put_back(self, task_id: UUID) -> None:
        """Let a task run again that the database's absence broke off, or whose end could not be stored."""
        for task in DBTaskResult.objects.running().filter(pk=task_id):
            self._put_back(task)

    def _put_back(self, task: DBTaskResult) -> int:
        mine = DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids
        )
        if len(task.worker_ids) < MAX_ATTEMPTS:
            return mine.update(status=TaskResultStatus.READY)
        logger.error("Task %s failed: it was broken off %d times", task.pk, len(task.worker_ids))
        return mine.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path="tenants.tasks.running.BrokenOff",
            traceback=f"Broken off {len(task.worker_ids)} times: its worker died, or the database went away.",
        )

    def _begin_round(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING_TENANTS, self._parameters())
            waiting = [tenant_id for (tenant_id,) in cursor.fetchall()]
        later = [tenant_id for tenant_id in waiting if _after(tenant_id, self._last)]
        sooner = [tenant_id for tenant_id in waiting if not _after(tenant_id, self._last)]
        self._round = deque(later + sooner)

    def _claim_of(self, tenant_id: UUID | None) -> DBTaskResult | None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_NEXT_OF_TENANT, {**self._parameters(), "tenant": tenant_id})
                row = cursor.fetchone()
            if row is None:
                return None
            task: DBTaskResult = DBTaskResult.objects.get(pk=row[0])
            task.claim(self.worker_id)
            return task

    def _parameters(self) -> dict[str, Any]:
        return {"backend": self.backend, "now": timezone.now(), "never": get_date_max()}


def prune_finished() -> None:
    """Forget tasks that ended long ago; failures are kept longer, for whoever looks into them."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_SUCCESSES).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILURES).delete()


def _after(tenant_id: UUID | None, last: UUID | None) -> bool:
    return last is None or (tenant_id is not None and tenant_id > last)

"""Running one task, in its tenant."""

import logging
import traceback
from typing import Any, cast
from uuid import UUID

from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from tenants.context import tenant_context
from tenants.enums import TenantState
from tenants.errors import NoTenant, TenantError
from tenants.models import Tenant

logger = logging.getLogger(__name__)

OUT_OF_SERVICE = frozenset({TenantState.SUSPENDED, TenantState.DELETED})


class TenantGone(TenantError):
    """A task's tenant does not exist any more."""


class TenantOutOfService(TenantError):
    """A task's tenant is suspended or deleted."""


class BrokenOff(TenantError):
    """A task was broken off again and again, by its worker's death or the database's absence."""


def run_task(task: DBTaskResult, tenant_id: UUID | None) -> bool:
    """Run a claimed task in its tenant and store what came of it; whether it succeeded.

    A task without a tenant, or whose tenant is gone or out of service, fails without being run.

    Raises:
        django.db.utils.OperationalError, InterfaceError: the database went away; the task is neither done
            nor failed.
    """
    try:
        with tenant_context(_tenant_of(task, tenant_id)):
            value = _call(task)
            task.set_successful(value)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("Task %s (%s) of tenant %s failed", task.pk, task.task_path, tenant_id)
        _store_failure(task, error)
        _tell_finished(task)
        return False
    _tell_finished(task)
    return True


def _tenant_of(task: DBTaskResult, tenant_id: UUID | None) -> Tenant:
    if tenant_id is None:
        raise NoTenant(f"Task {task.pk} ({task.task_path}) was queued without a tenant; it was not run.")
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None:
        raise TenantGone(f"Task {task.pk} was not run: its tenant {tenant_id} does not exist any more.")
    if tenant.state in OUT_OF_SERVICE:
        raise TenantOutOfService(
            f"Task {task.pk} was not run: its tenant {tenant.schema_name} is {tenant.state}."
        )
    return tenant


def _call(task: DBTaskResult) -> Any:
    function, result = task.task, task.task_result
    task_started.send(sender=type(function.get_backend()), task_result=result)
    if function.takes_context:
        return function.call(TaskContext(task_result=cast("Any", result)), *result.args, **result.kwargs)
    return function.call(*result.args, **result.kwargs)


def _store_failure(task: DBTaskResult, error: Exception) -> None:
    """Where it failed and with which class; not the message, which may quote a tenant's rows and would
    leave its schema.
    """
    task.status = TaskResultStatus.FAILED
    task.finished_at = timezone.now()
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    own = isinstance(error, TenantError)
    task.traceback = str(error) if own else "".join(traceback.format_tb(error.__traceback__))
    task.return_value = None
    task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback", "return_value"])


def _tell_finished(task: DBTaskResult) -> None:
    try:
        task_finished.send(sender=type(task.task.get_backend()), task_result=task.task_result)
    except Exception:
        logger.exception("Task %s: nobody could be told that it finished", task.pk)

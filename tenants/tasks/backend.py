"""The queue: django-tasks-db's tables in the public schema, and beside each task the tenant it belongs to.

Imported while apps are loading (`@task` asks for its backend), so models are imported where they are used.
"""

from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django_tasks_db.backend import DatabaseBackend

from tenants.identity import new_id
from tenants.tasks.arguments import checked

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult


class TenantDatabaseBackend(DatabaseBackend):
    """Stores the current tenant with each task, in the same transaction; without a tenant nothing is
    queued.

    Also Wagtail's own tasks go through it: they carry an app, a model and a key, which mean nothing without
    the tenant.
    """

    def _get_id(self) -> Any:
        return new_id()

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> "DBTaskResult":
        """Store the task and its scope.

        Raises:
            tenants.errors.NoTenant: no tenant is set.
            tenants.tasks.arguments.RefusedArgument: an argument is more than an id.
        """
        from tenants.context import current_tenant
        from tenants.models import TaskScope

        tenant = current_tenant()
        stored_args, stored_kwargs = checked(task.module_path, args, kwargs)
        with transaction.atomic(savepoint=False):
            db_task = super()._task_to_db_task(task, stored_args, stored_kwargs)
            TaskScope.objects.bulk_create([TaskScope(task_id=db_task.pk, tenant_id=tenant.pk)])
        return db_task

    async def _atask_to_db_task(self, task: Any, args: Any, kwargs: Any) -> "DBTaskResult":
        db_task: DBTaskResult = await sync_to_async(self._task_to_db_task, thread_sensitive=True)(
            task, args, kwargs
        )
        return db_task

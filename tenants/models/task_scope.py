"""Whose a background task is."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.tenant import Tenant


class TaskScope(models.Model):
    """The tenant in which a queued task runs; written in the transaction that queues the task."""

    task = models.OneToOneField(
        "django_tasks_database.DBTaskResult",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="scope",
        verbose_name=_("task"),
    )
    tenant = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="+", verbose_name=_("tenant"), db_index=False
    )

    if TYPE_CHECKING:
        tenant_id: UUID

    class Meta:
        verbose_name = _("scope of a task")
        verbose_name_plural = _("scopes of tasks")
        indexes = [models.Index(fields=["tenant", "task"], name="taskscope_tenant_idx")]

    def __str__(self) -> str:
        return f"{self.task_id} in {self.tenant_id}"

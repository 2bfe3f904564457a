"""Every task that can be queued, found as the program has them, queued for one twin and run as the worker runs it."""

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core import mail
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms.engagement.models import Message
from cms.notices.models import Notice
from tenants.backup.private_files import PrivateFiles
from tenants.context import no_tenant, tenant_context
from tenants.models import TaskScope
from tenants.tasks import running
from tenants.tasks.arguments import FILE_DELETION
from tests.isolation.routes import Samples
from tests.isolation.twins import Twin, contents

CANNOT_END = ("compute_share", "set_image_focal_point")
"""Tasks that fail here all the same: no share of a recomputation waits; the program that finds faces is not installed."""
ROOMS = ("tenants", "cms", "sites", "search", "wagtail")


_ENDINGS = tuple(f"{name}{suffix}" for name in CANNOT_END for suffix in ("", "_task"))


def all_tasks() -> list[Task[..., Any]]:
    """The task registry: what `@task` made in any module of ours or of Wagtail's that is loaded."""
    found: dict[str, Task[..., Any]] = {}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ROOMS and module is not None:
            for value in list(vars(module).values()):
                if isinstance(value, Task):
                    found[value.module_path] = value
    return [found[path] for path in sorted(found)]


def arguments_of(task: Task[..., Any], samples: Samples, file_name: str) -> list[Any]:
    """Values for a task's arguments that lead to a row in both twins. A new name of one fails here: give it a value."""
    if task.module_path == FILE_DELETION:
        return [["tenants.storage.TenantPrivateStorage", [], {}], file_name]
    parameters = inspect.signature(task.func).parameters
    of_image = "image" in task.module_path
    keys = {
        "model_name": "portalimage" if of_image else "articlepage",
        "app_label": "content",
        "pk": samples.by_name["image_id" if of_image else "page_id"][0],
        "key": samples.by_name["image_id"][0],
        "notice_id": str(Notice.objects.order_by("pk").values_list("pk", flat=True)[0]),
        "share_id": "1",
        "message_id": str(Message.objects.exclude(mail="").values_list("pk", flat=True)[0]),
    }
    plain = [one for one in parameters.values() if one.kind is not inspect.Parameter.VAR_POSITIONAL]
    return [keys.get(one.name, one.default) for one in plain]


def task_crossings(
    twins: tuple[Twin, Twin],
    samples: Samples,
    tasks: list[Task[..., Any]],
    run: Callable[..., bool] = running.run_task,
) -> tuple[list[str], list[str]]:
    """Queue each task for the first twin and run it; returns those that left a trace in the second, and those that failed."""
    crossed, failed = [], []
    before = _traces(twins[1])
    for task in tasks:
        mail.outbox.clear()
        with tenant_context(twins[0].tenant):
            names = sorted(PrivateFiles().names(twins[0].tenant))
            result = task.enqueue(*arguments_of(task, samples, names[0]))
        with no_tenant():
            queued = DBTaskResult.objects.get(pk=result.id)
            scope = TaskScope.objects.get(task_id=queued.pk)
            if scope.tenant_id != twins[0].tenant.pk:
                crossed.append(f"{task.module_path}: queued for {scope.tenant_id}")
            run(queued, scope.tenant_id)
            queued.refresh_from_db()
            if queued.status != TaskResultStatus.SUCCESSFUL and not queued.task_path.endswith(_ENDINGS):
                failed.append(f"{task.module_path}: {queued.exception_class_path}")
        after = _traces(twins[1])
        if after != before or any(_shows(message, twins[1]) for message in mail.outbox):
            crossed.append(task.module_path)
            before = after
    return crossed, failed


def _traces(twin: Twin) -> dict[str, str]:
    """What a portal has: its rows, and its files with their sizes."""
    store = PrivateFiles()
    return {**contents(twin.tenant), **dict(_files(store.folder(twin.tenant), store.names(twin.tenant)))}


def _files(folder: Path, names: Any) -> Iterator[tuple[str, str]]:
    for name in names:
        yield f"file {name}", str((folder / name).stat().st_size)


def _shows(message: Any, twin: Twin) -> bool:
    text = f"{message.subject}\n{message.body}\n{message.to}".encode()
    return any(trace in text for trace in twin.traces)

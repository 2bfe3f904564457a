"""What a task may carry: ids and short keys, never texts or addresses. Pure; nothing of Django in it.

A queued argument stands in the public schema, outside every tenant. Whoever needs a text reads it by its
id, in the tenant.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

MAX_KEY = 64
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_STORED_NAME = re.compile(r"[A-Za-z0-9_./-]{1,255}\Z")

FILE_DELETION = "wagtail.tasks.delete_file_from_storage_task"
"""Wagtail's own, queued when an image or file is deleted: a storage and a name in it, both made by the
program.
"""


class RefusedArgument(TypeError):
    """A task's argument is more than an id or a short key; the message says which, and what is allowed."""


def checked(task: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments as they may be stored.

    Raises:
        RefusedArgument: one of them is no integer, UUID, boolean, None or key of at most 64 letters, digits
            and `_.:-`.
    """
    if task == FILE_DELETION:
        return _checked_file_deletion(args, kwargs)
    return (
        [_checked(task, str(position + 1), value) for position, value in enumerate(args)],
        {name: _checked(task, name, value) for name, value in kwargs.items()},
    )


def _checked(task: str, name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and _KEY.match(value):
        return value
    shown = f"a text of {len(value)} characters" if isinstance(value, str) else f"a {type(value).__name__}"
    raise RefusedArgument(
        f"Task {task}, argument {name}: {shown} cannot be queued. Allowed are integers, UUIDs, "
        f"booleans, None and keys of at most {MAX_KEY} letters, digits and _.:- ; pass an id and read the rest in the task."
    )


def _checked_file_deletion(
    args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """A storage by its class, without options, and the file's name: ASCII, as Wagtail makes names, inside
    the storage.
    """
    if len(args) == 2 and not kwargs:
        storage, name = args
        path, storage_args, storage_kwargs = storage
        plain = not storage_args and not storage_kwargs and _KEY.match(path)
        if (
            plain
            and isinstance(name, str)
            and _STORED_NAME.match(name)
            and ".." not in name
            and name[0] != "/"
        ):
            return [[path, [], {}], name], {}
    raise RefusedArgument(
        f"Task {FILE_DELETION}: only a file of a storage without options, under a name of ASCII "
        "letters, digits and _./- inside it, can be queued for deletion."
    )

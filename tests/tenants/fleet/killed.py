"""A command of `manage.py tenant` in a process that ends with SIGKILL at a chosen point; forked, so that it costs no start.

A point is `before@module:function` or `after@module:Class.method`; it happens at the first call.
"""

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connections

Blow = Callable[[], None]


def kill_this_process() -> None:
    """As `kill -9` does: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str, blow: Blow) -> None:
    """Let a function deal a blow when it is first called."""
    when, _colon, place = point.partition("@")
    module_name, _colon, path = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)

    def dying(*arguments: Any, **more: Any) -> Any:
        result = original(*arguments, **more) if when == "after" else None
        blow()
        return result if when == "after" else original(*arguments, **more)

    setattr(owner, name, dying)


def tenant_command(*arguments: str, point: str = "", blow: Blow = kill_this_process) -> int:
    """Run the command in a child of this process; returns how it ended: 0, 1 for an error, or minus the signal."""
    connections.close_all()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    code = 1
    try:
        if point:
            die_at(point, blow)
        call_command("tenant", *arguments)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)

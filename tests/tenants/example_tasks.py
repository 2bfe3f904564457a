"""Tasks that the tests of the worker queue."""

import threading
from collections import Counter
from uuid import UUID

from django.db import OperationalError
from django_tasks import task

from tenants.context import current_tenant

done: list[tuple[str, object]] = []
running: Counter[str] = Counter()
most_at_once: Counter[str] = Counter()
gate = threading.Event()
attempts: Counter[str] = Counter()


def forget() -> None:
    """Begin a test with nothing done."""
    done.clear()
    running.clear()
    most_at_once.clear()
    attempts.clear()
    gate.clear()


@task()
def note(value: object = None) -> str:
    """Note the tenant and the argument."""
    schema = current_tenant().schema_name
    done.append((schema, value))
    return schema


@task()
def wait_for_gate() -> None:
    """Run until the test opens the gate."""
    schema = current_tenant().schema_name
    running[schema] += 1
    most_at_once[schema] = max(most_at_once[schema], running[schema])
    gate.wait(20)
    running[schema] -= 1


@task()
def fail() -> None:
    """Fail with a message that quotes what belongs to the tenant."""
    raise ValueError("Nguyễn Văn A")


@task()
def lose_the_database() -> None:
    """Fail as when the database goes away."""
    attempts[current_tenant().schema_name] += 1
    raise OperationalError("server closed the connection unexpectedly")


@task(takes_context=True)
def with_context(context: object, key: str) -> str:
    """Take django-tasks' context."""
    return f"{context.attempt} {key}"  # type: ignore[attr-defined]


@task()
async def asynchronous(value: int) -> int:
    """Be a coroutine."""
    return value


def a_key() -> UUID:
    """Any key."""
    return UUID("01890a5d-ac96-774b-bcce-b302099a8057")

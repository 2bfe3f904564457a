"""What other rooms do when a tenant is made: home page, groups, workflow, regulation."""

from collections.abc import Callable
from dataclasses import dataclass

from tenants.models import Tenant

Step = Callable[[Tenant], None]


@dataclass(frozen=True, slots=True)
class _Entry:
    order: int
    name: str
    step: Step


_entries: dict[str, _Entry] = {}


def register(step: Step, order: int) -> None:
    """Enter a step; steps run by growing `order`, each for the new tenant, in its context and in the
    transaction that makes it.

    A step that fails undoes the whole creation. Entering the same function again changes nothing.
    """
    name = f"{step.__module__}.{getattr(step, '__qualname__', repr(step))}"
    _entries[name] = _Entry(order, name, step)


def unregister(step: Step) -> None:
    """Take a step out again."""
    _entries.pop(f"{step.__module__}.{getattr(step, '__qualname__', repr(step))}", None)


def registered_steps() -> list[Step]:
    """The steps in the order in which they run."""
    return [entry.step for entry in sorted(_entries.values(), key=lambda entry: (entry.order, entry.name))]


def run_steps(tenant: Tenant) -> None:
    """Do them all for a new tenant, whose context and transaction the caller has opened."""
    for step in registered_steps():
        step(tenant)

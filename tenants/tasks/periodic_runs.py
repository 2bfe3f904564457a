"""Periodic jobs in the database: what ran last, and running one."""

import logging
from uuid import UUID

from django.utils import timezone

from tenants.context import no_tenant, tenant_context
from tenants.enums import TenantState
from tenants.models import PeriodicRun, Tenant
from tenants.periodic import PeriodicJob, Turn
from tenants.tasks.running import OUT_OF_SERVICE

logger = logging.getLogger(__name__)

KEPT_FROM_SECONDS = 60.0
"""Jobs with a shorter period leave no row: after a restart they come round at once anyway."""


def last_turns() -> dict[tuple[str, UUID | None], int]:
    """The number of the last turn of each job for each tenant."""
    return {
        (job, tenant): turn
        for job, tenant, turn in PeriodicRun.objects.values_list("job", "tenant_id", "turn")
    }


def tenants_in_service() -> list[UUID]:
    """The tenants for which periodic jobs run."""
    closed = [*OUT_OF_SERVICE, TenantState.MAINTENANCE]
    return list(Tenant.objects.exclude(state__in=closed).exclude(is_copy=True).values_list("pk", flat=True))


def run_turn(job: PeriodicJob, turn: Turn) -> bool:
    """Run a job's turn and note it; whether it succeeded. A failure is logged and noted, and the next turn
    comes anyway.
    """
    error = ""
    try:
        if turn.tenant_id is None:
            with no_tenant():
                job.call()
        else:
            tenant = Tenant.objects.get(pk=turn.tenant_id)
            if tenant.state not in OUT_OF_SERVICE:
                with tenant_context(tenant):
                    job.call()
    except Exception as failure:
        logger.exception("Periodic job %s failed for tenant %s", job.name, turn.tenant_id)
        error = f"{type(failure).__module__}.{type(failure).__qualname__}"
    if job.every_seconds >= KEPT_FROM_SECONDS or error:
        _keep(turn, error)
    return not error


def _keep(turn: Turn, error: str) -> None:
    """Note a turn. Only the worker that leads does this, so nobody else writes the row meanwhile."""
    values = {"turn": turn.number, "ran_at": timezone.now(), "error": error}
    if not PeriodicRun.objects.filter(job=turn.job, tenant=turn.tenant_id).update(**values):
        PeriodicRun.objects.create(job=turn.job, tenant_id=turn.tenant_id, **values)

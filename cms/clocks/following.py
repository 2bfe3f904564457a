"""What is done for clocks as time goes by, tenant by tenant."""

from __future__ import annotations

from cms.clocks.figures import release_figures
from cms.clocks.recomputing import do_waiting_shares
from cms.clocks.telling import tell_due
from tenants import periodic
from tenants.context import current_tenant

EVERY_SECONDS = 600.0


def follow() -> None:
    """Do shares of recomputations that lost their task, tell of what is nearly due or overdue, release figures upward."""
    if not current_tenant().is_writable:
        return
    do_waiting_shares()
    tell_due()
    release_figures()


def register() -> None:
    """Enter the job in the calendar of periodic work."""
    periodic.register("clocks.follow", follow, EVERY_SECONDS)

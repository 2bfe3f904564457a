"""What is done for the desks as time goes by."""

from __future__ import annotations

from cms.engagement import figures, keys, mailing, purging, taking_in
from tenants import periodic
from tenants.context import current_tenant

TAKE_IN_SECONDS = 3.0
FOLLOW_SECONDS = 600.0
HOUR = 3600.0


def follow() -> None:
    """Send letters that lost their task, and write the figures anew."""
    if not current_tenant().is_writable:
        return
    mailing.send_lost()
    figures.release_figures()


def register() -> None:
    """Enter the jobs in the calendar of periodic work. What citizens send is looked for in all portals at once; the rest is each portal's."""
    periodic.register("engagement.take_in", taking_in.job, TAKE_IN_SECONDS, per_tenant=False)
    periodic.register("engagement.keys", keys.ensure_keys, HOUR)
    periodic.register("engagement.follow", follow, FOLLOW_SECONDS)
    periodic.register("engagement.purge", purging.job, HOUR)

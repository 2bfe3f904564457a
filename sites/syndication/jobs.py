"""What the worker does for what is sent."""

import logging

from sites.syndication import letters
from tenants import periodic

logger = logging.getLogger(__name__)

SECOND = 1.0
MINUTE = 60.0


def register() -> None:
    """Enter the jobs in the calendar of periodic work."""
    periodic.register("syndication.tell-new", tell_new, 5 * SECOND, per_tenant=False)
    periodic.register("syndication.tell-all", tell_all, 10 * MINUTE, per_tenant=False)


def tell_new() -> None:
    """Tell receivers' administrators of what was just sent."""
    if count := letters.tell_new():
        logger.info("%d receivers were told of what was sent to them", count)


def tell_all() -> None:
    """Tell them of new versions and dates too, and who came under the sender since."""
    if count := letters.tell_all():
        logger.info("%d receivers were told of what was sent to them", count)

"""What the search room does by itself."""

import logging

from search import file_texts, indexer
from search.engines.registry import engines
from search.verification import correct
from search.words.unanswered import forget_old
from tenants import periodic
from tenants.context import current_tenant

logger = logging.getLogger(__name__)

DAY = 24 * 60 * 60.0


def register() -> None:
    """Enter the jobs in the calendar of periodic work."""
    periodic.register("search.follow", follow, 0.5, per_tenant=False)
    periodic.register("search.settle", indexer.settle, 5.0, per_tenant=False)
    periodic.register("search.files", read_files, 2.0, per_tenant=False)
    periodic.register("search.forget", forget, DAY, per_tenant=False)
    periodic.register("search.verify", verify, DAY)


def follow() -> None:
    """Bring the indexes to the end of the change feed."""
    if followed := indexer.catch_up():
        logger.info("Search followed %d changes", followed)


def read_files() -> None:
    """Read files of releases that nobody has read, so that they are found by what stands in them."""
    if number := file_texts.read_waiting():
        logger.info("Search read %d files", number)


def verify() -> None:
    """Compare a tenant's indexes with its releases and correct them; each difference is a fault to be
    looked into.
    """
    tenant = current_tenant()
    for engine in engines():
        for difference in correct(engine, tenant.pk):
            logger.error("Search index of %s differed and was corrected: %s", engine.name, difference)


def forget() -> None:
    """Forget queries without results that are not asked any more."""
    if forgotten := forget_old():
        logger.info("Search forgot %d queries without results", forgotten)

"""What runs by itself: positions a crash left ungiven, items whose time is over, files nobody uses, drift."""

import logging

from django.db import transaction
from django.utils import timezone

from sites.releases import audit, changes, files, prepared
from sites.releases.models import Release
from sites.releases.receivers import writer
from tenants import periodic
from tenants.context import current_tenant, tenant_context
from tenants.models import Tenant

logger = logging.getLogger(__name__)

MINUTE = 60.0
DAY = 24 * 60 * MINUTE


def register() -> None:
    """Enter the jobs in the calendar of periodic work."""
    periodic.register("releases.positions", give_left_positions, 5.0, per_tenant=False)
    periodic.register("releases.expired", withdraw_expired, MINUTE, per_tenant=False)
    periodic.register("releases.unused-files", remove_unused_files, MINUTE, per_tenant=False)
    periodic.register("releases.orphan-files", remove_orphan_files, DAY, per_tenant=False)
    periodic.register("releases.old-withdrawals", forget_old_withdrawals, DAY, per_tenant=False)
    periodic.register("releases.prepared-pictures", remove_prepared_pictures, DAY)
    periodic.register("releases.verify", correct_drift, DAY)


def give_left_positions() -> None:
    """Give positions to changes whose process ended before it could."""
    if left := changes.assign_positions():
        logger.info("%d changes had been left without a position", left)


def withdraw_expired() -> None:
    """Withdraw the items whose time is over. Readers do not see them from that instant on; this tells the change feed."""
    expired = Release.objects.filter(expires_at__lte=timezone.now())
    for tenant in Tenant.objects.filter(pk__in=list(expired.values_list("tenant_id", flat=True).distinct())):
        keys = list(expired.filter(tenant_id=tenant.pk).values_list("page_id", flat=True))
        with tenant_context(tenant), transaction.atomic():
            writer.correct(key for key in keys if key is not None)


def remove_unused_files() -> None:
    """Remove files of withdrawn items."""
    if removed := files.sweep_unused():
        logger.info("%d public files removed that no release uses", removed)


def remove_orphan_files() -> None:
    """Remove files that an act left in the storage that never committed."""
    if removed := files.sweep_orphans():
        logger.info("%d files removed that no act had committed", removed)


def remove_prepared_pictures() -> None:
    """Remove pictures that were prepared long ago, published or not."""
    prepared.sweep()


def forget_old_withdrawals() -> None:
    """Drop tombstones older than 400 days."""
    changes.forget_old_withdrawals()


def correct_drift() -> None:
    """Compare a tenant's releases with its pages and correct them; each difference is a fault to be looked into."""
    for drift in audit.rebuild():
        logger.error("Release of %s differed from its page and was corrected: %s", current_tenant(), drift)

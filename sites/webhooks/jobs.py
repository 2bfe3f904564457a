"""What the worker does for webhooks."""

import logging
from datetime import timedelta

from django.utils import timezone

from sites.webhooks import dispatching, feeding
from sites.webhooks.enums import DeliveryState
from sites.webhooks.models import Delivery
from tenants import periodic

logger = logging.getLogger(__name__)

SECOND = 1.0
DAY = 24 * 60 * 60.0
KEEP = timedelta(days=90)
"""For so long a settled message can be looked up and sent again."""


def register() -> None:
    """Enter the jobs in the calendar of periodic work."""
    periodic.register("webhooks.deliver", deliver, SECOND, per_tenant=False)
    periodic.register("webhooks.retry", retry, 5 * SECOND, per_tenant=False)
    periodic.register("webhooks.forget", forget_settled, DAY, per_tenant=False)


def deliver() -> None:
    """Turn changes into messages, and send what is due."""
    feeding.feed_all()
    dispatching.deliver_due()


def retry() -> None:
    """Send what is due to addresses that fail: beside the others, who shall not wait for their time-outs."""
    dispatching.deliver_due(failing=True)


def forget_settled() -> None:
    """Drop messages that were settled more than 90 days ago, with their log."""
    old = Delivery.objects.exclude(state=DeliveryState.WAITING)
    _rows, by_model = old.filter(settled_at__lt=timezone.now() - KEEP).delete()
    if count := by_model.get(Delivery._meta.label):
        logger.info("%d messages of webhooks were settled long ago and are forgotten", count)

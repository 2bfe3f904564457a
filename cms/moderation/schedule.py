"""What happens at its hour: approved content whose `go_live_at` has come, public content whose `expire_at` has passed."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page, Revision

from cms.content.delivery import NotApproved
from tenants import periodic

logger = logging.getLogger(__name__)

# Releases end at their hour by themselves (readers compare with the clock), and what is scheduled has a task at its hour: this is for what
# either has missed.
EVERY_SECONDS = 300.0


def register() -> None:
    """Enter the job in the calendar of periodic work."""
    from cms.moderation.looking_again import tell_of_due
    from cms.moderation.urgent import see_to_unreviewed

    periodic.register("moderation.schedule", follow_the_clock, EVERY_SECONDS)
    periodic.register("moderation.unreviewed", see_to_unreviewed, EVERY_SECONDS)
    periodic.register("moderation.review_by", tell_of_due, 12 * EVERY_SECONDS)


def expect(go_live_at: dt.datetime) -> None:
    """Queue the publication of what was scheduled for `go_live_at`, in the caller's transaction."""
    at_its_hour.using(run_after=go_live_at).enqueue()


@task()
def at_its_hour() -> None:
    """Publish what is due by now."""
    follow_the_clock()


def follow_the_clock() -> None:
    """Withdraw what has expired, then publish what is due, in the current tenant. Each item by itself: one that fails holds up no other."""
    for page in Page.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at").specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    for revision in due:
        _publish(revision)


def _publish(revision: Revision) -> None:
    """Publish one scheduled revision; where its approval has been voided since, it leaves the schedule."""
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except NotApproved:
        logger.warning("Revision %s was scheduled, but its approval no longer counts", revision.pk)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)

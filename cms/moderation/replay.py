"""What a what-if of the regulation replays: the contents put forward in this portal, as the regulation sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from cms.board.now import assignments
from cms.content.models import PortalPage
from cms.moderation.models.records import Submission
from cms.moderation.rules import item_facts
from cms.regulation.events import EVENT_FIELDS
from cms.regulation.registers import categories
from cms.regulation.routing import Assignments
from cms.regulation.what_if import PastItem


def submitted_items(since: dt.date) -> Iterator[tuple[PastItem, Assignments]]:
    """Yield each item put forward since a day, once, with its content as it was put forward last."""
    in_charge = assignments()
    submissions = Submission.objects.filter(submitted_at__date__gte=since, revision__isnull=False)
    latest = (
        submissions.order_by("item_id", "-submitted_at")
        .distinct("item_id")
        .select_related("revision", "page")
    )
    for submission in latest:
        content = submission.revision.as_object() if submission.revision else None
        if isinstance(content, PortalPage):
            yield _seen(content), in_charge


def _seen(page: PortalPage) -> PastItem:
    category = getattr(page, "category", "")
    return PastItem(
        title=page.title,
        category=category if category in categories() else "",
        facts=item_facts(page),
        events={name: getattr(page, name, None) for name in EVENT_FIELDS.values()},
        major=getattr(page, "major_event", False),
        own=getattr(page, "issued_by_self", True),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )

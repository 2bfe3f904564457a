"""How an item was approved: what citizens are told of it, and what is kept beside the release."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from cms.content.models import PortalPage
from cms.moderation.models import Approval, Correction, Takedown
from sites.releases import regulation


def items_of(page: PortalPage) -> list[UUID]:
    """The items whose approvals count for a page: its own, and an alias's source's."""
    return [page.item_id, *([page.alias_of.specific.item_id] if page.alias_of_id else [])]


def granting(page: PortalPage, digest: str) -> Approval | None:
    """The approval by which a content is public; an alias is public by its source's."""
    for key in items_of(page):
        found: Approval | None = Approval.objects.granting(key, digest).first()
        if found is not None:
            return found
    return None


def public_reference(approval: Approval | None) -> dict[str, Any] | None:
    """By which clause of which regulation an item was approved, for readers; None where no clause stands for it."""
    if approval is None or not approval.clause:
        return None
    return {"clause": approval.clause, "regulation": regulation.title_of(approval.regulation_version)}


def may_come_back(page: PortalPage) -> bool:
    """Whether a withdrawal of a page may still be undone: it was taken down, and the office has not settled it yet."""
    return Takedown.objects.provisional().filter(item_id__in=items_of(page)).exists()


def corrections_of(page: PortalPage) -> list[dict[str, Any]]:
    """What was put right in public on an item, the latest first; to the microsecond, because lists are ordered by it."""
    made = Correction.objects.filter(item_id__in=items_of(page))
    return [{"at": timezone.localtime(one.made_at).isoformat(), "text": one.text} for one in made]


def first_decided_at(page: PortalPage) -> datetime | None:
    """When the item was first approved: what counts as its publication where no act of publishing recorded one."""
    approvals = Approval.objects.filter(item_id__in=items_of(page), grants_publication=True)
    first: datetime | None = approvals.order_by("decided_at").values_list("decided_at", flat=True).first()
    return first


def provenance(page: PortalPage, approval: Approval | None) -> dict[str, Any]:
    """What stands beside a release and is shown to nobody: which approval, submission and revision it came from."""
    return {
        "approval": str(approval.pk) if approval else None,
        "basis": approval.basis if approval else None,
        "decided_at": approval.decided_at.isoformat() if approval else None,
        "submission": str(approval.submission_id) if approval else None,
        "revision": page.live_revision_id,
        "alias_of": page.alias_of_id,
        **({"came_from": str(source)} if (source := getattr(page, "came_from", None)) else {}),
    }

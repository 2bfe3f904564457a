"""How an item was approved: what citizens are told of it, and what is kept beside the release."""

from typing import Any

from cms.content.models import PortalPage
from cms.moderation.models.records import Approval
from sites.releases import regulation


def _granting(page: PortalPage, digest: str) -> Approval | None:
    """The approval by which a content is public; an alias is public by its source's."""
    keys = [page.item_id]
    if page.alias_of_id:
        keys.append(page.alias_of.specific.item_id)
    for key in keys:
        found: Approval | None = Approval.objects.granting(key, digest).first()
        if found is not None:
            return found
    return None


def public_reference(page: PortalPage) -> dict[str, Any] | None:
    """By which clause of which regulation the item was approved, for readers; None where no clause stands for it."""
    approval = _granting(page, page.content_digest)
    if approval is None or not approval.clause:
        return None
    return {"clause": approval.clause, "regulation": regulation.title_of(approval.regulation_version)}


def provenance(page: PortalPage, digest: str) -> dict[str, Any]:
    """What stands beside a release and is shown to nobody: which approval, submission and revision it came from."""
    approval = _granting(page, digest)
    return {
        "approval": str(approval.pk) if approval else None,
        "basis": approval.basis if approval else None,
        "decided_at": approval.decided_at.isoformat() if approval else None,
        "submission": str(approval.submission_id) if approval else None,
        "revision": page.live_revision_id,
        "alias_of": page.alias_of_id,
    }

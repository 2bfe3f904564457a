"""Withdrawing what was published at once and did not pass its review."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction

from cms.moderation.models.records import Approval, Submission, Takedown
from cms.moderation.telling import tell_taken_down
from cms.record.enums import Act
from cms.record.writing import write


def withdraw(submission: Submission, user: Any, reason: str, requested_by: str) -> Takedown | None:
    """Withdraw the content of `submission`, whose approval for publication counts no more; `user` is None where the portal's rule does it.

    The route under way goes on: where it ends with an approval, the content is public again.
    """
    page = submission.page.specific if submission.page else None
    granting = Approval.objects.in_force().filter(submission=submission, grants_publication=True)
    granting.update(voided_at=timezone.now(), void_reason="not held by its review")
    if page is None or not page.live:
        return None
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    takedown = Takedown.objects.create(
        item_id=page.item_id,
        page=page,
        digest=submission.digest,
        reason=reason.strip() or "—",
        requested_by=requested_by,
        taken_down_by=user,
    )
    write(
        Act.TAKEN_DOWN,
        account=user.pk if user else None,
        item=page.item_id,
        digest=submission.digest,
        about=takedown.pk,
        version=submission.regulation_version,
    )
    tell_taken_down(takedown, page.title, page.owner)
    return takedown

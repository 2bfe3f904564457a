"""Withdrawing at once: the item stays in the archive of the portal, its release and its files are gone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from cms.content.models import PortalPage
from cms.moderation.deciders import holders
from cms.moderation.models.records import Approval, Takedown
from cms.moderation.rules import takedown_roles
from cms.moderation.telling import tell_taken_down


def may_take_down(user: Any) -> bool:
    """Return whether `user` holds a post that may withdraw items: the final approvers and whoever the regulation names."""
    return user.is_active and (
        user.is_superuser or any(post.user_id == user.pk for post in holders(takedown_roles()))
    )


@transaction.atomic
def take_down(page: PortalPage, user: Any, reason: str, requested_by: str) -> Takedown:
    """Withdraw `page` now, with the reason and who asked for it; its approval no longer counts.

    Raises PermissionDenied for who may not, ValidationError where the reason or who asked is missing or the item is not public.
    """
    if not may_take_down(user):
        raise PermissionDenied(_("Only an approver, or whoever the regulation names, may take an item down."))
    if not reason.strip() or not requested_by.strip():
        raise ValidationError(_("Give the reason and who asked for the removal."))
    if not page.live:
        raise ValidationError(
            _("“%(title)s” is not public, so there is nothing to take down.") % {"title": page.title}
        )
    digest = page.content_digest
    Approval.objects.in_force().filter(item_id=page.item_id, grants_publication=True).update(
        voided_at=timezone.now(), void_reason="taken down"
    )
    # Nobody holds Wagtail's right to unpublish; the right to take down was asked for above.
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    takedown = Takedown.objects.create(
        item_id=page.item_id,
        page=page,
        digest=digest,
        reason=reason.strip(),
        requested_by=requested_by.strip(),
        taken_down_by=user,
    )
    tell_taken_down(takedown, page.title, page.owner)
    return takedown

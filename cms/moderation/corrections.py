"""Putting right in public what was wrong (*đính chính*)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.content import delivery
from cms.content.models import PortalPage
from cms.moderation.models import Correction
from cms.moderation.recording import post_of
from cms.moderation.takedown import may_take_down_for_good
from cms.record.enums import Act
from cms.record.writing import write
from cms.regulation.queries import in_force
from tenants.context import current_tenant
from tenants.guards import ensure_writable

LONGEST = 1000
SHORTEST = 10


def may_correct(user: Any) -> bool:
    """Return whether `user` may put a correction on a public item: whoever decides on publication, since its words are public at once."""
    return may_take_down_for_good(user)


@transaction.atomic
def correct(page: PortalPage, user: Any, text: str) -> Correction:
    """Put a correction on `page`; citizens see it on the item and in the list of corrections.

    Raises PermissionDenied for who may not, ValidationError for words of fewer than 10 or more than 1,000 characters or an item that is not public.
    """
    ensure_writable(current_tenant())
    if not may_correct(user):
        raise PermissionDenied(_("Only who decides on publication may put a correction on an item."))
    said = " ".join(text.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise ValidationError(
            {
                "text": _("Say what was wrong and what is right, in %(least)s to %(most)s characters.")
                % {"least": SHORTEST, "most": LONGEST}
            }
        )
    if not page.live:
        raise ValidationError(
            _("“%(title)s” is not public, so there is nothing to correct.") % {"title": page.title}
        )
    correction = Correction.objects.create(item_id=page.item_id, page=page, text=said, made_by=user)
    regulation = in_force()
    write(
        Act.CORRECTED,
        account=user.pk,
        post=post_of(user.pk),
        item=page.item_id,
        digest=page.content_digest,
        about=correction.pk,
        version=UUID(regulation.facts.id) if regulation.facts else None,
    )
    delivery.writer().write(page)
    return correction

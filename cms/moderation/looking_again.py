"""Public items whose day of being looked at again has come."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.moderation.deciders import holders
from cms.moderation.models.items import Preparation
from cms.moderation.telling import tell_review_by


def tell_of_due() -> None:
    """Tell the owner of each public item whose day has come, once; the head where the owner has no account any more."""
    for key in Preparation.objects.to_look_at_again().values_list("pk", flat=True):
        with transaction.atomic():
            due = Preparation.objects.to_look_at_again().select_for_update(skip_locked=True, of=("self",))
            noted = due.select_related("page__owner").filter(pk=key).first()
            if noted is None:
                continue
            noted.review_told_at = timezone.now()
            noted.save(update_fields=["review_told_at"])
            for person in _whom(noted):
                tell_review_by(noted, person)


def _whom(noted: Preparation) -> list[User]:
    owner = noted.page.owner
    if owner is not None and owner.is_active:
        return [owner]
    return [post.user for post in holders(["board_chief"])]

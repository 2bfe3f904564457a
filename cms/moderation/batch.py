"""Approving several items in one go: each by the same act as alone, with its own record; one that cannot be is left out and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Page

from cms.content.delivery import CannotBeReleased, NotApproved
from cms.content.models import PortalPage
from cms.moderation.reading import ItemUnderReview


@dataclass(frozen=True)
class Outcome:
    """What became of one item: `refusal` is empty where it was approved."""

    title: str
    refusal: str = ""
    is_public: bool = False


def approve_several(
    chosen: Iterable[tuple[int, str]], user: Any, comment: str = "", checked: Sequence[str] = ()
) -> list[Outcome]:
    """Approve each of `chosen`, pairs of a page's key and the digest of the content that was looked at.

    `checked` are the points that the person answers for.

    Each is a transaction of its own: what one refuses leaves the others alone.
    """
    return [_approve(key, digest, user, comment, checked) for key, digest in chosen]


def _approve(key: int, digest: str, user: Any, comment: str, checked: Sequence[str]) -> Outcome:
    page = Page.objects.filter(pk=key).first()
    specific = page.specific if page else None
    if not isinstance(specific, PortalPage):
        return Outcome(str(key), refusal=str(PermissionDenied()))
    item = ItemUnderReview.of(specific, user)
    try:
        with transaction.atomic():
            item.approve(digest, comment, checked)
    except (PermissionDenied, NotApproved, CannotBeReleased) as refusal:
        return Outcome(item.title, str(refusal))
    except ValidationError as error:
        return Outcome(item.title, " ".join(error.messages))
    return Outcome(item.title, is_public=Page.objects.filter(pk=key, live=True).exists())

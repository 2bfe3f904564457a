"""What may be done to an item that is or was public, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.content.models import PortalPage
from cms.moderation.corrections import may_correct
from cms.moderation.models import Takedown
from cms.moderation.takedown import may_settle, may_take_down


@dataclass(frozen=True)
class AfterActs:
    """The acts that a person is offered on an item: taking down, correcting, settling what waits."""

    may_take_down: bool
    may_correct: bool
    to_settle: Takedown | None
    waiting: Takedown | None

    @classmethod
    def of(cls, page: PortalPage, user: Any) -> AfterActs:
        """Return what `user` may do to `page`."""
        waiting = Takedown.objects.provisional().filter(item_id=page.item_id).first()
        return cls(
            may_take_down=page.live and may_take_down(user),
            may_correct=page.live and may_correct(user),
            to_settle=waiting if waiting and may_settle(user, waiting) else None,
            waiting=waiting,
        )


def takedowns_to_settle(user: Any) -> list[Takedown]:
    """Return the provisional takedowns that wait for `user`, the oldest first."""
    waiting = Takedown.objects.provisional().exclude(page=None).select_related("page", "taken_down_by")
    return [one for one in waiting.order_by("taken_down_at") if may_settle(user, one)]

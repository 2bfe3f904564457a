"""Who is told what about delegations. The texts are templates of `cms.notices`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin

if TYPE_CHECKING:
    from cms.board.models import Delegation


def tell_delegated(given: Delegation) -> None:
    """Tell the deputy what power the head has given, and until when."""
    tell(given.taker, NoticeKind.DELEGATED, _context(given), _address())


def tell_delegation_ended(given: Delegation) -> None:
    """Tell both that the power is over."""
    for person in (given.taker, given.giver):
        tell(person, NoticeKind.DELEGATION_ENDED, _context(given), _address())


def _context(given: Delegation) -> dict[str, str]:
    return {
        "giver": str(given.giver),
        "taker": str(given.taker),
        "decision": given.decision,
        "starts": _words(given.starts_at),
        "ends": _words(given.last_moment),
        "reason": given.end_reason,
    }


def _words(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%H:%M %d/%m/%Y") if moment else ""


def _address() -> str:
    return admin_origin(current_tenant()) + reverse("board")

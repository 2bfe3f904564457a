"""What receivers' administrators are written to of what was sent: that it came, that it changed, before and after its date. Once each.

What was told is remembered in the transaction that writes the letters, under a key that the database holds once: whatever is killed in
between, nobody is told twice and nothing is forgotten.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import Appointment, User
from cms.accounts.posts import ADMINISTRATORS, HEAD
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from sites.api.output import name_of
from sites.syndication.enums import Answer, Kind, Letter
from sites.syndication.models import Dispatch, Receipt, SentLetter
from sites.syndication.released import Sent, released
from sites.syndication.scope import Reach, reached_by
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.origins import admin_origin

logger = logging.getLogger(__name__)

SOON = timedelta(days=1)
"""So long before its date the reminder comes, where the item was not read yet."""

_NOTICES = {
    Letter.SENT: NoticeKind.SENT_TO_YOU,
    Letter.CHANGED: NoticeKind.SENT_CHANGED,
    Letter.SOON: NoticeKind.SENT_READ_SOON,
    Letter.LATE: NoticeKind.SENT_READ_LATE,
}


@dataclass(frozen=True)
class _Due:
    """One letter to one receiver."""

    reach: Reach
    dispatch: Dispatch
    sent: Sent
    letter: Letter
    version: str = ""


def tell_new() -> int:
    """Write of what was sent in the last quarter of an hour; returns how many letters. Runs every few seconds."""
    since = timezone.now() - timedelta(minutes=15)
    return _tell(Dispatch.objects.active().filter(sent_at__gte=since))


def tell_all() -> int:
    """Write of everything active: also to who came under the sender since, of new versions, and of dates. Returns how many letters."""
    senders = Dispatch.objects.active().order_by("sender_id").values_list("sender_id", flat=True).distinct()
    return sum(_tell(Dispatch.objects.active().filter(sender_id=sender)) for sender in list(senders))


def _tell(dispatches: Iterable[Dispatch]) -> int:
    known = {dispatch.pk: dispatch for dispatch in dispatches}
    if not known:
        return 0
    by_tenant: dict[UUID, list[_Due]] = defaultdict(list)
    for due in _due(known):
        by_tenant[due.reach.tenant_id].append(due)
    in_service = Tenant.objects.filter(pk__in=list(by_tenant), state="active")
    return sum(_tell_one(tenant, by_tenant[tenant.pk]) for tenant in in_service)


def _due(known: dict[UUID, Dispatch]) -> Iterable[_Due]:
    reaches = reached_by(known)
    public = released(reach.pair for reach in reaches)
    told = set(
        SentLetter.objects.filter(dispatch_id__in=list(known)).values_list(
            "dispatch_id", "tenant_id", "letter", "version"
        )
    )
    seen = {
        (receipt.dispatch_id, receipt.tenant_id): receipt
        for receipt in Receipt.objects.filter(dispatch_id__in=list(known))
    }
    for reach in reaches:
        if reach.pair not in public:
            continue
        dispatch, sent = known[reach.dispatch_id], public[reach.pair]
        receipt = seen.get((reach.dispatch_id, reach.tenant_id))
        for letter, version in wanted(dispatch, sent, receipt, today()):
            if (reach.dispatch_id, reach.tenant_id, letter.value, version) not in told:
                yield _Due(reach, dispatch, sent, letter, version)


def wanted(
    dispatch: Dispatch, sent: Sent, receipt: Receipt | None, day: date
) -> Iterable[tuple[Letter, str]]:
    """The letters that a receiver should have had by now, each with the version that it is about where that matters. Pure."""
    yield Letter.SENT, ""
    seen = receipt.seen_version if receipt else ""
    if receipt is not None and receipt.answer == Answer.DECLINED:
        return
    if seen and seen != sent.version:
        yield Letter.CHANGED, sent.version
    if dispatch.see_by is None or seen:
        return
    if day > dispatch.see_by:
        yield Letter.LATE, ""
    elif day >= dispatch.see_by - SOON and timezone.localtime(dispatch.sent_at).date() < day:
        yield Letter.SOON, ""


def _tell_one(tenant: Tenant, letters: list[_Due]) -> int:
    written = 0
    with tenant_context(tenant):
        people = administrators()
        for due in letters:
            try:
                with transaction.atomic():
                    SentLetter.objects.create(
                        dispatch=due.dispatch, tenant_id=tenant.pk, letter=due.letter, version=due.version
                    )
                    _write(tenant, due, people)
                written += 1
            except IntegrityError:
                continue  # another worker wrote it just now
            except Exception:  # one portal's trouble is not the others'
                logger.exception("%s could not be told of %s; it is tried again", tenant, due.dispatch.pk)
    return written


def administrators() -> list[User]:
    """Whom letters of the current portal go to: its administrators; its head where it has none."""
    posts = Appointment.objects.current().filter(user__is_active=True).select_related("user")
    for keys in (ADMINISTRATORS, (HEAD,)):
        people = {post.user_id: post.user for post in posts.filter(role_key__in=keys)}
        if people:
            return list(people.values())
    return []


def _write(tenant: Tenant, due: _Due, people: list[User]) -> None:
    url = admin_origin(tenant) + reverse("syndication_received", args=[due.dispatch.pk])
    said = {
        "title": due.sent.title,
        "sender": name_of(due.reach.sender_id),
        "kind": Kind(due.dispatch.kind).label,
        "is_emergency": due.dispatch.kind == Kind.EMERGENCY,
        "see_by": due.dispatch.see_by,
    }
    for person in people:
        tell(person, _NOTICES[due.letter], said, url)


def late(dispatch: Dispatch, receipt: Receipt | None, day: date) -> bool:
    """Whether a receiver has not read what it should have by a day."""
    return dispatch.see_by is not None and day > dispatch.see_by and not (receipt and receipt.seen_at)

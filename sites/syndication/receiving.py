"""What a receiver does with what it was sent: read, place, accept, take over as a draft, decline. Each act is one transaction."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.content.models import ArticlePage, SectionPage
from cms.record import writing as record
from cms.record.enums import Act
from sites.releases import purge
from sites.releases.enums import ReleaseType
from sites.syndication import drafts
from sites.syndication.enums import Answer, Kind, Place, ReceiptAct
from sites.syndication.models import Receipt, ReceiptEntry
from sites.syndication.released import Sent, released
from sites.syndication.scope import Reach, found
from tenants.context import current_tenant
from tenants.guards import ensure_writable


class NotReceived(LookupError):
    """The current portal is sent no such thing now: it never was, it was withdrawn, or its sender no longer shows it."""


class CannotAnswer(ValueError):
    """An act does not fit what was sent; the message, for the receiver, says what is allowed."""


def see(dispatch_id: UUID, by: User) -> Receipt:
    """Say that what was sent was read, as it is now. Doing it twice for one version changes nothing.

    Raises:
        NotReceived: the current portal is sent no such thing now.
        TenantReadOnly: it is an archive or closed.
    """
    with transaction.atomic():
        _reach, sent, receipt = _held(dispatch_id)
        _seen(receipt, sent, by)
        return receipt


def place(dispatch_id: UUID, chosen: Place, by: User) -> Receipt:
    """Choose where on the first page it stands. It cannot be hidden there.

    Raises:
        NotReceived: as `see`.
        CannotAnswer: it is an offer that was not accepted, or an emergency notice, which stands on every page.
    """
    with transaction.atomic():
        reach, sent, receipt = _held(dispatch_id)
        if reach.kind == Kind.EMERGENCY or not reach.is_shown:
            raise CannotAnswer(
                _("Only what is shown among the notices of the first page can be placed there.")
            )
        _seen(receipt, sent, by)
        receipt.place = chosen
        receipt.save(update_fields=["place"])
        _note(receipt, ReceiptAct.PLACED, by, sent, chosen.value)
        return receipt


def accept(dispatch_id: UUID, by: User, chosen: Place = Place.NORMAL) -> Receipt:
    """Accept an offer as it is: citizens read the sender's own item on this portal from now on.

    Raises:
        NotReceived, CannotAnswer: as `decline`.
    """
    with transaction.atomic():
        _reach, sent, receipt = _offer(dispatch_id)
        receipt.place = chosen
        _answer(receipt, Answer.ACCEPTED, by, sent)
        return receipt


def decline(dispatch_id: UUID, by: User, reason: str) -> Receipt:
    """Decline an offer with a reason, also one that was accepted.

    Raises:
        NotReceived: the current portal is sent no such thing now.
        CannotAnswer: it is no offer, or no reason is given.
    """
    with transaction.atomic():
        _reach, sent, receipt = _offer(dispatch_id)
        if not reason.strip():
            raise CannotAnswer(_("Say why it is declined; the sender reads it."))
        _answer(receipt, Answer.DECLINED, by, sent, reason.strip()[:500])
        return receipt


def draft(dispatch_id: UUID, section: SectionPage, by: User) -> ArticlePage:
    """Take an offer over as an own draft in a section: a new article that goes through this portal's own approvals.

    Raises:
        NotReceived: as `decline`.
        CannotAnswer: it is no offer of an article, or was taken over already.
    """
    with transaction.atomic():
        reach, sent, receipt = _offer(dispatch_id)
        if sent.type != ReleaseType.ARTICLE:
            raise CannotAnswer(_("Only an article can be taken over as a draft."))
        if receipt.draft_page_id and ArticlePage.objects.filter(pk=receipt.draft_page_id).exists():
            raise CannotAnswer(_("A draft was made of it already."))
        try:
            page = drafts.make(reach.sender_id, sent, section, by)
        except OSError as error:
            raise CannotAnswer(_("A picture of it cannot be read now. Try again later.")) from error
        receipt.draft_page_id = page.pk
        _answer(receipt, Answer.DRAFTED, by, sent)
        return page


def _held(dispatch_id: UUID) -> tuple[Reach, Sent, Receipt]:
    """What was sent as it is now, and this portal's receipt, held until the transaction ends."""
    tenant = current_tenant()
    ensure_writable(tenant)
    if found(tenant.pk, dispatch_id) is None:
        raise NotReceived(_("This portal is not sent this item, or no longer."))
    Receipt.objects.get_or_create(dispatch_id=dispatch_id, tenant_id=tenant.pk)
    receipt = Receipt.objects.select_for_update().get(dispatch_id=dispatch_id, tenant_id=tenant.pk)
    reach = found(tenant.pk, dispatch_id)  # read behind the lock: another act may just have answered
    sent = released([reach.pair]).get(reach.pair) if reach else None
    if reach is None or sent is None:
        raise NotReceived(_("This portal is not sent this item, or no longer."))
    return reach, sent, receipt


def _offer(dispatch_id: UUID) -> tuple[Reach, Sent, Receipt]:
    reach, sent, receipt = _held(dispatch_id)
    if reach.kind != Kind.OFFERED:
        raise CannotAnswer(
            _("This item is mandatory. It can be placed on the first page, not accepted or declined.")
        )
    return reach, sent, receipt


def _seen(receipt: Receipt, sent: Sent, by: User) -> None:
    if receipt.seen_version == sent.version:
        return
    receipt.seen_at, receipt.seen_by, receipt.seen_version = timezone.now(), by.get_full_name(), sent.version
    receipt.save(update_fields=["seen_at", "seen_by", "seen_version"])
    _note(receipt, ReceiptAct.SEEN, by, sent)


_ACTS = {
    Answer.ACCEPTED: ReceiptAct.ACCEPTED,
    Answer.DRAFTED: ReceiptAct.DRAFTED,
    Answer.DECLINED: ReceiptAct.DECLINED,
}


def _answer(receipt: Receipt, answer: Answer, by: User, sent: Sent, reason: str = "") -> None:
    _seen(receipt, sent, by)
    receipt.answer, receipt.reason = answer, reason
    receipt.answered_at, receipt.answered_by = timezone.now(), by.get_full_name()
    receipt.save()
    _note(receipt, _ACTS[answer], by, sent, reason)
    record.write(Act.OFFER_ANSWERED, account=by.pk, item=sent.item_id, about=receipt.dispatch_id)


def _note(receipt: Receipt, act: ReceiptAct, by: User, sent: Sent, said: str = "") -> None:
    """Add an act to the receiver's history, and let caches of ours forget what its portal shows."""
    ReceiptEntry.objects.create(
        dispatch_id=receipt.dispatch_id,
        tenant_id=receipt.tenant_id,
        act=act,
        by=by.get_full_name(),
        by_id=by.pk,
        version=sent.version,
        said=said,
    )
    key = purge.portal_key(receipt.tenant_id)
    transaction.on_commit(lambda: purge.purge({key}), robust=True)

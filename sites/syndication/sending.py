"""What a sender does: send one of its released items, withdraw it. Each act is one transaction."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.record import writing as record
from cms.record.enums import Act
from sites.releases import purge
from sites.releases.models import Release
from sites.releases.sharing import SHARABLE_TYPES, province_scope
from sites.syndication.enums import LEVELS, Audience, Kind
from sites.syndication.models import Dispatch
from sites.syndication.neighbours import siblings
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.enums import TenantKind, UnitType
from tenants.guards import ensure_writable
from tenants.identity import new_id
from tenants.models import Tenant

LONGEST_EMERGENCY = timedelta(days=7)
"""A band that stays for weeks is read by nobody; what lasts longer is sent anew."""

COMMUNE_TYPES = (UnitType.XA, UnitType.PHUONG, UnitType.DAC_KHU)


class CannotSend(ValueError):
    """An item cannot be sent as wanted. The message, for the sender, says what is wrong and what is allowed; `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Wishes:
    """How an item is to be sent.

    Attributes:
        unit_types: keys of `UnitType`; for `Audience.TYPES` alone.
        codes: of communes; for `Audience.CODES` alone.
        see_by: the last day for reading it.
        ends_at: until when it is shown; needed for an emergency notice, at most 7 days ahead.
        level: of the disaster's risk, 1 to 5; of an emergency notice alone.
    """

    kind: Kind
    audience: Audience = Audience.ALL
    unit_types: Collection[str] = field(default_factory=tuple)
    codes: Collection[str] = field(default_factory=tuple)
    see_by: date | None = None
    ends_at: datetime | None = None
    level: int | None = None


def sendable(sender: Tenant) -> "QuerySet[Release]":
    """The released items that a portal can send, the newest first: articles and legal documents of its own making."""
    own = _released(sender).exclude(provenance__has_key="came_from").defer("full", "text", "summary")
    return own.order_by("-published_at")


def _released(sender: Tenant) -> "QuerySet[Release]":
    return Release.objects.of(sender.pk).public().filter(type__in=SHARABLE_TYPES)


def reachable(sender: Tenant) -> dict[str, UUID]:
    """The communes that a portal may send to, by code: a province's own; of a commune those of the same province."""
    if sender.kind == TenantKind.PROVINCE:
        return province_scope(sender.pk)
    return siblings(sender) if sender.kind == TenantKind.COMMUNE else {}


def send(item_id: UUID, wishes: Wishes, by: User, key: UUID | None = None) -> Dispatch:
    """Send one of the current portal's released items.

    Parameters:
        item_id: of the item.
        key: of the dispatch, as the form was given it: a form that is sent twice sends once.

    Raises:
        CannotSend: the item is not the portal's own or not public, or the wishes do not fit.
        TenantReadOnly: the portal is an archive or closed.
    """
    sender = current_tenant()
    ensure_writable(sender)
    _refuse_item(sender, item_id)
    _refuse_wishes(sender, wishes)
    key = key or new_id()
    try:
        with transaction.atomic():
            dispatch = Dispatch.objects.create(
                id=key,
                sender=sender,
                item_id=item_id,
                kind=wishes.kind,
                audience=wishes.audience,
                unit_types=sorted(wishes.unit_types),
                codes=sorted(wishes.codes),
                see_by=wishes.see_by,
                ends_at=wishes.ends_at,
                level=wishes.level,
                sent_by=by.get_full_name(),
                sent_by_id=by.pk,
            )
            record.write(Act.SENT_TO_UNITS, account=by.pk, item=item_id, about=dispatch.pk)
            forget_answers(sender)
    except IntegrityError:
        sent = Dispatch.objects.of(sender.pk).filter(pk=key).first()
        if sent is None:
            raise
        return sent
    return dispatch


@transaction.atomic
def withdraw(dispatch_id: UUID, by: User, reason: str) -> bool:
    """Withdraw what the current portal sent; returns whether it was still there. It is gone from every portal at once.

    Raises:
        CannotSend: the portal sent no such thing, or no reason is given.
    """
    sender = current_tenant()
    ensure_writable(sender)
    dispatch = Dispatch.objects.select_for_update().of(sender.pk).filter(pk=dispatch_id).first()
    if dispatch is None:
        raise CannotSend(_("This portal sent no such item."))
    if not reason.strip():
        raise CannotSend(_("Say why it is withdrawn; the units that received it are shown it."), "reason")
    if dispatch.withdrawn_at is not None:
        return False
    dispatch.withdrawn_at, dispatch.withdrawn_by = timezone.now(), by.get_full_name()
    dispatch.withdrawn_reason = reason.strip()[:500]
    dispatch.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record.write(Act.SENDING_WITHDRAWN, account=by.pk, item=dispatch.item_id, about=dispatch.pk)
    forget_answers(sender)
    return True


def forget_answers(sender: Tenant) -> None:
    """Let caches of ours forget, once the transaction has committed, what shows what is sent within the sender's province."""
    parent = sender.parent()
    province = parent.pk if parent is not None else sender.pk
    transaction.on_commit(
        lambda: purge.purge({purge.sent_key(province), purge.portal_key(sender.pk)}), robust=True
    )


def _refuse_item(sender: Tenant, item_id: UUID) -> None:
    release = _released(sender).filter(item_id=item_id).first()
    if release is None:
        raise CannotSend(_("Only a published article or legal document of this portal can be sent."), "item")
    if release.provenance.get("came_from"):
        raise CannotSend(
            _("This item was made of one that another portal sent here. What was received is not sent on."),
            "item",
        )


def _refuse_wishes(sender: Tenant, wishes: Wishes) -> None:
    if sender.kind == TenantKind.COMMUNE and (
        wishes.kind != Kind.OFFERED or wishes.audience != Audience.CODES
    ):
        raise CannotSend(
            _("A commune can only offer its items, and only to units that it names one by one."), "kind"
        )
    if sender.kind not in {TenantKind.PROVINCE, TenantKind.COMMUNE}:
        raise CannotSend(_("This portal sends nothing to others."))
    _refuse_audience(sender, wishes)
    _refuse_dates(wishes)


def _refuse_audience(sender: Tenant, wishes: Wishes) -> None:
    said = {Audience.TYPES: wishes.unit_types, Audience.CODES: wishes.codes}
    if any(bool(values) != (wishes.audience == audience) for audience, values in said.items()):
        raise CannotSend(_("Choose the types of units, or the units, to whom it is sent."), "audience")
    if not set(wishes.unit_types) <= set(COMMUNE_TYPES):
        raise CannotSend(_("Items are sent to communes, wards and special zones only."), "unit_types")
    foreign = sorted(set(wishes.codes) - set(reachable(sender)))
    if foreign:
        detail = _("Not of this province, or without a portal: %(codes)s.") % {"codes": ", ".join(foreign)}
        raise CannotSend(detail, "codes")


def _refuse_dates(wishes: Wishes) -> None:
    now = timezone.now()
    if wishes.see_by is not None and wishes.see_by < today():
        raise CannotSend(_("The day by which it has to be read is over."), "see_by")
    if wishes.ends_at is not None and wishes.ends_at <= now:
        raise CannotSend(_("The instant until which it is shown is over."), "ends_at")
    if wishes.kind == Kind.EMERGENCY and (wishes.ends_at is None or wishes.ends_at > now + LONGEST_EMERGENCY):
        raise CannotSend(
            _("An emergency notice needs an end, at most %(days)d days ahead.")
            % {"days": LONGEST_EMERGENCY.days},
            "ends_at",
        )
    if wishes.level is not None and (wishes.kind != Kind.EMERGENCY or wishes.level not in LEVELS):
        raise CannotSend(_("A level of risk, 1 to 5, is said of emergency notices only."), "level")

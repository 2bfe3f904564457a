"""A petition that is another authority's matter: handed over to its portal, sealed to that portal's key, and its sender told where it goes on.

The other portal's worker finds it in the inbox like everything that citizens send. Nothing of it is readable on the way, and only that it was handed
over, to whom, by whom and by which clause stays here in clear.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.clocks import acts as clocks
from cms.engagement import rules, wording
from cms.engagement.acts.steps import close, locked, move, require
from cms.engagement.acts.together import separate
from cms.engagement.enums import Act, CaseKind, Closing, MessageKind
from cms.engagement.exchange import contact_of, said_in, say
from cms.engagement.kinds import kind_of
from cms.engagement.mailing import mail_message, secret_link
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.timing import settle_forwarding
from cms.inbox.models import Envelope, PublicKey
from cms.inbox.receipts import Receipt, new_secret
from cms.inbox.sealing import as_bytes, seal
from cms.record.enums import Act as Recorded
from cms.record.writing import write as record
from tenants.context import current_tenant
from tenants.enums import TenantKind, TenantState
from tenants.models import Tenant

SHORTEST = 10


def authorities() -> list[Tenant]:
    """Return the portals that a petition can be handed over to: the province's, and those of the communes of the same province."""
    here = current_tenant()
    province = here if here.kind == TenantKind.PROVINCE else here.parent()
    if province is None:
        return []
    known = set(PublicKey.objects.values_list("tenant_id", flat=True))
    return [
        one
        for one in (province, *province.communes())
        if one.pk != here.pk and one.pk in known and one.state == TenantState.ACTIVE
    ]


@transaction.atomic
def hand_to(case: Case, *, by: User, to: UUID, reason: str) -> Case:
    """Hand a petition over to the portal of the authority whose matter it is; its sender is told, and it is closed here.

    Args:
        to: the tenant's key, one of `authorities`.
    """
    held = locked(case)
    require(DeskPowers.of(by).receives)
    target = next((one for one in authorities() if one.pk == to), None)
    if held.kind != CaseKind.PETITION or target is None:
        raise ValidationError({"to": _("Choose one of the authorities that have a portal here.")})
    if len(reason.strip()) < SHORTEST:
        raise ValidationError({"reason": _("Say in a sentence why it is that authority's matter.")})
    rule, name = rules.scope_rule(held.kind), target.identity().name
    receipt = _put(held, target)
    link = secret_link(held.kind, receipt.token, target)
    told = wording.handed_over(held, rule.source, name, receipt.code, link)
    message = say(held, MessageKind.NOTICE, told, by=by)
    held.handed_to, held.clause = target.pk, rule.source
    close(held, Closing.HANDED_OVER, rules.KEEP)
    move(held, Act.HANDED_OVER, by=by, clause=rule.source, message=message, note=f"{name}. {reason}")
    settle_forwarding(held, by)
    clocks.end_all(held.pk, by=by, reason=_("Handed over to the authority whose matter it is."))
    record(Recorded.PETITION_HANDED_OVER, account=by.pk, about=held.pk, clause=rule.source)
    mail_message(message)
    separate(held)
    return held


def _put(case: Case, target: Tenant) -> Receipt:
    """Put everything the sender wrote into the other portal's inbox, sealed to its key; returns the receipt that holds there."""
    kind = kind_of(case.kind).envelope
    receipt = Receipt.of(new_secret(), kind)
    key = PublicKey.objects.filter(tenant=target).latest("made_at")
    texts = [one.text for one in said_in(case) if not one.is_official]
    shape = {
        **contact_of(case).shape(),
        "text": "\n\n".join(texts),
        "code": receipt.code,
        "token": receipt.token,
        "field": case.field,
        "came_from": str(current_tenant().pk),
    }
    Envelope.objects.create(
        tenant=target, idempotency=receipt.idempotency, kind=kind.value, key_id=key.key_id,
        payload=seal(as_bytes(shape), key.public),
    )  # fmt: skip
    return receipt

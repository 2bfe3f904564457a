"""How a case comes in: by the portal's form, from another portal, or entered by an official on the citizen's behalf."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.engagement import rules
from cms.engagement.acts.steps import require, write
from cms.engagement.enums import Act, CaseKind, Channel, MessageKind
from cms.engagement.exchange import Contact, put_contact, say
from cms.engagement.kinds import kind_of
from cms.engagement.mailing import mail_receipt
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_received
from cms.engagement.timing import start_clocks
from cms.inbox.receipts import Receipt, new_secret, token_hash
from tenants.context import current_tenant
from tenants.guards import ensure_writable


@transaction.atomic
def receive(
    *,
    kind: CaseKind = CaseKind.QUESTION,
    idempotency: str,
    code: str,
    text: str,
    contact: Contact,
    received_at: dt.datetime,
    field: str = "",
    suspicious: bool = False,
    came_from: UUID | None = None,
) -> Case | None:
    """Make a case of what came by the form, or from the portal `came_from`; None where it has made one already."""
    if Case.objects.filter(idempotency=idempotency).exists():
        return None
    case = Case(
        kind=kind, code=code, token_hash=token_hash(contact.token), idempotency=idempotency,
        channel=Channel.FORM if came_from is None else Channel.PORTAL,
        received_at=received_at, field=field, suspicious=suspicious, came_from=came_from,
    )  # fmt: skip
    put_contact(case, contact)
    case.save(force_insert=True)
    say(case, MessageKind.QUESTION, text, at=received_at)
    write(case, Act.RECEIVED, clause=rules.steps_source(kind), at=received_at)
    start_clocks(case)
    if not suspicious:  # nobody is sent letters by a machine that fills in forms
        mail_receipt(case)
    tell_received(case)
    return case


@transaction.atomic
def enter(
    *,
    kind: CaseKind = CaseKind.QUESTION,
    by: User,
    channel: Channel,
    received_at: dt.datetime,
    text: str,
    contact: Contact,
    note: str = "",
) -> tuple[Case, Receipt]:
    """Enter a case that came by letter, at the office or otherwise, on the citizen's behalf.

    Returns the case and the receipt to hand over: its secret link is shown this once and stored nowhere in clear.
    """
    tenant = current_tenant()
    ensure_writable(tenant)
    require(DeskPowers.of(by).receives)
    if not rules.is_open(kind):
        raise ValidationError(_("This desk of the portal is not open."))
    if received_at > timezone.now():
        raise ValidationError({"received_at": _("Nothing is received in the future.")})
    receipt = Receipt.of(new_secret(), kind_of(kind).envelope)
    case = Case(
        kind=kind, code=receipt.code, token_hash=receipt.token_hash, idempotency=receipt.idempotency, channel=channel,
        received_at=received_at, entered_by=by,
    )  # fmt: skip
    put_contact(case, Contact.of({**contact.shape(), "token": receipt.token}))
    case.save(force_insert=True)
    say(case, MessageKind.QUESTION, text.strip(), at=received_at)
    write(case, Act.ENTERED, by=by, clause=rules.steps_source(kind), note=note)
    start_clocks(case, by)
    mail_receipt(case)
    tell_received(case, but=by)
    return case, receipt

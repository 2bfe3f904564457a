"""How a question comes in: by the portal's form, or entered by an official on the citizen's behalf."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.engagement import rules
from cms.engagement.acts.steps import require, start_clock, write
from cms.engagement.enums import Act, Channel, MessageKind
from cms.engagement.exchange import Contact, put_contact, say
from cms.engagement.mailing import mail_receipt
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.telling import tell_received
from cms.inbox.receipts import Receipt, new_secret, token_hash
from tenants.context import current_tenant
from tenants.guards import ensure_writable

SHORTEST, LONGEST = 10, 5000
"""Characters of a question."""


@transaction.atomic
def receive(
    *,
    idempotency: str,
    code: str,
    text: str,
    contact: Contact,
    received_at: dt.datetime,
    field: str = "",
    suspicious: bool = False,
) -> Case | None:
    """Make a case of what came by the form; None where this form has made one already."""
    if Case.objects.filter(idempotency=idempotency).exists():
        return None
    case = Case(
        code=code, token_hash=token_hash(contact.token), idempotency=idempotency, channel=Channel.FORM,
        received_at=received_at, field=field, suspicious=suspicious,
    )  # fmt: skip
    put_contact(case, contact)
    case.save(force_insert=True)
    say(case, MessageKind.QUESTION, text, at=received_at)
    write(case, Act.RECEIVED, clause=rules.steps_source(), at=received_at)
    start_clock(case)
    if not suspicious:  # nobody is sent letters by a machine that fills in forms
        mail_receipt(case)
    tell_received(case)
    return case


@transaction.atomic
def enter(
    *,
    by: User,
    channel: Channel,
    received_at: dt.datetime,
    text: str,
    contact: Contact,
    note: str = "",
) -> tuple[Case, Receipt]:
    """Enter a question that came by letter, at the office or otherwise, on the citizen's behalf.

    Returns the case and the receipt to hand over: its secret link is shown this once and stored nowhere in clear.
    """
    tenant = current_tenant()
    ensure_writable(tenant)
    require(DeskPowers.of(by).receives)
    if not rules.is_open():
        raise ValidationError(_("The questions' desk of this portal is not open."))
    if received_at > timezone.now():
        raise ValidationError({"received_at": _("A question is not received in the future.")})
    receipt = Receipt.of(new_secret())
    case = Case(
        code=receipt.code, token_hash=receipt.token_hash, idempotency=receipt.idempotency, channel=channel,
        received_at=received_at, entered_by=by,
    )  # fmt: skip
    put_contact(case, Contact.of({**contact.shape(), "token": receipt.token}))
    case.save(force_insert=True)
    say(case, MessageKind.QUESTION, text.strip(), at=received_at)
    write(case, Act.ENTERED, by=by, clause=rules.steps_source(), note=note)
    start_clock(case, by)
    mail_receipt(case)
    tell_received(case, but=by)
    return case, receipt

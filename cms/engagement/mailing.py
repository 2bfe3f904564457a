"""Letters to who asked, where they gave an address. They carry no word of what was asked or answered, only the secret link to it.

Addresses lie sealed, so the queue gets the message's key alone; a letter that could not be sent is tried again, longer each time.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from cms.engagement.enums import MessageKind, MessageState
from cms.engagement.exchange import contact_of
from cms.engagement.keys import NoInstallationKey
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case, Message
from cms.engagement.wording import authority
from cms.inbox.sealing import Unreadable
from cms.notices.enums import NoticeState
from tenants.context import current_tenant
from tenants.models import Tenant
from tenants.origins import public_origin

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
FIRST_RETRY = dt.timedelta(minutes=1)  # then 4, 16 and 64 minutes
LOST_AFTER = dt.timedelta(hours=2)
FOLLOW_UP = "theo-doi"


def secret_link(kind: str, token: str, tenant: Tenant | None = None) -> str:
    """Return the address under which who sent a case sees the exchange, on the current portal or another one."""
    return f"{public_origin(tenant or current_tenant())}/{kind_of(kind).slug}/{FOLLOW_UP}/{token}/"


def mail_receipt(case: Case) -> None:
    """Send the receipt of a case that has just come in."""
    if case.has_email:
        message = Message.objects.create(
            case=case, kind=MessageKind.RECEIPT, state=MessageState.SENT, mail=NoticeState.WAITING, sent_at=timezone.now()
        )  # fmt: skip
        send_to_asker.enqueue(str(message.pk))


def mail_message(message: Message) -> None:
    """Tell who asked that something was said in their case."""
    if message.case.has_email:
        message.mail = NoticeState.WAITING
        message.save(update_fields=["mail"])
        send_to_asker.enqueue(str(message.pk))


@task()
def send_to_asker(message_id: str) -> None:
    """Send one letter; one that was sent is left alone, so running twice sends once."""
    with transaction.atomic():
        waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).select_related("case")
        message = waiting.filter(pk=message_id, mail=NoticeState.WAITING).first()
        if message is None:
            return
        message.mail_attempts += 1
        try:
            _deliver(message)
        except (OSError, smtplib.SMTPException, Unreadable, NoInstallationKey) as error:
            logger.warning("A letter of %s was not sent: %s", message.case.code, type(error).__name__)
            _try_again(message)
        else:
            message.mail = NoticeState.SENT
        message.save(update_fields=["mail", "mail_attempts"])


def _try_again(message: Message) -> None:
    if message.mail_attempts >= MAX_ATTEMPTS:
        message.mail = NoticeState.FAILED
        return
    later = timezone.now() + FIRST_RETRY * 4 ** (message.mail_attempts - 1)
    send_to_asker.using(run_after=later).enqueue(str(message.pk))


def send_lost() -> int:
    """Send what has lost its task in a crash; returns how many were tried."""
    before = timezone.now() - LOST_AFTER
    keys = list(
        Message.objects.filter(mail=NoticeState.WAITING, at__lt=before).values_list("pk", flat=True)[:200]
    )
    for key in keys:
        send_to_asker.func(str(key))
    return len(keys)


def _deliver(message: Message) -> None:
    contact = contact_of(message.case)
    if not contact.email:
        return  # deleted meanwhile
    context = {
        "kind": message.kind,
        "code": message.case.code,
        "name": contact.name,
        "authority": authority(),
        "noun": kind_of(message.case.kind).words.noun,
        "link": secret_link(message.case.kind, contact.token),
    }
    with translation.override("vi"):
        text = render_to_string("engagement/letters/asker.txt", context)
    subject, _rest, body = text.strip().partition("\n")
    send_mail(subject, body.strip(), None, [contact.email])

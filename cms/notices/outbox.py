"""Writing notices and sending them."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from cms.notices.enums import NoticeKind, NoticeState
from cms.notices.models import Notice

MAX_ATTEMPTS = 5
FIRST_RETRY = dt.timedelta(minutes=1)  # then 4, 16 and 64 minutes
LONGEST_WAIT = 2 * 60 * 60  # seconds; what waits longer has lost its task

# A link that opens an account is made when its letter leaves: no valid one lies in the outbox or in a backup.
_links: dict[NoticeKind, Callable[[Any], str]] = {}

_muted: ContextVar[bool] = ContextVar("notices_muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Write no notices within the block: bringing older content in is news to nobody."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def register_link(kind: NoticeKind, make: Callable[[Any], str]) -> None:
    """Let `make(recipient)` give the address that a notice of `kind` ends with, at the moment it is sent."""
    _links[kind] = make


def tell(
    recipient: AbstractBaseUser, kind: NoticeKind, context: dict[str, Any], url: str = ""
) -> Notice | None:
    """Write a notice of `kind` to `recipient` into the outbox and queue its sending, in the caller's transaction.

    The template `notices/<kind>.txt` gets `context`, `recipient` and `url`; its first line is the subject. Only the notice's key goes into
    the queue, so no text or address leaves the tenant's schema. Returns the notice, None within `muted()`.
    """
    if _muted.get():
        return None
    with translation.override("vi"):
        text = render_to_string(f"notices/{kind}.txt", {**context, "recipient": recipient, "url": url})
    subject, _, body = text.strip().partition("\n")
    with transaction.atomic():
        notice = Notice.objects.create(
            recipient_id=recipient.pk, kind=kind, subject=subject[:250], body=body.strip(), url=url
        )
        send_notice.enqueue(str(notice.pk))
    return notice


@task()
def send_notice(notice_id: str) -> None:
    """Send one notice by e-mail. A notice already sent is left alone, so running twice sends once.

    A failure is kept on the notice and tried again after a while, longer each time, up to `MAX_ATTEMPTS` times.
    """
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient")
            .filter(pk=notice_id, state=NoticeState.WAITING)
            .first()
        )
        if notice is None:
            return
        notice.attempts += 1
        try:
            _deliver(notice)
        except (OSError, smtplib.SMTPException) as error:
            notice.last_error = str(error)[:300]
            if notice.attempts >= MAX_ATTEMPTS:
                notice.state = NoticeState.FAILED
            else:
                send_notice.using(
                    run_after=timezone.now() + FIRST_RETRY * 4 ** (notice.attempts - 1)
                ).enqueue(notice_id)
        else:
            notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, timezone.now(), ""
        notice.save(update_fields=["attempts", "last_error", "state", "sent_at"])


def send_waiting(older_than_seconds: int = LONGEST_WAIT) -> int:
    """Send what still waits after `older_than_seconds`: a crash took its task away.

    Returns how many notices were tried.
    """
    before = timezone.now() - dt.timedelta(seconds=older_than_seconds)
    keys = list(
        Notice.objects.filter(state=NoticeState.WAITING, created_at__lt=before).values_list("pk", flat=True)[
            :200
        ]
    )
    for key in keys:
        send_notice.func(str(key))
    return len(keys)


def sweep() -> None:
    """Send what has lost its task, as periodic work of a tenant."""
    send_waiting()


def _deliver(notice: Notice) -> None:
    address = getattr(notice.recipient, "email", "")
    if not address:
        return  # shown in the admin alone
    make_link = _links.get(NoticeKind(notice.kind))
    link = make_link(notice.recipient) if make_link else notice.url
    send_mail(notice.subject, f"{notice.body}\n\n{link}".strip(), None, [address])

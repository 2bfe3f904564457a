"""The demo's mailbox: e-mails that Django's file backend wrote, read back."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

SEPARATOR = b"-" * 79
NEWEST = 100


@dataclass(frozen=True)
class Letter:
    """One e-mail as a person reads it."""

    to: str
    subject: str
    body: str
    sent_at: datetime | None


def letters_of(addresses: Collection[str]) -> list[Letter]:
    """Return the newest letters to any of `addresses`, newest first; none where nothing was sent yet."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    letters = [
        letter
        for path in sorted(folder.glob("*.log"), reverse=True)
        for letter in _letters_in(path)
        if letter.to in addresses
    ]
    return sorted(
        letters, key=lambda letter: letter.sent_at.timestamp() if letter.sent_at else 0, reverse=True
    )[:NEWEST]


def _letters_in(path: Path) -> list[Letter]:
    return [_letter(part.strip()) for part in path.read_bytes().split(SEPARATOR) if part.strip()]


def _letter(source: bytes) -> Letter:
    message = email.message_from_bytes(source, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes these
    date = message["Date"]
    body = message.get_body(("plain",))
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body is not None else "",
        sent_at=date.datetime if date is not None else None,
    )

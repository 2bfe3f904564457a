"""What was said in a case, sealed and opened. The one place that turns sealed columns into words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.accounts.models import User
from cms.engagement.enums import MessageKind, MessageState
from cms.engagement.keys import opened, sealed
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case, Message
from cms.inbox.sealing import as_bytes, as_shape

# What the asker sees: their own words, and what officials sent.
OFFICIAL_KINDS = (
    MessageKind.REQUEST, MessageKind.INTERIM, MessageKind.ANSWER, MessageKind.REFUSAL, MessageKind.NOTICE,
    MessageKind.EXTENSION, MessageKind.DENIAL,
)  # fmt: skip
_NAMES = ("name", "email", "telephone", "address", "token", "place", "supply", "reason", "item", "nature")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who sent a case, as they gave it. `token` is of their secret link, so that letters to them can carry it.

    `place` is where a petition's matter is, in words; `supply` and `reason` are how somebody wants to get information, and what for;
    `item` is the key of the item that a report is about, and `nature` whether it is wrong or unlawful.
    """

    name: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    token: str = ""
    place: str = ""
    supply: str = ""
    reason: str = ""
    item: str = ""
    nature: str = ""

    def shape(self) -> dict[str, Any]:
        """Return it as it is sealed."""
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def of(cls, shape: Mapping[str, Any]) -> Contact:
        """Return it from what was sealed; what is not there is empty."""
        return cls(**{name: str(shape.get(name) or "") for name in _NAMES})

    @property
    def is_named(self) -> bool:
        """Whether anything of who asked is known."""
        return bool(self.name or self.email or self.telephone or self.address)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was opened."""

    message: Message
    text: str

    @property
    def label(self) -> str:
        """What it is called: what came first has the name of the desk's own."""
        if self.message.kind == MessageKind.QUESTION:
            return str(kind_of(self.message.case.kind).words.sent)
        return str(self.message.get_kind_display())

    @property
    def is_official(self) -> bool:
        """Whether an official said it."""
        return self.message.kind in OFFICIAL_KINDS


def put_contact(case: Case, contact: Contact) -> None:
    """Seal who asked into a case that is about to be saved."""
    case.contact, case.contact_key = sealed(as_bytes(contact.shape()))
    case.has_email = bool(contact.email)


def contact_of(case: Case) -> Contact:
    """Return who asked; empty when it was deleted.

    Raises:
        Unreadable, NoInstallationKey: it cannot be opened here.
    """
    if case.contact is None:
        return Contact()
    return Contact.of(as_shape(opened(case.contact, case.contact_key)))


def say(
    case: Case,
    kind: MessageKind,
    text: str,
    *,
    by: User | None = None,
    state: MessageState = MessageState.SENT,
    at: dt.datetime | None = None,
) -> Message:
    """Put something said into a case, sealed."""
    content, key_id = sealed(text.encode())
    instant = at or timezone.now()
    return Message.objects.create(
        case=case, kind=kind, state=state, text=content, key_id=key_id, by=by, at=instant,
        sent_at=instant if state == MessageState.SENT else None,
    )  # fmt: skip


def text_of(message: Message) -> str:
    """Return what a message says; empty when it was deleted.

    Raises:
        Unreadable, NoInstallationKey: it cannot be opened here.
    """
    return opened(message.text, message.key_id).decode() if message.text is not None else ""


def said_in(case: Case, *, sent_only: bool = False) -> list[Said]:
    """Return everything said in a case, the first first; with `sent_only` what the asker may see."""
    messages = case.messages.select_related("by").exclude(kind=MessageKind.RECEIPT)
    if sent_only:
        messages = messages.filter(state=MessageState.SENT)
    return [Said(message, text_of(message)) for message in messages]

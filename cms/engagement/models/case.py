"""A case, what was said in it, and its history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.engagement.enums import (
    OPEN_STATES,
    Act,
    CaseKind,
    Channel,
    Closing,
    MessageKind,
    MessageState,
    State,
)
from cms.engagement.kinds import state_label
from cms.notices.enums import NoticeState
from tenants.identity import new_id

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from cms.board.models import OrganisationUnit


def kinds() -> list[tuple[str, Any]]:
    """Return the desks; these lists are asked when needed, so that a longer one needs no migration in every tenant."""
    return list(CaseKind.choices)


def channels() -> list[tuple[str, Any]]:
    """Return the channels."""
    return list(Channel.choices)


def states() -> list[tuple[str, Any]]:
    """Return the states."""
    return list(State.choices)


def closings() -> list[tuple[str, Any]]:
    """Return why cases are closed without an answer."""
    return list(Closing.choices)


def acts() -> list[tuple[str, Any]]:
    """Return the steps of a history."""
    return list(Act.choices)


def message_kinds() -> list[tuple[str, Any]]:
    """Return what can be said in a case."""
    return list(MessageKind.choices)


def message_states() -> list[tuple[str, Any]]:
    """Return how far something said can have come."""
    return list(MessageState.choices)


def mail_states() -> list[tuple[str, Any]]:
    """Return how far the e-mail that tells of something said can have come."""
    return list(NoticeState.choices)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by how they stand."""

    def open(self) -> Self:
        """Return those that still want an answer."""
        return self.filter(state__in=OPEN_STATES)

    def to_purge(self, now: dt.datetime | None = None) -> Self:
        """Return those whose text and contact are kept no longer."""
        return self.filter(purged_at__isnull=True, purge_at__lte=now or timezone.now())


class Case(models.Model):
    """What a desk handles. Nothing in it names who asked or repeats what they wrote: `contact` and the messages are sealed.

    `topic` is the official's own short name for the matter, without a person's name. `idempotency` is the envelope's: a form makes one case,
    however often it was sent. `code` alone tells the state; who has the secret whose hash is `token_hash` sees the exchange.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("desk"), max_length=20, choices=kinds, default=CaseKind.QUESTION)
    code = models.CharField(_("code"), max_length=20, unique=True)
    token_hash = models.CharField(_("hash of the secret link"), max_length=64, unique=True, null=True)
    idempotency = models.CharField(_("what makes it one"), max_length=64, unique=True, null=True)
    channel = models.CharField(_("channel"), max_length=20, choices=channels, default=Channel.FORM)
    received_at = models.DateTimeField(_("received"))
    made_at = models.DateTimeField(_("entered"), default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    state = models.CharField(_("state"), max_length=20, choices=states, default=State.RECEIVED)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    topic = models.CharField(_("matter"), max_length=150, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    unit: models.ForeignKey[OrganisationUnit | None, OrganisationUnit | None] = models.ForeignKey(
        "board.OrganisationUnit",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("office that answers"),
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("official who answers"),
    )
    contact = models.BinaryField(_("who asked, sealed"), null=True)
    contact_key = models.CharField(_("key id"), max_length=16, blank=True)
    has_email = models.BooleanField(_("an e-mail address was given"), default=False)
    suspicious = models.BooleanField(_("marked for a second look"), default=False)
    waits_since = models.DateTimeField(_("the asker is waited for since"), null=True)
    waited_seconds = models.PositiveIntegerField(_("the asker was waited for, in seconds"), default=0)
    counts_from = models.DateTimeField(_("its time counts from"), null=True)
    extended_at = models.DateTimeField(_("time extended"), null=True)
    interim_due_on = models.DateField(_("answer promised by"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closing = models.CharField(_("closed because"), max_length=20, choices=closings, blank=True)
    clause = models.CharField(_("clause"), max_length=400, blank=True)
    reason = models.CharField(_("reason of refusal"), max_length=40, blank=True)
    cost = models.PositiveIntegerField(_("cost of copying and posting, in đồng"), default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="duplicates", verbose_name=_("merged with")
    )
    handed_to = models.UUIDField(_("portal it was handed over to"), null=True)
    came_from = models.UUIDField(_("portal that handed it over"), null=True)
    common_interest = models.BooleanField(_("of common concern"), null=True)
    item_id = models.UUIDField(_("published answer"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    purge_at = models.DateTimeField(_("text and contact are kept until"), null=True)
    purged_at = models.DateTimeField(_("text and contact deleted"), null=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        unit_id: UUID | None
        handler_id: UUID | None
        entered_by_id: UUID | None
        merged_into_id: UUID | None
        duplicates: RelatedManager[Case]
        messages: RelatedManager[Message]
        history: RelatedManager[CaseEntry]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="case_rating_of_five"
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True) | Q(contact__isnull=True), name="case_purged_is_empty"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "state"], name="case_state"),
            models.Index(fields=["purge_at"], name="case_to_purge", condition=Q(purged_at__isnull=True)),
            models.Index(fields=["item_id"], name="case_item", condition=Q(item_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_words(self) -> str:
        """What its desk calls its state."""
        return state_label(self.kind, self.state)

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.state in OPEN_STATES


class Message(models.Model):
    """Something said in a case, sealed. What officials wrote for approval is never changed: another wording is another message."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=20, choices=message_kinds)
    state = models.CharField(_("state"), max_length=20, choices=message_states, default=MessageState.SENT)
    text = models.BinaryField(_("text, sealed"), null=True)
    key_id = models.CharField(_("key id"), max_length=16, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    mail = models.CharField(_("e-mail"), max_length=10, choices=mail_states, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    if TYPE_CHECKING:
        case_id: UUID
        by_id: UUID | None

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return str(MessageKind(self.kind).label)


class CaseEntry(models.Model):
    """A step of a case's history: who did what, when, by which post and clause. `note` is an official's own sentence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="history", verbose_name=_("case"))
    act = models.CharField(_("step"), max_length=20, choices=acts)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    post = models.CharField(_("post"), max_length=200, blank=True)
    clause = models.CharField(_("clause"), max_length=400, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="entries", verbose_name=_("message")
    )
    stage = models.CharField(_("stage of approval"), max_length=60, blank=True)

    if TYPE_CHECKING:
        by_id: UUID | None
        message_id: UUID | None

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return str(Act(self.act).label)

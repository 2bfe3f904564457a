"""Who may do what at the desks, by the regulation's roles and today's appointments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD
from cms.accounts.powers import held_posts
from cms.board.standing import BOARD, BOARD_POSTS, Need
from cms.engagement import rules
from cms.engagement.enums import Act, CaseKind, MessageKind, MessageState, State
from cms.engagement.models import Case, CaseEntry, CaseQuerySet, Message
from cms.moderation.deciders import Decider, as_decider, as_deciders, standing
from cms.moderation.rules import RouteStage, takedown_roles
from cms.moderation.takedown import may_take_down

PUT_FORWARD = (MessageKind.ANSWER, MessageKind.DENIAL)
"""What officials write that is sent only when whoever the regulation names has approved it."""


@dataclass(frozen=True)
class DeskPowers:
    """What `user` may do at the desk, by the posts held today."""

    user: User
    held: frozenset[str]

    @classmethod
    def of(cls, user: User) -> DeskPowers:
        """Return the powers of `user`; none for a closed account."""
        return cls(user, held_posts(user))

    @cached_property
    def receives(self) -> bool:
        """Whether this person receives, classifies and forwards (`qa.receiver`; `receive_questions` of the roles)."""
        return bool(self.held & with_board(rules.receiving_roles()))

    @cached_property
    def removes(self) -> bool:
        """Whether this person may take an item down: an approver, or whom the regulation lets remove at once (Thống Nhất 5.2b)."""
        return may_take_down(self.user)

    @cached_property
    def is_head(self) -> bool:
        """Whether this person opens and closes the desk."""
        return HEAD in self.held

    def handles(self, case: Case) -> bool:
        """Return whether the case was forwarded to this person, or to the office whose post this person holds."""
        if case.handler_id == self.user.pk:
            return True
        return case.unit is not None and bool(case.unit.role_key) and case.unit.role_key in self.held

    def answers(self, case: Case) -> bool:
        """Return whether this person may put an answer forward."""
        return self.receives or self.handles(case)

    def decides(self, case: Case) -> Decider | None:
        """Return how this person may decide on the answer that waits, None where not at all: never on one's own."""
        found = waiting(case)
        if found is None or str(self.user.pk) in voters(found.message, found.need):
            return None
        return as_decider(standing().right(str(self.user.pk), found.need, authors(found.message)))

    def reads(self, case: Case) -> bool:
        """Return whether this person may read what was asked, and by whom."""
        if case.kind == CaseKind.REPORT and self.removes:
            return True
        return self.receives or self.handles(case) or self.decides(case) is not None

    def concerning(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Return those of `cases` that this person answers or decides on."""
        mine = Q(handler=self.user) | Q(unit__role_key__in=self.held - {""})
        drafted = cases.filter(state=State.DRAFTED).select_related("unit")
        deciding = [case.pk for case in drafted if self.decides(case) is not None]
        reported = Q(kind=CaseKind.REPORT) if self.removes else Q(pk__in=[])
        return cases.filter(mine | reported | Q(pk__in=deciding))

    @cached_property
    def may_enter(self) -> bool:
        """Whether this person has anything to do at the desk."""
        return self.receives or self.is_head or (bool(self.held) and self._is_concerned)

    @cached_property
    def _is_concerned(self) -> bool:
        mine = Case.objects.open().filter(handler=self.user)
        theirs = Case.objects.open().filter(unit__role_key__in=self.held - {""})
        return mine.exists() or theirs.exists() or self.removes or bool(self.held & _deciding_posts())


def with_board(roles: Iterable[str]) -> frozenset[str]:
    """Return roles with the board as a whole taken apart into its posts."""
    found = frozenset(roles)
    return found | frozenset(BOARD_POSTS) if BOARD in found else found


def _deciding_posts() -> frozenset[str]:
    return with_board(key for stage in rules.route("") for key in (*stage.role_keys, *stage.delegable))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that awaits approval: the stage it is at, and what that asks of who decides."""

    message: Message
    stage: RouteStage
    need: Need


def waiting(case: Case) -> Waiting | None:
    """Return the answer of a case that awaits approval; None where none does, or where every voice has been given."""
    message = waiting_message(case)
    return at_stage(case, message) if message is not None else None


def waiting_message(case: Case) -> Message | None:
    """Return what was put forward in a case and not yet decided on: an answer, or a refusal to supply."""
    found: Message | None = (
        case.messages.filter(kind__in=PUT_FORWARD, state=MessageState.WAITING).order_by("-at").first()
    )
    return found


def authors(message: Message) -> list[str]:
    """Return whose answer it is: they do not decide on it."""
    return [str(message.by_id)] if message.by_id else []


def at_stage(case: Case, message: Message) -> Waiting | None:
    """Return the stage that something put forward is at: the first that has not as many voices as it needs. None when all have."""
    board = standing()
    for stage, need in rules.needs(case.field):
        if len(voters(message, need)) < board.voices(need):
            return Waiting(message, stage, need)
    return None


def voters(message: Message, need: Need) -> set[str]:
    """Return who has approved an answer at a stage."""
    given = CaseEntry.objects.filter(message=message, act=Act.APPROVED, stage=need.stage)
    return {str(key) for key in given.values_list("by_id", flat=True) if key}


def deciders_of(case: Case) -> list[Decider]:
    """Return everybody who may decide on the answer that waits."""
    found = waiting(case)
    if found is None:
        return []
    gone = voters(found.message, found.need)
    rights = standing().rights(found.need, authors(found.message))
    return as_deciders(right for right in rights if right.holder.person not in gone)


def receivers(kind: str = CaseKind.QUESTION) -> list[User]:
    """Return everybody who receives cases of a kind today; a report on content goes to whoever removes as well."""
    roles = with_board(rules.receiving_roles())
    if kind == CaseKind.REPORT:
        roles = roles | frozenset(takedown_roles())
    posts = Appointment.objects.current().holding(*roles).select_related("user")
    return _once(post.user for post in posts)


def answerers(case: Case) -> list[User]:
    """Return who answers a case: the official, or whoever holds the post of its office; else who received it."""
    if case.handler is not None:
        return _once([case.handler])
    if case.unit is not None and case.unit.role_key:
        posts = Appointment.objects.current().holding(case.unit.role_key).select_related("user")
        if found := _once(post.user for post in posts):
            return found
    return receivers()


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people if person.is_active}.values())

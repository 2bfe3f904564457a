"""Who may act on a content at an instant. Pure: it is told who holds which post, who acts for whom and who is away.

The order in which the answer is found: the holders of the stage's posts, and with them whoever the head has empowered for this content; where the
posts are vacant or their holders away, the posts that the portal's rule names next. An author never acts on their own content, unless the
portal says so where nobody else holds the post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

HEAD, DEPUTY, BOARD = "board_chief", "board_deputy", "board"
BOARD_POSTS = (HEAD, DEPUTY, "board_secretary", "board_member")
"""The posts that make up the board where a regulation speaks of the board as a whole."""

ESCALATION = (HEAD, DEPUTY, "vice_chair", "chairman", "board_secretary")
"""The platform's order of who acts for a vacant post, where the portal names none; no regulation has a rule for it."""


class Ground(StrEnum):
    """Why a person may act."""

    POST = "post"
    DELEGATION = "delegation"
    ESCALATION = "escalation"
    SOLE_AUTHOR = "sole_author"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's post, with what they, or their office, are in charge of. Persons and posts are known by their keys."""

    person: str
    role: str
    appointment: str
    fields: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()

    def is_in_charge(self, need: Need) -> bool:
        """Return whether the content lies in this post's field or section, where the stage asks for that."""
        if need.in_charge == "field":
            return need.field in self.fields
        return need.in_charge != "column" or need.column in self.columns


@dataclass(frozen=True, slots=True)
class Power:
    """A delegation in force: the giver's power of `role`, within a scope. An empty scope leaves nothing out."""

    key: str
    giver: str
    taker: str
    role: str = HEAD
    fields: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def covers(self, need: Need) -> bool:
        """Return whether the content and the stage lie within its scope."""
        return (
            self.giver != self.taker
            and self.role in need.roles
            and (not self.fields or need.field in self.fields)
            and (not self.columns or need.column in self.columns)
            and (not self.stages or need.stage in self.stages)
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What a stage of a content's route asks for.

    Attributes:
        roles: whose holders decide by their post.
        delegable: whose holders decide only while the head has empowered them.
        collective: whether they decide together, with as many voices as the board needs.
        in_charge: `field` or `column` where only those decide who are in charge of the content's; else empty.
    """

    stage: str
    roles: tuple[str, ...]
    delegable: tuple[str, ...] = ()
    collective: bool = False
    in_charge: str = ""
    field: str = ""
    column: str = ""

    @property
    def posts(self) -> frozenset[str]:
        """Return the roles, with the board as a whole taken apart."""
        return frozenset((*self.roles, *(BOARD_POSTS if BOARD in self.roles else ())))


@dataclass(frozen=True, slots=True)
class Right:
    """That a person may act: by which post, on what ground, and by which delegation where it is one."""

    holder: Holder
    ground: Ground
    power: Power | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the portal decides where its regulation is silent.

    Attributes:
        escalation: the posts that act for a vacant one, the first that is filled; empty: the item waits.
        quorum: how many decide for the board as a whole; None: the majority of those appointed.
        authors_may: whether an author may act where nobody else holds the post.
    """

    escalation: tuple[str, ...] = ESCALATION
    quorum: int | None = None
    authors_may: bool = False


@dataclass(frozen=True)
class Standing:
    """Everybody's posts, powers and absences at one instant, with the portal's rules."""

    holders: tuple[Holder, ...]
    powers: tuple[Power, ...] = ()
    away: frozenset[str] = frozenset()
    rules: Rules = field(default_factory=Rules)

    def rights(self, need: Need, authors: Iterable[str] = ()) -> list[Right]:
        """Return who may act on a content, each person once."""
        barred = frozenset(authors)
        filled = self._filled(need)
        if not filled:
            return self._escalated(need, barred)
        free = [right for right in filled if right.holder.person not in barred]
        if self.rules.authors_may and len(free) < self.voices(need):
            free += [
                Right(right.holder, Ground.SOLE_AUTHOR, right.power)
                for right in filled
                if right.holder.person in barred
            ]
        return free

    def right(self, person: str, need: Need, authors: Iterable[str] = ()) -> Right | None:
        """Return how `person` may act on a content, None where not at all."""
        return next((right for right in self.rights(need, authors) if right.holder.person == person), None)

    def voices(self, need: Need) -> int:
        """Return how many people have to agree: one, or the board's quorum where it decides as a whole.

        Without a quorum of the portal's own it is the majority of those appointed. Where so many are away that it cannot be reached, and the
        portal does not wait for them, those who are there decide.
        """
        if not need.collective:
            return 1
        appointed = {holder.person for holder in self.holders if holder.role in need.posts}
        quorum = self.rules.quorum
        needed = max(1, min(quorum, len(appointed)) if quorum else len(appointed) // 2 + 1)
        present = len(appointed - self.away)
        return min(needed, present) if present and self.rules.escalation else needed

    def is_vacant(self, need: Need) -> bool:
        """Return whether nobody who is there holds a post of the stage or power for it."""
        return not self._filled(need)

    def _filled(self, need: Need) -> list[Right]:
        rights = {right.holder.person: right for right in (*self._by_power(need), *self._by_post(need))}
        return list(rights.values())

    def _by_post(self, need: Need) -> Iterator[Right]:
        for holder in self._present(need.posts):
            if holder.is_in_charge(need):
                yield Right(holder, Ground.POST)

    def _by_power(self, need: Need) -> Iterator[Right]:
        if need.collective:
            return
        heads = {(holder.person, holder.role) for holder in self.holders}
        takers = {holder.person: holder for holder in self._present(need.delegable)}
        for power in self.powers:
            if power.covers(need) and (power.giver, power.role) in heads and power.taker in takers:
                yield Right(takers[power.taker], Ground.DELEGATION, power)

    def _escalated(self, need: Need, barred: frozenset[str]) -> list[Right]:
        for role in self.rules.escalation:
            rights = {
                holder.person: Right(holder, Ground.ESCALATION)
                for holder in self._present((role,))
                if holder.person not in barred
            }
            if rights:
                return list(rights.values())
        return []

    def _present(self, roles: Iterable[str]) -> list[Holder]:
        wanted = set(roles)
        return [holder for holder in self.holders if holder.role in wanted and holder.person not in self.away]

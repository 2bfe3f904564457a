"""Who may do what on the board's screens."""

from __future__ import annotations

from dataclasses import dataclass

from cms.accounts.models import User
from cms.accounts.posts import HEAD
from cms.accounts.powers import Powers, held_posts
from cms.board.standing import BOARD_POSTS, DEPUTY
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import Permission

SECRETARY = "board_secretary"
# Whose work it is by the regulation to keep the board's business in order.
KEEPING = frozenset({Permission.ASSIST, Permission.ARCHIVE, Permission.ORGANISE_COLLABORATORS})


@dataclass(frozen=True)
class BoardPowers:
    """What `user` may do with the board: the head alone gives power away; head and secretary keep the rest."""

    user: User
    is_head: bool
    is_secretary: bool
    is_member: bool
    is_administrator: bool

    @classmethod
    def of(cls, user: User) -> BoardPowers:
        """Return the powers that today's posts give `user`."""
        if not user.is_active:
            return cls(user, False, False, False, False)
        held = held_posts(user)
        secretary = held & secretary_roles()
        return cls(
            user,
            is_head=HEAD in held,
            is_secretary=bool(secretary),
            is_member=bool(held & set(BOARD_POSTS)),
            is_administrator=Powers.of(user).is_administrator,
        )

    @property
    def may_see(self) -> bool:
        """Return whether this person may read the board's screen."""
        return self.is_head or self.is_secretary or self.is_member or self.is_administrator

    @property
    def keeps(self) -> bool:
        """Return whether this person keeps the organisation tree and the absences of others."""
        return self.is_head or self.is_secretary

    @property
    def may_delegate(self) -> bool:
        """Return whether this person has the head's power to give."""
        return self.is_head

    def may_record_absence_of(self, person: User) -> bool:
        """Return whether this person may record that `person` is away: anybody with a post their own, head and secretary everybody's."""
        return self.keeps or (self.is_member and person.pk == self.user.pk)


def secretary_roles() -> frozenset[str]:
    """Return the roles that keep the board's business: the secretary, and whoever the regulation gives it to."""
    named = {role.key for role in in_force().roles() if role.permissions & KEEPING and role.key != HEAD}
    return frozenset({SECRETARY} | named)


def delegable_roles() -> frozenset[str]:
    """Return the posts that the head can empower: the deputies, where the portal has any (glossary: delegation)."""
    return frozenset({DEPUTY}) if in_force().has_role(DEPUTY) else frozenset()

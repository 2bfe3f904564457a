"""Who may decide on a content at this instant: holders of the stage's posts and whoever stands in for them, never its authors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page, Revision, WorkflowState

from cms.accounts.models import Appointment
from cms.board import now
from cms.board.models import Delegation
from cms.board.standing import BOARD, BOARD_POSTS, Ground, Need, Right, Standing
from cms.moderation.enums import Basis
from cms.moderation.models.rules import ModerationRule

BASES = {
    Ground.POST: Basis.REGULATION,
    Ground.DELEGATION: Basis.DELEGATION,
    Ground.ESCALATION: Basis.ESCALATION,
    Ground.SOLE_AUTHOR: Basis.SOLE_APPROVER,
}


@dataclass(frozen=True)
class Decider:
    """A person who may decide now, the post that gives the right, why it counts, and by which delegation where it is one."""

    appointment: Appointment
    basis: Basis
    delegation: Delegation | None = None

    @property
    def words(self) -> str:
        """Return the person with the post, and with what else gives the right."""
        return f"{self.appointment.user} ({self.appointment.post_title})"


def standing(at: dt.datetime | None = None) -> Standing:
    """Return who holds which post, who is empowered and who is away, by the portal's rule, at an instant: now unless given."""
    return now.standing(ModerationRule.of_tenant().as_rules(), at)


def holders(role_keys: Iterable[str]) -> list[Appointment]:
    """Return today's appointments to any of `role_keys`; `board` stands for every post of the board."""
    keys = set(role_keys)
    if BOARD in keys:
        keys.update(BOARD_POSTS)
    return list(Appointment.objects.current().holding(*keys).select_related("user"))


def as_decider(right: Right | None) -> Decider | None:
    """Return the rows behind a right, None for none."""
    return next(iter(as_deciders([right])), None) if right else None


def as_deciders(rights: Iterable[Right]) -> list[Decider]:
    """Return the rows behind several rights, in their order."""
    wanted = list(rights)
    posts = Appointment.objects.select_related("user").in_bulk(
        [UUID(one.holder.appointment) for one in wanted]
    )
    powers = Delegation.objects.in_bulk([UUID(one.power.key) for one in wanted if one.power])
    return [
        Decider(
            posts[UUID(one.holder.appointment)],
            BASES[one.ground],
            powers[UUID(one.power.key)] if one.power else None,
        )
        for one in wanted
    ]


def deciders(need: Need, authors: Iterable[str]) -> list[Decider]:
    """Return everybody who may decide now where `need` asks for it."""
    return as_deciders(standing().rights(need, authors))


def authors_of(page: Page, workflow_state: WorkflowState | None = None) -> list[str]:
    """Return the keys of everyone whose content it is: owner, submitter, whoever wrote content since the last publication."""
    from cms.moderation.translations import translators_of

    people: set[UUID | None] = {page.owner_id}
    if workflow_state is not None:
        people.add(workflow_state.requested_by_id)
    revisions = Revision.objects.for_instance(page)
    if page.live_revision_id:
        revisions = revisions.filter(created_at__gt=page.live_revision.created_at)
    people.update(revisions.order_by().values_list("user_id", flat=True).distinct())
    people.update(translators_of(page))
    return sorted(str(key) for key in people if key is not None)

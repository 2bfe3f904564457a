"""Who may decide on a content: current holders of the stage's posts, never its authors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.models import Page, Revision, WorkflowState

from cms.accounts.models import Appointment
from cms.moderation.enums import Basis, SoleApproverRule
from cms.moderation.models.rules import ModerationRule

BOARD = "board"
# The posts that make up the board where a regulation speaks of the board as a whole.
BOARD_POSTS = ("board_chief", "board_deputy", "board_secretary", "board_member")


@dataclass(frozen=True)
class Decider:
    """A person who may decide now, the post that gives the right, and why it counts."""

    appointment: Appointment
    basis: Basis


def holders(role_keys: Iterable[str]) -> list[Appointment]:
    """Return today's appointments to any of `role_keys`; `board` stands for every post of the board."""
    keys = set(role_keys)
    if BOARD in keys:
        keys.update(BOARD_POSTS)
    return list(Appointment.objects.current().holding(*keys).select_related("user"))


def decider(
    role_keys: Iterable[str], authors: Iterable[str], user: AbstractBaseUser, voices: int = 1
) -> Decider | None:
    """Return how `user` may decide at a stage given to `role_keys` that needs `voices` approvals, or None.

    An author never decides. Where too few holders but authors are left, the tenant's `ModerationRule.sole_approver` says whether authors may
    after all.
    """
    posts = holders(role_keys)
    own = next((post for post in posts if post.user_id == user.pk), None)
    if own is None:
        return None
    barred = set(authors)
    if str(user.pk) not in barred:
        return Decider(own, Basis.REGULATION)
    others = {post.user_id for post in posts if str(post.user_id) not in barred}
    if len(others) < voices and ModerationRule.of_tenant().sole_approver == SoleApproverRule.ALLOW_RECORDED:
        return Decider(own, Basis.SOLE_APPROVER)
    return None


def voices_needed(role_keys: Iterable[str], collective: bool) -> int:
    """Return how many people have to approve at a stage: one, or the board's quorum where the board decides as a whole.

    Without a quorum of the tenant's own it is the majority of those appointed today, which the screens mark as assumed.
    """
    if not collective:
        return 1
    members = len({post.user_id for post in holders(role_keys)})
    quorum = ModerationRule.of_tenant().board_quorum
    return max(1, min(quorum, members) if quorum else members // 2 + 1)


def authors_of(page: Page, workflow_state: WorkflowState | None = None) -> list[str]:
    """Return the keys of everyone whose content it is: owner, submitter, whoever wrote content since the last publication."""
    people: set[UUID | None] = {page.owner_id}
    if workflow_state is not None:
        people.add(workflow_state.requested_by_id)
    revisions = Revision.objects.for_instance(page)
    if page.live_revision_id:
        revisions = revisions.filter(created_at__gt=page.live_revision.created_at)
    people.update(revisions.order_by().values_list("user_id", flat=True).distinct())
    return sorted(str(key) for key in people if key is not None)

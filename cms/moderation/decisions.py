"""An approver's act on a submitted content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from cms.moderation import urgent
from cms.moderation.deciders import Decider
from cms.moderation.enums import Basis, Decision
from cms.moderation.models.records import Approval, Submission
from cms.moderation.models.workflow import RegulationTask
from cms.moderation.points import FINAL_STAGES, StagePoints
from cms.moderation.telling import tell_author


def approve_stage(
    task: RegulationTask, task_state: TaskState, user: Any, comment: str = "", checked: Iterable[str] = ()
) -> Approval:
    """Approve the submitted content at `task`'s stage as `user`.

    With the last voice that the stage needs, Wagtail goes on to the next stage or finishes, which publishes. Raises PermissionDenied where the
    user holds no post of the stage, is an author, has decided already, or where the content is no longer what was submitted; `NotReady` where
    nobody answers for a point that the stage has to see to.
    """
    submission, right = _right_to_decide(task, task_state, user)
    voices = submission.approvals.given_at(task).filter(decision=Decision.APPROVED).count() + 1
    done = voices >= task.voices_needed()
    asked = StagePoints.of(task, submission)
    points = asked.accepted(right, checked)
    if done:
        asked.require(points)
    approval = _record(
        task,
        submission,
        right,
        Decision.APPROVED,
        comment,
        grants=done and task.stage in FINAL_STAGES,
        checked=points,
    )
    if done:
        if task.stage in FINAL_STAGES:
            urgent.held(submission, user)
        task_state.approve(user=user, comment=comment)
    return approval


def return_stage(task: RegulationTask, task_state: TaskState, user: Any, comment: str = "") -> Approval:
    """Return the submitted content to its author with `comment`; what others approved of it no longer counts."""
    submission, right = _right_to_decide(task, task_state, user)
    approval = _record(task, submission, right, Decision.RETURNED, comment, grants=False)
    task_state.reject(user=user, comment=comment)
    urgent.refused(submission, user, comment)
    tell_author(submission, approval)
    return approval


def _right_to_decide(task: RegulationTask, task_state: TaskState, user: Any) -> tuple[Submission, Decider]:
    page = Page.objects.select_for_update().get(pk=int(task_state.workflow_state.object_id)).specific
    submission = task.submission_of(page)
    if submission is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise PermissionDenied(_("This item is no longer waiting for a decision."))
    latest = page.get_latest_revision().as_object()
    if latest.content_digest != submission.digest:
        raise PermissionDenied(
            _("The content has changed since it was submitted; it has to be submitted again.")
        )
    right = task.decider(submission, user)
    if right is None:
        raise PermissionDenied(
            _("Only the holder of the post may decide here, and never an author of the item.")
        )
    if submission.approvals.given_at(task).filter(decided_by=user).exists():
        raise PermissionDenied(_("You have already decided on this item."))
    return submission, right


def _record(
    task: RegulationTask,
    submission: Submission,
    right: Decider,
    decision: Decision,
    comment: str,
    *,
    grants: bool,
    checked: Sequence[str] = (),
) -> Approval:
    return Approval.objects.create(
        submission=submission,
        item_id=submission.item_id,
        digest=submission.digest,
        decision=decision,
        stage=task.stage,
        task=task,
        basis=right.basis if decision == Decision.APPROVED else Basis.REGULATION,
        delegation=right.delegation,
        grants_publication=grants,
        role_key=right.appointment.role_key,
        post_title=right.appointment.post_title,
        clause=task.clause,
        regulation_version=submission.regulation_version,
        decided_by=right.appointment.user,
        comment=comment,
        checked=list(checked),
    )

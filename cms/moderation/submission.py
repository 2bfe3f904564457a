"""Putting a content forward: what exactly, by whom, due when, by which clause."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from cms.content.models import PortalPage
from cms.moderation.clocks import start_clock
from cms.moderation.conditions import require_submittable
from cms.moderation.deciders import authors_of
from cms.moderation.models.records import Approval, Submission
from cms.moderation.preparing import carry_signature
from cms.moderation.rules import deadline_of, item_facts


def put_forward(workflow_state: WorkflowState, user: Any) -> tuple[Submission, bool]:
    """Record the content that `workflow_state` is about, once: later stages and voices are for the same content.

    Returns the submission in force and whether it is new. A resubmission after a return, or other content, makes a new one and voids the old.
    Raises `NotApproved` where a supplying unit has to sign first and its signature is not recorded.
    """
    page = workflow_state.content_object.specific
    revision = page.get_latest_revision()
    content: PortalPage = revision.as_object()
    digest = content.content_digest
    current = workflow_state.submissions.filter(voided_at__isnull=True).first()
    if current is not None and current.digest == digest and not _was_returned(current):
        return current, False
    require_submittable(content)
    void(workflow_state, "content put forward anew")
    deadline = deadline_of(content)
    submission = Submission.objects.create(
        item_id=page.item_id,
        page=page,
        revision=revision,
        workflow_state=workflow_state,
        digest=digest,
        snapshot=revision.content,
        authors=authors_of(page, workflow_state),
        facts=asdict(item_facts(content)),
        submitted_by=user,
        due_at=deadline.due_at,
        deadline=deadline.explanation,
        regulation_version=deadline.regulation_version,
    )
    carry_signature(submission, content)
    start_clock(submission, content, user)
    return submission, True


def void(workflow_state: WorkflowState, reason: str) -> None:
    """Void what was put forward and decided under `workflow_state`, where it has not been published."""
    now = timezone.now()
    open_submissions = workflow_state.submissions.filter(voided_at__isnull=True)
    Approval.objects.in_force().filter(submission__in=open_submissions, grants_publication=False).update(
        voided_at=now, void_reason=reason
    )
    open_submissions.update(voided_at=now, void_reason=reason)


def void_older(item_id: UUID, digest: str) -> None:
    """Void the approvals of other content of the item that are older than the newest one for the content `digest`."""
    current = Approval.objects.granting(item_id, digest).order_by("-decided_at").values("decided_at")[:1]
    older = Approval.objects.in_force().filter(
        item_id=item_id, grants_publication=True, decided_at__lt=Subquery(current)
    )
    older.exclude(digest=digest).update(voided_at=timezone.now(), void_reason="replaced by other content")


def holds(revision: Revision) -> bool:
    """Return whether `revision` carries a content that was put forward: it is then kept as it is."""
    return Submission.objects.filter(revision=revision).exists()


def _was_returned(submission: Submission) -> bool:
    return submission.approvals.in_force().filter(decision="returned").exists()

"""Taking an item back before it is decided: by its author, on our screen or on Wagtail's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState
from wagtail.signals import workflow_cancelled

from cms.content.models import PortalPage
from cms.moderation.enums import Decision
from cms.moderation.models.records import Submission
from cms.moderation.models.workflow import RegulationTask
from cms.moderation.submission import void
from cms.moderation.telling import tell_recalled
from cms.record.enums import Act
from cms.record.writing import write
from tenants.context import current_tenant
from tenants.guards import ensure_writable


def may_recall(submission: Submission | None, user: Any) -> bool:
    """Return whether `user` may take back what is put forward: its authors may, but not what is public already and waits for its review."""
    return (
        submission is not None and str(user.pk) in submission.authors and not submission.is_review_of_urgent
    )


def submission_under_way(page: PortalPage) -> Submission | None:
    """Return what is put forward of `page` and neither decided nor taken back; returned for changes counts too."""
    state = page.current_workflow_state
    return state.submissions.filter(voided_at__isnull=True).first() if state else None


@transaction.atomic
def recall(page: PortalPage, user: Any) -> None:
    """Take `page` back before it is decided; it can be changed and submitted again. Raises PermissionDenied for who may not."""
    ensure_writable(current_tenant())
    running = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS)
    state = running.select_for_update(of=("self",)).first()
    submission = state.submissions.filter(voided_at__isnull=True).first() if state else None
    if state is None or not may_recall(submission, user):
        raise PermissionDenied(_("Only its author takes an item back, and only before it is decided."))
    state.cancel(user=user)


def void_what_was_recalled(sender: Any, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Void what was put forward, on whatever screen it was taken back, record it and tell those who were to decide.

    What was voided before (other content was saved, a superuser passed over the approvers) has been seen to already.
    """
    submission = instance.submissions.filter(voided_at__isnull=True).first()
    if submission is None:
        return
    if user is not None and not may_recall(submission, user):
        raise PermissionDenied(_("Only its author takes an item back, and only before it is decided."))
    void(instance, "taken back by its author")
    write(
        Act.RECALLED,
        account=user.pk if user else None,
        item=submission.item_id,
        digest=submission.digest,
        about=submission.pk,
        version=submission.regulation_version,
    )
    task = instance.current_task_state.task.specific if instance.current_task_state else None
    if (
        isinstance(task, RegulationTask)
        and not submission.approvals.filter(decision=Decision.RETURNED).exists()
    ):
        tell_recalled(task, submission, user)


def listen() -> None:
    """Hear of what is taken back."""
    workflow_cancelled.connect(void_what_was_recalled, dispatch_uid="moderation.recall")

"""Items under way keep the route they were put forward on, whatever the regulation says later; the head may give them the new one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, Workflow, WorkflowState

from cms.board.powers import BoardPowers
from cms.content.models import PortalPage
from cms.moderation.models import Approval, RegulationTask, Submission
from cms.moderation.routes import workflow_for
from cms.moderation.rules import item_facts
from cms.record.enums import Act
from cms.record.writing import write
from cms.regulation.queries import in_force
from tenants.context import current_tenant
from tenants.guards import ensure_writable


@dataclass(frozen=True)
class OlderRoute:
    """An item under way on a route that the regulation in force would not give it."""

    submission: Submission
    now: Workflow
    then: Workflow

    @property
    def title(self) -> str:
        """Return the title as submitted."""
        return str(self.submission.snapshot["title"])


def on_older_routes() -> list[OlderRoute]:
    """Return the items under way whose route would be another one by today's regulation, the oldest first."""
    found = []
    for submission in _under_way():
        then = workflow_for(_content(submission))
        state = submission.workflow_state
        if state is not None and state.workflow_id != then.pk:
            found.append(OlderRoute(submission, state.workflow, then))
    return found


@transaction.atomic
def reroute(submission: Submission, user: Any) -> Submission:
    """Give an item under way the route of the regulation in force: it begins anew, and what was approved of it counts no more.

    Only the head may say so; raises PermissionDenied for others, and where the item is under way no longer.
    """
    ensure_writable(current_tenant())
    if not BoardPowers.of(user).is_head:
        raise PermissionDenied(_("Only the head gives items under way another route."))
    state = WorkflowState.objects.select_for_update(of=("self",)).get(pk=submission.workflow_state_id)
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if state.status != WorkflowState.STATUS_IN_PROGRESS or submission.voided_at is not None:
        raise PermissionDenied(_("This item is no longer waiting for a decision."))
    content = _content(submission)
    given = Approval.objects.in_force().filter(submission=submission, task__isnull=False)
    given.update(voided_at=timezone.now(), void_reason="another route by the head")
    for waiting in state.task_states.filter(status=TaskState.STATUS_IN_PROGRESS):
        waiting.specific.cancel(user=user)
    state.task_states.filter(status=TaskState.STATUS_APPROVED).update(status=TaskState.STATUS_CANCELLED)
    state.workflow = workflow_for(content)
    regulation = in_force()
    submission.regulation_version = UUID(regulation.facts.id) if regulation.facts else None
    submission.facts = asdict(item_facts(content))
    submission.assigned_to = None
    submission.save(update_fields=["regulation_version", "facts", "assigned_to"])
    first: RegulationTask = state.workflow.tasks.first().specific
    state.current_task_state = first.begin(state, submission, user)
    state.save()
    write(
        Act.REROUTED,
        account=user.pk,
        item=submission.item_id,
        digest=submission.digest,
        about=submission.pk,
        version=submission.regulation_version,
    )
    return submission


def _under_way() -> list[Submission]:
    waiting = Submission.objects.filter(
        voided_at=None, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS, page__isnull=False
    )
    return list(waiting.select_related("workflow_state__workflow", "page").order_by("submitted_at"))


def _content(submission: Submission) -> PortalPage:
    if submission.page is None:
        raise PermissionDenied(_("This item is no longer waiting for a decision."))
    page: PortalPage = submission.page.specific
    return page.with_content_json(dict(submission.snapshot))

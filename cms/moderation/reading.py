"""What the moderation screens show of an item: its route, where it stands, when it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from cms.content.models import PortalPage
from cms.moderation.deciders import holders
from cms.moderation.enums import Decision
from cms.moderation.models import Approval, RegulationTask, Submission, Takedown
from cms.moderation.routes import planned_stages

DUE_SOON = dt.timedelta(days=1)


@dataclass(frozen=True)
class StageView:
    """One stage of the route: who decides and by which clause, and how far it is.

    `is_assumed` says that nobody has laid down how many voices are needed: the regulation names the board, and the portal no quorum.
    """

    title: str
    clause: str
    people: list[str]
    needed: int
    approvals: list[Approval]
    is_current: bool
    is_assumed: bool = False

    @property
    def is_done(self) -> bool:
        """Return whether enough voices have approved."""
        return len(self.approvals) >= self.needed


@dataclass(frozen=True)
class ItemUnderReview:
    """An item with what is put forward of it."""

    page: PortalPage
    user: Any
    submission: Submission | None
    task: RegulationTask | None
    task_state: TaskState | None

    @classmethod
    def of(cls, page: PortalPage, user: Any) -> ItemUnderReview:
        """Return the view of `page` for `user`."""
        state = page.current_workflow_task_state
        task = state.task.specific if state is not None else None
        task = task if isinstance(task, RegulationTask) else None
        submission = task.submission_of(page) if task else None
        return cls(page, user, submission, task, state)

    @property
    def content(self) -> PortalPage:
        """Return the content to be read: what was submitted, or the latest draft where nothing is."""
        if self.submission is not None:
            return self.page.with_content_json(dict(self.submission.snapshot))
        return self.page.get_latest_revision_as_object()

    @property
    def title(self) -> str:
        """Return the title as submitted."""
        return str(self.submission.snapshot["title"]) if self.submission else str(self.page.title)

    @property
    def may_decide(self) -> bool:
        """Return whether this person may decide now."""
        return self.task is not None and self.task.user_may_decide(self.page, self.user)

    @property
    def concerns_user(self) -> bool:
        """Return whether this person submitted, wrote, decided or is to decide on the item."""
        if self.may_decide or self.page.owner_id == self.user.pk:
            return True
        if self.submission and str(self.user.pk) in self.submission.authors:
            return True
        return Approval.objects.filter(item_id=self.page.item_id, decided_by=self.user).exists()

    @property
    def due_at(self) -> dt.datetime | None:
        """Return when it is due, None where no deadline applies."""
        return self.submission.due_at if self.submission else None

    @property
    def urgency(self) -> str:
        """Return `overdue`, `soon` (within a day), `calm`, or `none` without a deadline."""
        if self.due_at is None:
            return "none"
        left = self.due_at - timezone.now()
        return "overdue" if left < dt.timedelta() else "soon" if left < DUE_SOON else "calm"

    @property
    def stages(self) -> list[StageView]:
        """Return the route: of the moderation under way, or the one that a submission would take now."""
        if self.task_state is not None:
            return [self._stage(task.specific) for task in self.task_state.workflow_state.workflow.tasks]
        return [self._stage(task) for task in planned_stages(self.content)]

    @property
    def history(self) -> list[Approval | Takedown]:
        """Return every decision on the item and every takedown, newest first."""
        decisions = list(Approval.objects.filter(item_id=self.page.item_id).select_related("decided_by"))
        takedowns = list(Takedown.objects.filter(item_id=self.page.item_id).select_related("taken_down_by"))
        return sorted([*decisions, *takedowns], key=_when, reverse=True)

    def _stage(self, task: RegulationTask) -> StageView:
        approvals: list[Approval] = []
        if self.submission is not None:
            given = self.submission.approvals.in_force().filter(stage=task.stage, decision=Decision.APPROVED)
            approvals = list(given.select_related("decided_by"))
        return StageView(
            title=task.name,
            clause=task.clause,
            people=[f"{post.user} ({post.post_title})" for post in holders(task.role_keys)],
            needed=task.voices_needed(),
            approvals=approvals,
            is_current=self.task is not None and self.task.pk == task.pk,
            is_assumed=task.quorum_is_assumed(),
        )


def waiting_items(user: Any) -> list[ItemUnderReview]:
    """Return the items under moderation, the one due first at the head, those without a deadline last."""
    page_keys = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).values_list(
        "object_id", flat=True
    )
    pages = Page.objects.filter(pk__in=[int(key) for key in page_keys]).specific()
    items = [ItemUnderReview.of(page, user) for page in pages if isinstance(page, PortalPage)]
    far = timezone.now() + dt.timedelta(days=36500)
    return sorted(items, key=lambda item: item.due_at or far)


def _when(entry: Approval | Takedown) -> dt.datetime:
    return entry.decided_at if isinstance(entry, Approval) else entry.taken_down_at

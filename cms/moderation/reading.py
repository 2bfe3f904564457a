"""What the moderation screens show of an item: its route, where it stands, when it is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.board.standing import Standing
from cms.content.models import PortalPage
from cms.moderation.deciders import Decider, as_deciders, authors_of, holders, standing
from cms.moderation.enums import Basis, Decision
from cms.moderation.models import Approval, Correction, Preparation, RegulationTask, Submission, Takedown
from cms.moderation.routes import planned_stages
from cms.moderation.rules import deadline_of, item_facts, signature_needed

DUE_SOON = dt.timedelta(days=1)


@dataclass(frozen=True)
class StageView:
    """One stage of the route: who decides and by which clause, and how far it is.

    `is_assumed` says that nobody has laid down how many voices are needed: the regulation names the board, and the portal no quorum.
    `absent` are those who hold the post and may not decide now: they are away, or authors. `delegable` says who decides only while empowered.
    """

    title: str
    clause: str
    people: list[str]
    needed: int
    approvals: list[Approval]
    is_current: bool
    is_assumed: bool = False
    absent: list[str] = field(default_factory=list)
    assigned_to: str = ""
    is_done: bool = False
    is_signature: bool = False


@dataclass(frozen=True)
class ItemUnderReview:
    """An item with what is put forward of it."""

    page: PortalPage
    user: Any
    submission: Submission | None
    task: RegulationTask | None
    task_state: TaskState | None
    standing: Standing

    @classmethod
    def of(cls, page: PortalPage, user: Any, now: Standing | None = None) -> ItemUnderReview:
        """Return the view of `page` for `user`; `now` spares the queries for who holds which post."""
        state = page.current_workflow_task_state
        task = state.task.specific if state is not None else None
        task = task if isinstance(task, RegulationTask) else None
        submission = task.submission_of(page) if task else None
        return cls(page, user, submission, task, state, now or standing())

    @cached_property
    def content(self) -> PortalPage:
        """Return the content to be read: what was submitted, or the latest draft where nothing is."""
        if self.submission is not None:
            return self.page.with_content_json(dict(self.submission.snapshot))
        return self.page.get_latest_revision_as_object()

    @property
    def title(self) -> str:
        """Return the title as submitted."""
        return str(self.submission.snapshot["title"]) if self.submission else str(self.page.title)

    @cached_property
    def may_decide(self) -> bool:
        """Return whether this person may decide now."""
        return self.task is not None and self.task.user_may_decide(self.page, self.user, self.standing)

    def approve(self, digest: str, comment: str = "", checked: Iterable[str] = ()) -> None:
        """Approve the content `digest` as this person. Raises PermissionDenied where it is not what waits, or for who may not."""
        if self.task is None or self.submission is None or not self.may_decide:
            raise PermissionDenied(
                _("Only the holder of the post may decide here, and never an author of the item.")
            )
        if self.submission.digest != digest:
            raise PermissionDenied(_("The content has changed since you looked at it; read it again."))
        self.task.on_action(self.task_state, self.user, "approve", comment=comment, checked=list(checked))

    @property
    def concerns_user(self) -> bool:
        """Return whether this person submitted, wrote, decided or is to decide on the item."""
        if self.may_decide or self.page.owner_id == self.user.pk:
            return True
        if self.submission and str(self.user.pk) in self.submission.authors:
            return True
        return Approval.objects.filter(item_id=self.page.item_id, decided_by=self.user).exists()

    @cached_property
    def due_at(self) -> dt.datetime | None:
        """Return when it is due, None where no deadline applies; before submission, as it would be now."""
        return self.submission.due_at if self.submission else self._planned_due.due_at

    @property
    def deadline(self) -> dict[str, Any]:
        """Return how the due instant was found."""
        return self.submission.deadline if self.submission else self._planned_due.explanation

    @property
    def urgency(self) -> str:
        """Return `overdue`, `soon` (within a day), `calm`, or `none` without a deadline."""
        if self.due_at is None:
            return "none"
        left = self.due_at - timezone.now()
        return "overdue" if left < dt.timedelta() else "soon" if left < DUE_SOON else "calm"

    @property
    def preparation(self) -> Preparation:
        """Return what the office noted of it."""
        return Preparation.of(self.page)

    @cached_property
    def signature(self) -> StageView | None:
        """Return the supplying unit's signature as the first stage, None where the regulation asks for none."""
        stage = signature_needed(self.content)
        if stage is None:
            return None
        noted = self.preparation
        people = (
            [f"{noted.signatory}, {noted.supplying_unit} ({noted.signed_on:%d/%m/%Y})"]
            if noted.is_signed_off
            else []
        )
        return StageView(
            stage.title,
            stage.clause,
            people,
            1,
            [],
            is_current=self.submission is None,
            is_done=noted.is_signed_off,
            is_signature=True,
        )

    @cached_property
    def stages(self) -> list[StageView]:
        """Return the route: of the moderation under way, or the one that a submission would take now."""
        if self.task_state is not None:
            tasks = [task.specific for task in self.task_state.workflow_state.workflow.tasks]
        else:
            tasks = planned_stages(self.content)
        return [*([self.signature] if self.signature else []), *map(self._stage, tasks)]

    @property
    def history(self) -> list[Approval | Takedown | Correction]:
        """Return every decision on the item, every takedown and every correction, newest first."""
        decisions = list(Approval.objects.filter(item_id=self.page.item_id).select_related("decided_by"))
        takedowns = list(
            Takedown.objects.filter(item_id=self.page.item_id).select_related("taken_down_by", "settled_by")
        )
        corrections = list(Correction.objects.filter(item_id=self.page.item_id).select_related("made_by"))
        return sorted([*decisions, *takedowns, *corrections], key=_when, reverse=True)

    @cached_property
    def _planned_due(self) -> Any:
        return deadline_of(self.content)

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return self.submission.facts if self.submission else asdict(item_facts(self.content))

    @cached_property
    def _authors(self) -> list[str]:
        return self.submission.authors if self.submission else authors_of(self.page)

    def _stage(self, task: RegulationTask) -> StageView:
        approvals: list[Approval] = []
        if self.submission is not None and task.pk:
            given = self.submission.approvals.given_at(task).filter(decision=Decision.APPROVED)
            approvals = list(given.select_related("decided_by"))
        need = task.need(self._facts)
        people = as_deciders(self.standing.rights(need, self._authors))
        is_current = self.task is not None and self.task.pk == task.pk
        chosen = self.submission.assigned_to if self.submission and is_current else None
        needed = self.standing.voices(need)
        return StageView(
            title=task.name,
            clause=task.clause,
            people=[describe(one) for one in people],
            needed=needed,
            approvals=approvals,
            is_current=is_current,
            is_assumed=task.quorum_is_assumed(),
            absent=self._absent(need.posts, people),
            assigned_to=str(chosen) if chosen else "",
            is_done=len(approvals) >= needed,
        )

    def _absent(self, posts: Iterable[str], people: list[Decider]) -> list[str]:
        present = {one.appointment.user_id for one in people}
        return [
            f"{post.user} ({post.post_title}) – {self._why(str(post.user_id))}"
            for post in holders(posts)
            if post.user_id not in present and self._why(str(post.user_id))
        ]

    def _why(self, person: str) -> str:
        if person in self.standing.away:
            return _("away")
        return _("author of the item") if person in self._authors else ""


def describe(one: Decider) -> str:
    """Return a decider in words: person, post, and on what ground where it is not the post alone."""
    if one.basis == Basis.DELEGATION and one.delegation is not None:
        until = timezone.localtime(one.delegation.last_moment).strftime("%H:%M %d/%m/%Y")
        return _("%(person)s – empowered by %(decision)s until %(until)s") % {
            "person": one.words,
            "decision": one.delegation.decision,
            "until": until,
        }
    if one.basis == Basis.ESCALATION:
        return _("%(person)s – in place of the post, which is vacant or away") % {"person": one.words}
    return one.words


def waiting_items(user: Any) -> list[ItemUnderReview]:
    """Return the items under moderation, the one due first at the head, those without a deadline last."""
    page_keys = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).values_list(
        "object_id", flat=True
    )
    pages = Page.objects.filter(pk__in=[int(key) for key in page_keys]).specific()
    now = standing()
    items = [ItemUnderReview.of(page, user, now) for page in pages if isinstance(page, PortalPage)]
    far = timezone.now() + dt.timedelta(days=36500)
    return sorted(items, key=lambda item: item.due_at or far)


def _when(entry: Approval | Takedown | Correction) -> dt.datetime:
    if isinstance(entry, Correction):
        return entry.made_at
    return entry.decided_at if isinstance(entry, Approval) else entry.taken_down_at

"""The workflow of a tenant as Wagtail runs it, made from the regulation's routes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState, Workflow, WorkflowState

from cms.board.standing import Need, Standing
from cms.moderation import deciders
from cms.moderation.deciders import Decider
from cms.moderation.enums import Stage
from cms.moderation.models.records import Submission
from cms.moderation.models.rules import ModerationRule


class Route(models.Model):
    """A route of the regulation and the Wagtail workflow made for it. Items with the same route share it."""

    signature = models.CharField(max_length=64, unique=True)
    workflow = models.OneToOneField(Workflow, on_delete=models.CASCADE, related_name="route")

    class Meta:
        verbose_name = _("route")

    def __str__(self) -> str:
        return str(self.workflow)


class RegulationTask(Task):
    """One stage of a route: the posts that decide, and the clause that says so.

    `delegable` are the posts that decide only while the head has empowered them; `in_charge` (`field`, `column`) limits the stage to those in
    charge of the item's field or section.

    While an item is under way nobody edits it: what is approved is what was submitted. Whoever wants a change returns it.
    """

    stage = models.CharField(max_length=20, choices=Stage.choices)
    role_keys = models.JSONField(default=list)
    delegable = models.JSONField(default=list)
    collective = models.BooleanField(_("the board as a whole"), default=False)
    in_charge = models.CharField(max_length=10, blank=True)
    clause = models.CharField(max_length=40, blank=True)

    admin_form_fields: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("stage of the regulation")

    @transaction.atomic
    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Start the stage and tell its deciders; where a content is put forward anew, the route begins anew.

        Wagtail resumes a returned item at the stage that returned it, and on the route of the content it had then: a changed content would
        miss the stages before, and those that its new field asks for.
        """
        from cms.moderation.submission import put_forward

        submission, is_new = put_forward(workflow_state, user)
        if is_new:
            return self._first_stage(workflow_state, submission).begin(workflow_state, submission, user)
        return self.begin(workflow_state, submission, user)

    def begin(self, workflow_state: WorkflowState, submission: Submission, user: Any) -> TaskState:
        """Start this stage, whichever Wagtail had in mind, and tell its deciders."""
        from cms.moderation.telling import tell_deciders

        task_state = super().start(workflow_state, user=user)
        if submission.assigned_to_id is not None:  # it was given to somebody for the step before
            submission.assigned_to = None
            submission.save(update_fields=["assigned_to"])
        tell_deciders(self, submission)
        return task_state

    @staticmethod
    def _first_stage(workflow_state: WorkflowState, submission: Submission) -> RegulationTask:
        from cms.moderation.routes import workflow_for

        content = workflow_state.content_object.specific.with_content_json(submission.snapshot)
        workflow_state.workflow = workflow_for(content)
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED).update(
            status=TaskState.STATUS_CANCELLED
        )
        first: RegulationTask = workflow_state.workflow.tasks.first().specific
        return first

    def submission_of(self, page: Page) -> Submission | None:
        """Return what is put forward of `page` right now."""
        return (
            Submission.objects.filter(
                page_id=page.pk, voided_at__isnull=True, workflow_state__status="in_progress"
            )
            .order_by("-submitted_at")
            .first()
        )

    def user_may_decide(self, page: Page, user: Any, standing: Standing | None = None) -> bool:
        """Return whether `user` may decide on `page` at this stage and has not done so yet."""
        submission = self.submission_of(page)
        if submission is None or self.decider(submission, user, standing) is None:
            return False
        return not submission.approvals.given_at(self).filter(decided_by=user).exists()

    def decider(self, submission: Submission, user: Any, standing: Standing | None = None) -> Decider | None:
        """Return how `user` may decide on `submission` at this stage at this instant, None where not at all.

        What was given to one of those who may decide waits for that person alone, as long as they may.
        """
        now, need = standing or deciders.standing(), self.need(submission.facts)
        right = now.right(str(user.pk), need, submission.authors)
        chosen = submission.assigned_to_id
        if right and chosen not in (None, user.pk) and now.right(str(chosen), need, submission.authors):
            return None
        return deciders.as_decider(right)

    def need(self, facts: dict[str, Any]) -> Need:
        """Return what this stage asks for of who decides on an item with `facts`."""
        return Need(
            stage=self.stage,
            roles=tuple(self.role_keys),
            delegable=tuple(self.delegable),
            collective=self.collective,
            in_charge=self.in_charge,
            field=facts.get("field", ""),
            column=facts.get("column", ""),
        )

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        """Return whether a decider, who may hold no right to edit, may open the item."""
        return self.user_may_decide(obj, user)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """Return True: what was submitted is not edited by anyone until it is decided or returned."""
        return True

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        """Return Wagtail's action triples for a decider, nothing for everyone else."""
        if not self.user_may_decide(obj, user):
            return []
        return [
            ("reject", _("Return for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Record the decision of `user`; with the last voice needed the stage is done. Raises PermissionDenied for anyone else."""
        from cms.moderation.decisions import approve_stage, return_stage

        if action_name == "approve":
            approve_stage(
                self, task_state, user, comment=kwargs.get("comment", ""), checked=kwargs.get("checked", ())
            )
        elif action_name == "reject":
            return_stage(self, task_state, user, comment=kwargs.get("comment", ""))
        else:
            raise PermissionDenied(f"Unknown action {action_name!r}: approve and reject are allowed.")

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Return the states of this stage that wait for `user`."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("revision")
        now = deciders.standing()
        allowed = [
            state.pk
            for state in waiting
            if self.user_may_decide(Page(pk=int(state.revision.object_id)), user, now)
        ]
        return TaskState.objects.filter(pk__in=allowed)

    def voices_needed(self) -> int:
        """Return how many approvals this stage needs now."""
        return deciders.standing().voices(self.need({})) if self.collective else 1

    def quorum_is_assumed(self) -> bool:
        """Return whether the number of voices is the platform's assumption (a majority), not the portal's decision."""
        return self.collective and ModerationRule.of_tenant().board_quorum is None

    @classmethod
    def get_description(cls) -> str:
        """Return the sentence shown where Wagtail lists kinds of tasks."""
        return str(_("A stage of the regulation; made from it and not by hand."))

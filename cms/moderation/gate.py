"""The gate that every publication passes, on whatever route it comes."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from wagtail.models import Revision, Workflow, WorkflowState

from cms.content.delivery import Granted, NotApproved
from cms.content.models import PortalPage
from cms.moderation import clocks
from cms.moderation.conditions import problems_of_submission
from cms.moderation.leftovers import left_of
from cms.moderation.models.records import Approval, Submission
from cms.moderation.submission import holds, void, void_older
from cms.moderation.takedown import replaced


class ApprovalGate:
    """Implements `cms.content.delivery.PublishingGate` on the records of moderation."""

    def check(self, page: PortalPage, digest: str) -> Granted:
        """Return the final approval in force for this content of this item. Raises `NotApproved` where there is none.

        An alias shows the content of its source and lives by the source's approval.
        """
        item_ids = [page.item_id]
        if page.alias_of_id:
            item_ids.append(page.alias_of.specific.item_id)
        for item_id in item_ids:
            approval = Approval.objects.granting(item_id, digest).first()
            if approval is not None:
                return Granted(digest, approval)
        raise NotApproved(
            _("“%(title)s” cannot be public: nobody has approved this content. Submit it for moderation.")
            % {"title": page.title}
        )

    def made_public(self, page: PortalPage, digest: str) -> None:
        """Void older approvals of other content of `page`: what was replaced comes back only by a new approval.

        A newer approval of other content stays: it waits for its hour (`go_live_at`).
        """
        left = left_of(page.item_id, digest)
        if left.approvals:
            void_older(page.item_id, digest)
        if left.clocks:
            clocks.made_public(page)
        if left.takedown:
            replaced(page.item_id)

    def holds(self, revision: Revision) -> bool:
        """Return whether `revision` carries a submitted content."""
        return holds(revision)

    def content_saved(self, page: PortalPage, revision: Revision) -> None:
        """End a moderation under way when other content than the submitted one is saved: its approvals are void."""
        submission = (
            Submission.objects.filter(
                page_id=page.pk,
                voided_at__isnull=True,
                workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            )
            .select_related("workflow_state")
            .first()
        )
        if (
            submission is None
            or submission.workflow_state is None
            or page.content_digest == submission.digest
        ):
            return
        state = submission.workflow_state
        void(state, "content changed after submission")
        state.cancel(user=revision.user)

    def problems(self, page: PortalPage) -> list[tuple[str, str]]:
        """Return what keeps `page` from being put forward, as (field, words)."""
        return [(problem.field, problem.text) for problem in problems_of_submission(page)]

    def workflow_for(self, page: PortalPage) -> Workflow:
        """Return the workflow that the regulation in force asks for `page`."""
        from cms.moderation.routes import workflow_for

        return workflow_for(page)

    def with_due(self, pages: QuerySet) -> QuerySet:
        """Return `pages` annotated with `due_at`, the due instant of the submission under way."""
        under_way = Submission.objects.filter(
            page_id=OuterRef("pk"),
            voided_at__isnull=True,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        ).order_by("-submitted_at")
        return pages.annotate(due_at=Subquery(under_way.values("due_at")[:1]))

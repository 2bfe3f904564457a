"""The acts that make content public: by approval, by override, with the portal itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from cms.content.delivery import NotApproved
from cms.content.models import PortalPage
from cms.moderation.enums import Basis, Decision, Stage
from cms.moderation.models.records import Approval, Submission
from cms.moderation.schedule import expect
from cms.moderation.submission import void
from cms.moderation.telling import tell_published


def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the content that was approved under `workflow_state`; Wagtail calls this when the last stage is done.

    Wagtail's own action publishes the latest revision, whatever it holds by then. Where a regulation names an officer who posts after
    approval (Quảng Phú 7.6), posting is automatic: see docs/decisions. Raises `NotApproved` where no final approval stands.
    """
    submission = workflow_state.submissions.filter(voided_at__isnull=True).first()
    if submission is None or not Approval.objects.granting(submission.item_id, submission.digest).exists():
        raise NotApproved(_("Nothing was approved here."))
    page = workflow_state.content_object.specific
    if page.live and page.content_digest == submission.digest:
        return  # published at once before its review, which has now been held
    revision = _approved_revision(page, submission)
    revision.publish(user=user, skip_permission_checks=True)
    page.refresh_from_db()
    revision.refresh_from_db()
    if revision.approved_go_live_at is not None:
        expect(revision.approved_go_live_at)
    elif page.live:
        tell_published(submission, user, page.full_url)


@transaction.atomic
def publish_with_reason(page: PortalPage, user: Any, reason: str) -> None:
    """Publish the latest content of `page` without the regulation's approvers. Only a superuser may, and says why.

    Raises PermissionDenied for others, ValidationError for a reason of fewer than 10 characters.
    """
    if not user.is_superuser:
        raise PermissionDenied(_("Only a superuser may publish without approval."))
    if len(reason.strip()) < 10:
        raise ValidationError(_("Say in at least 10 characters why this is published without approval."))
    under_way = page.current_workflow_state
    if under_way is not None:
        void(under_way, "published without approval, with a reason")
        under_way.cancel(user=user)
    revision = page.get_latest_revision() or page.save_revision(user=user)
    grant(page, revision, Basis.OVERRIDE, reason, user)
    revision.publish(user=user, skip_permission_checks=True)


def publish_again(page: PortalPage, digest: str, user: Any) -> None:
    """Publish the content `digest` of `page` by the approval that it has. Raises `NotApproved` where it has none, or cannot be made again."""
    if page.alias_of_id:  # it shows its source, and lives by the source's approval
        page.live = True
        page.save()
        return
    approval = Approval.objects.granting(page.item_id, digest).select_related("submission").first()
    if approval is None:
        raise NotApproved(_("Nothing was approved here."))
    _approved_revision(page, approval.submission).publish(user=user, skip_permission_checks=True)


def grant(page: PortalPage, revision: Revision, basis: Basis, reason: str, user: Any = None) -> Approval:
    """Record that the content of `revision` may be public for another reason than the regulation's approval."""
    return _grant(page, revision.as_object().content_digest, revision.content, basis, reason, user, revision)


def grant_provisioned(page: PortalPage, reason: str) -> Approval:
    """Record that `page`, not yet saved, may be public because it is made with the portal (home page, first sections)."""
    return _grant(page, page.content_digest, page.serializable_data(), Basis.PROVISIONING, reason)


def _grant(
    page: PortalPage,
    digest: str,
    snapshot: Any,
    basis: Basis,
    reason: str,
    user: Any = None,
    revision: Revision | None = None,
) -> Approval:
    submission = Submission.objects.create(
        item_id=page.item_id,
        page_id=page.pk,
        revision=revision,
        digest=digest,
        snapshot=snapshot,
        submitted_by=user,
        authors=[],
    )
    return Approval.objects.create(
        submission=submission,
        item_id=page.item_id,
        digest=digest,
        decision=Decision.APPROVED,
        stage=Stage.FINAL,
        basis=basis,
        grants_publication=True,
        decided_by=user,
        comment=reason,
    )


def _approved_revision(page: PortalPage, submission: Submission) -> Revision:
    """Return a revision that holds exactly the approved content; made from the snapshot where the stored one holds another."""
    revision = submission.revision
    if revision is not None and revision.as_object().content_digest == submission.digest:
        return revision
    approved = page.with_content_json(submission.snapshot)
    if approved.content_digest != submission.digest:
        raise NotApproved(_("The approved content cannot be restored; nothing was published."))
    approved._state.adding = False  # it is the page that stands here, not another with the same keys
    return approved.save_revision(user=submission.submitted_by, changed=False)

"""What was put forward, who decided, what was withdrawn. Nothing here changes once written, but for voiding and for who is to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.moderation.enums import Basis, Decision, Point, Stage, TakedownState
from tenants.identity import new_id

if TYPE_CHECKING:
    from cms.moderation.models.workflow import RegulationTask


class Submission(models.Model):
    """A content put forward for publication: its digest and snapshot, when it is due, and by which clause.

    `authors` are the keys of everyone who may not approve it: the owner, the submitter, whoever wrote content since the last publication.
    `facts` are what the route was found by (field, section, body, origin, kind of document); `assigned_to` is the one of those who may decide
    to whom the step under way was given.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_id = models.UUIDField(db_index=True)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="submissions"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState", on_delete=models.SET_NULL, null=True, related_name="submissions"
    )
    digest = models.CharField(max_length=64)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    authors = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(_("due"), null=True)
    deadline = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    regulation_version = models.UUIDField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("submission")
        ordering = ["-submitted_at"]
        indexes = [models.Index(fields=["item_id", "digest"], name="submission_item_digest")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.digest[:12]}"

    @property
    def is_review_of_urgent(self) -> bool:
        """Return whether its content was published at once, and this is the review that follows."""
        found = getattr(self, "urgent_publication", None)
        return found is not None and found.reviewed_at is None


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals by content."""

    def in_force(self) -> ApprovalQuerySet:
        """Return the approvals that have not been voided."""
        return self.filter(voided_at__isnull=True)

    def given_at(self, task: RegulationTask) -> ApprovalQuerySet:
        """Return the decisions in force at one stage of the route; publishing at once is none of them."""
        return self.in_force().filter(task=task)

    def granting(self, item_id: UUID, digest: str) -> ApprovalQuerySet:
        """Return the final approvals in force for the content `digest` of the item."""
        return self.in_force().filter(item_id=item_id, digest=digest, grants_publication=True)


class Approval(models.Model):
    """One person's decision on one content, at one stage of its route, by one clause.

    `checked` are the points (`enums.Point`) that the person answers for.
    A stage that needs several voices (the board as a whole) has one row a voice; the last carries `grants_publication`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approvals")
    item_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.APPROVED)
    stage = models.CharField(max_length=20, choices=Stage.choices)
    task = models.ForeignKey(
        "moderation.RegulationTask", on_delete=models.SET_NULL, null=True, related_name="approvals"
    )
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.REGULATION)
    grants_publication = models.BooleanField(default=False)
    role_key = models.CharField(max_length=64, blank=True)
    post_title = models.CharField(max_length=150, blank=True)
    clause = models.CharField(max_length=40, blank=True)
    delegation = models.ForeignKey(
        "board.Delegation", on_delete=models.PROTECT, null=True, related_name="approvals"
    )
    regulation_version = models.UUIDField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)
    checked = models.JSONField(_("what was checked"), default=list, blank=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        ordering = ["-decided_at"]
        indexes = [models.Index(fields=["item_id", "digest"], name="approval_item_digest")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} – {self.post_title or self.get_basis_display()}"

    @property
    def checked_words(self) -> str:
        """Return what the person answers for, in words."""
        return "; ".join(str(point.label) for point in Point if point.value in self.checked)


class TakedownQuerySet(models.QuerySet["Takedown"]):
    """Takedowns by state."""

    def provisional(self) -> TakedownQuerySet:
        """Return those that wait for the office."""
        return self.filter(state=TakedownState.PROVISIONAL)


class Takedown(models.Model):
    """A withdrawal at once (*gỡ bỏ*): why, who asked, on what evidence, who did it. The item stays; its release is gone.

    `notified_at` is when the portal was told of what is wrong; the time allowed for removing counts from then.
    A provisional one waits for the office, which confirms it or restores the item. `approvals` are the approvals that it set aside, so that
    restoring gives back the same ones.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_id = models.UUIDField(db_index=True)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="takedowns"
    )
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=TakedownState.choices, default=TakedownState.FINAL)
    reason = models.TextField(_("reason"))
    requested_by = models.CharField(_("who asked for it"), max_length=200)
    notified_at = models.DateTimeField(_("told to the portal at"), null=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_file = models.FileField(_("file of evidence"), upload_to="takedowns/", blank=True)
    clause = models.CharField(max_length=40, blank=True)
    regulation_version = models.UUIDField(null=True)
    approvals = models.JSONField(default=list)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_down_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settlement = models.TextField(_("what was found"), blank=True)

    objects: ClassVar[Any] = TakedownQuerySet.as_manager()

    class Meta:
        verbose_name = _("takedown")
        ordering = ["-taken_down_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_id"],
                condition=models.Q(state=TakedownState.PROVISIONAL),
                name="takedown_one_provisional",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.taken_down_at:%Y-%m-%d}"

    @property
    def waits(self) -> bool:
        """Return whether it is provisional and nobody has confirmed it or restored the item."""
        return self.state == TakedownState.PROVISIONAL

"""Every decision of moderation stands in the append-only record, in the transaction that makes it.

The rows themselves are listened to, not the acts: whatever way a decision comes, its row is written, and so is its entry.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.signals import post_save

from cms.accounts.models import Appointment
from cms.moderation.enums import Basis, Decision, Stage
from cms.moderation.models.records import Approval, Submission
from cms.record.enums import Act
from cms.record.writing import write

BY_BASIS: dict[str, Act] = {
    Basis.OVERRIDE: Act.OVERRIDDEN,
    Basis.PROVISIONING: Act.PROVISIONED,
    Basis.SOLE_APPROVER: Act.APPROVED_ALONE,
    Basis.URGENT: Act.PUBLISHED_URGENTLY,
}
FINAL = frozenset({Stage.FINAL, Stage.FINAL_IF_DELEGATED})


def connect() -> None:
    """Listen to what is put forward and to what is decided."""
    post_save.connect(record_submission, sender=Submission, dispatch_uid="record-submission")
    post_save.connect(record_approval, sender=Approval, dispatch_uid="record-approval")


def record_submission(instance: Submission, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Record that a content was put forward. What is granted without a workflow is recorded by its approval."""
    if raw or not created or instance.workflow_state_id is None:
        return
    write(
        Act.SUBMITTED,
        account=instance.submitted_by_id,
        post=post_of(instance.submitted_by_id),
        item=instance.item_id,
        digest=instance.digest,
        about=instance.pk,
        version=instance.regulation_version,
        clause=str(instance.deadline.get("clause") or ""),
    )


def record_approval(instance: Approval, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Record what an approver, a superuser or the platform decided on a content."""
    if raw or not created:
        return
    write(
        act_of(instance),
        account=instance.decided_by_id,
        post=instance.role_key,
        item=instance.item_id,
        digest=instance.digest,
        about=instance.pk,
        version=instance.regulation_version,
        clause=instance.clause,
    )


def act_of(approval: Approval) -> Act:
    """Return what the record calls a decision."""
    if approval.decision == Decision.RETURNED:
        return Act.RETURNED
    named = BY_BASIS.get(approval.basis)
    return named or (Act.APPROVED if approval.stage in FINAL else Act.REVIEWED)


def post_of(account: UUID | None) -> str:
    """Return the key of a post that an account holds today, empty for none."""
    if account is None:
        return ""
    held = Appointment.objects.current().filter(user_id=account).order_by("valid_from", "pk")
    return str(held.values_list("role_key", flat=True).first() or "")

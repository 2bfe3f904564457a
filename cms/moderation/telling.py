"""Who is told what during moderation. The texts are the templates of `cms.notices`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.moderation.deciders import holders
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin

if TYPE_CHECKING:
    from cms.moderation.models.records import Approval, Submission, Takedown
    from cms.moderation.models.workflow import RegulationTask


def tell_deciders(task: RegulationTask, submission: Submission) -> None:
    """Tell everyone who may decide at `task`'s stage that `submission` waits for them."""
    context = {
        "title": submission.snapshot["title"],
        "author": str(submission.submitted_by or ""),
        "stage": task.name,
        "due": timezone.localtime(submission.due_at).strftime("%H:%M %d/%m/%Y") if submission.due_at else "",
        "clause": submission.deadline.get("citation", ""),
    }
    people = {post.user for post in holders(task.role_keys) if str(post.user_id) not in submission.authors}
    for person in sorted(people, key=str):
        tell(person, NoticeKind.AWAITS_DECISION, context, _review_address(submission))


def tell_author(submission: Submission, approval: Approval) -> None:
    """Tell the submitter that the item came back, with the comment."""
    context = {
        "title": submission.snapshot["title"],
        "who": str(approval.decided_by),
        "comment": approval.comment,
    }
    _tell(submission.submitted_by, NoticeKind.RETURNED, context, _edit_address(submission))


def tell_published(submission: Submission, user: Any, address: str) -> None:
    """Tell the submitter that the item is public at `address`."""
    context = {"title": submission.snapshot["title"], "who": str(user)}
    _tell(submission.submitted_by, NoticeKind.PUBLISHED, context, address)


def tell_taken_down(takedown: Takedown, title: str, owner: User | None) -> None:
    """Tell the owner and the head that an item was taken down, why, and who asked for it."""
    context = {
        "title": title,
        "who": str(takedown.taken_down_by),
        "reason": takedown.reason,
        "requested_by": takedown.requested_by,
    }
    people = {post.user for post in holders(["board_chief"])} | ({owner} if owner else set())
    for person in sorted(people - {takedown.taken_down_by}, key=str):
        tell(person, NoticeKind.TAKEN_DOWN, context)


def _tell(person: User | None, kind: NoticeKind, context: dict[str, Any], address: str) -> None:
    if person is not None:
        tell(person, kind, context, address)


def _review_address(submission: Submission) -> str:
    return admin_origin(current_tenant()) + reverse("moderation_review", args=[submission.page_id])


def _edit_address(submission: Submission) -> str:
    return admin_origin(current_tenant()) + reverse("wagtailadmin_pages:edit", args=[submission.page_id])

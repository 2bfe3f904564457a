"""Who is told what during moderation. The texts are the templates of `cms.notices`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import Appointment, User
from cms.accounts.posts import ADMINISTRATORS
from cms.moderation.deciders import deciders, holders
from cms.moderation.enums import TakedownState
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from tenants.context import current_tenant
from tenants.origins import admin_origin

if TYPE_CHECKING:
    from cms.moderation.models.items import Preparation, UrgentPublication
    from cms.moderation.models.records import Approval, Submission, Takedown
    from cms.moderation.models.workflow import RegulationTask


def tell_deciders(task: RegulationTask, submission: Submission) -> None:
    """Tell everyone who may decide at `task`'s stage that `submission` waits for them."""
    context = {
        "title": submission.snapshot["title"],
        "author": str(submission.submitted_by or ""),
        "stage": task.name,
        "due": _moment(submission.due_at),
        "clause": submission.deadline.get("citation", ""),
    }
    need = task.need(submission.facts)
    people = {one.appointment.user for one in deciders(need, submission.authors)}
    for person in sorted(people, key=str):
        tell(person, NoticeKind.AWAITS_DECISION, context, _review_address(submission))
    if not people and not holders(need.posts):
        for person in {post.user for post in holders(["board_chief", *ADMINISTRATORS])}:
            tell(person, NoticeKind.STUCK, context, _review_address(submission))


def tell_author(submission: Submission, approval: Approval) -> None:
    """Tell the submitter that the item came back, with the comment."""
    context = {
        "title": submission.snapshot["title"],
        "who": str(approval.decided_by),
        "comment": approval.comment,
    }
    _tell(submission.submitted_by, NoticeKind.RETURNED, context, _edit_address(submission))


def tell_recalled(task: RegulationTask, submission: Submission, user: User | None) -> None:
    """Tell whoever was to decide at `task`'s stage that the author took the item back."""
    context = {"title": submission.snapshot["title"], "who": str(user or submission.submitted_by or "")}
    for one in deciders(task.need(submission.facts), submission.authors):
        tell(one.appointment.user, NoticeKind.RECALLED, context)


def tell_assigned(task: RegulationTask, submission: Submission, person: User, by: User) -> None:
    """Tell `person` that the item was given to them."""
    context = {
        "title": submission.snapshot["title"],
        "who": str(by),
        "stage": task.name,
        "due": _moment(submission.due_at),
    }
    if person.pk != by.pk:
        tell(person, NoticeKind.ASSIGNED, context, _review_address(submission))


def tell_urgent(urgent: UrgentPublication) -> None:
    """Tell the head, and whoever is to review it, what was published at once and why."""
    review = urgent.review
    context = {
        "title": review.snapshot["title"],
        "who": str(urgent.approval.decided_by),
        "reason": urgent.approval.comment,
        "due": _moment(urgent.review_due_at),
    }
    for person in _reviewers(review) - {urgent.approval.decided_by}:
        tell(person, NoticeKind.URGENT, context, _review_address(review))


def tell_not_reviewed(urgent: UrgentPublication) -> None:
    """Tell the head, whoever was to review it, and who published it, that the review was not held in time."""
    review, by = urgent.review, urgent.approval.decided_by
    context = {
        "title": review.snapshot["title"],
        "who": str(by),
        "due": _moment(urgent.review_due_at),
        "taken_down": urgent.taken_down,
    }
    for person in _reviewers(review) | ({by} if by else set()):
        tell(person, NoticeKind.NOT_REVIEWED, context, _review_address(review))


def tell_review_by(noted: Preparation, person: User) -> None:
    """Tell `person` that a public item is due to be looked at again."""
    address = admin_origin(current_tenant()) + reverse("moderation_review", args=[noted.page_id])
    day = f"{noted.review_by:%d/%m/%Y}"
    tell(person, NoticeKind.REVIEW_BY, {"title": noted.page.title, "day": day}, address)


def _reviewers(review: Submission) -> set[User]:
    state = review.workflow_state.current_task_state if review.workflow_state else None
    heads = {post.user for post in holders(["board_chief"])}
    if state is None:
        return heads
    task: RegulationTask = state.task.specific
    return heads | {one.appointment.user for one in deciders(task.need(review.facts), review.authors)}


def tell_published(submission: Submission, user: Any, address: str) -> None:
    """Tell the submitter that the item is public at `address`."""
    context = {"title": submission.snapshot["title"], "who": str(user)}
    _tell(submission.submitted_by, NoticeKind.PUBLISHED, context, address)


def tell_taken_down(
    takedown: Takedown, title: str, owner: User | None, office: Iterable[Appointment] = ()
) -> None:
    """Tell the owner, the head and, where it has to be settled, the office that an item was taken down, why, and who asked for it."""
    context = {
        "title": title,
        "who": str(takedown.taken_down_by or _("The portal's moderation rule")),
        "reason": takedown.reason,
        "requested_by": takedown.requested_by,
    }
    people = {post.user for post in (*holders(["board_chief"]), *office)} | ({owner} if owner else set())
    for person in sorted({one for one in people if one != takedown.taken_down_by}, key=str):
        tell(person, NoticeKind.TAKEN_DOWN, context, _review_address(takedown))


def tell_settled(takedown: Takedown) -> None:
    """Tell the owner, the head and who took it down what the office decided about a provisional takedown, and why."""
    page = takedown.page
    if page is None:
        return
    context = {
        "title": page.title,
        "who": str(takedown.settled_by),
        "finding": takedown.settlement,
        "restored": takedown.state == TakedownState.RESTORED,
    }
    people = {post.user for post in holders(["board_chief"])} | {page.owner, takedown.taken_down_by}
    for person in sorted({one for one in people if one and one != takedown.settled_by}, key=str):
        tell(person, NoticeKind.TAKEDOWN_SETTLED, context, _review_address(takedown))


def _tell(person: User | None, kind: NoticeKind, context: dict[str, Any], address: str) -> None:
    if person is not None:
        tell(person, kind, context, address)


def _moment(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%H:%M %d/%m/%Y") if moment else ""


def _review_address(submission: Submission | Takedown) -> str:
    return admin_origin(current_tenant()) + reverse("moderation_review", args=[submission.page_id])


def _edit_address(submission: Submission) -> str:
    return admin_origin(current_tenant()) + reverse("wagtailadmin_pages:edit", args=[submission.page_id])

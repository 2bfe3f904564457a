"""The clocks of items under moderation: what they ask, who has to act, and what stops them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.accounts.models import User
from cms.clocks import acts
from cms.clocks.acts import Subject
from cms.clocks.enums import SubjectKind
from cms.clocks.models import Clock
from cms.clocks.questions import Question
from cms.content.models import ArticlePage, LegalDocumentPage, PortalPage
from cms.moderation.models.records import Submission
from cms.regulation.events import EVENT_FIELDS
from cms.regulation.registers import categories
from cms.regulation.vocabulary import DeadlineKey, StopEvent

CHANGE_NOTE = "Tính từ lúc trình nội dung thay đổi, vì chưa nhập lúc quyết định thay đổi."


def question_of(content: PortalPage) -> Question | None:
    """Return what the clock of a content asks; None for pages that stay (home, sections, introduction without a date).

    What is public already is not due a second time: there the change is due (`content_change`), counted from when it was decided, else from
    its being put forward.
    """
    category = getattr(content, "category", "")
    if not isinstance(content, ArticlePage | LegalDocumentPage) or category not in categories():
        return None
    dates = {name: getattr(content, name, None) for name in EVENT_FIELDS.values()}
    major, own = getattr(content, "major_event", False), getattr(content, "issued_by_self", True)
    if not content.live:
        return Question(dates, category, major=major, own=own)
    note = "" if dates["change_decided_at"] else CHANGE_NOTE
    dates["change_decided_at"] = dates["change_decided_at"] or timezone.now()
    return Question(dates, category, DeadlineKey.CONTENT_CHANGE, major=major, own=own, note=note)


def start_clock(submission: Submission, content: PortalPage, by: Any) -> Clock | None:
    """Start the clock of what was put forward, or bring the item's running clock up to date."""
    question = question_of(content)
    if question is None or submission.page_id is None:
        return None
    url = reverse("moderation_review", args=[submission.page_id])
    clock = acts.start(Subject(submission.item_id, SubjectKind.ITEM, content.title, url, by), question, by=by)
    if clock.is_open and clock.due_at != submission.due_at:
        submission.due_at, submission.deadline = clock.due_at, clock.answer
        submission.save(update_fields=["due_at", "deadline"])
    return clock


def made_public(page: PortalPage) -> None:
    """Stop what ran until publication, and until a change was public."""
    acts.stop(page.item_id, StopEvent.PUBLISHED, StopEvent.CHANGE_PUBLISHED)


def page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """End the clocks of an item that is deleted."""
    if isinstance(instance, PortalPage):
        acts.end_all(instance.item_id, reason="Mục đã bị xóa.")


def stage_begun(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Show on the item's clocks for which stage it waits; the clocks run on."""
    _wait(instance.workflow_state, instance.task.name, user)


def stage_returned(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Show that the item waits for who put it forward."""
    _wait(instance.workflow_state, str(instance.workflow_state.requested_by or ""), user)


def taken_back(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Show that the item lies with its author again."""
    _wait(instance, str(instance.requested_by or ""), user)


def _wait(workflow_state: WorkflowState, whom: str, by: Any) -> None:
    submission = workflow_state.submissions.order_by("-submitted_at").first()
    if submission is not None:
        acts.wait(submission.item_id, whom[:200], by=by)


def clocks_moved(sender: Any, clocks: Iterable[Clock], **kwargs: Any) -> None:
    """Let what is under moderation say the new due instant and its explanation."""
    moved = {clock.subject_id: clock for clock in clocks if clock.subject_kind == SubjectKind.ITEM}
    under_way = _under_way().filter(item_id__in=list(moved))
    for submission in under_way:
        clock = moved[submission.item_id]
        submission.due_at, submission.deadline = clock.due_at, clock.answer
    Submission.objects.bulk_update(under_way, ["due_at", "deadline"], batch_size=500)


def concerned(clocks: Sequence[Clock]) -> dict[UUID, list[User]]:
    """Return by item who may decide on it now at the stage where it waits; who was given it, where somebody was."""
    from cms.moderation.deciders import as_deciders, standing

    found: dict[UUID, list[User]] = {}
    known: dict[tuple[Any, ...], list[User]] = {}
    waiting = _under_way().filter(item_id__in=[clock.subject_id for clock in clocks])
    related = ("assigned_to", "workflow_state__current_task_state__task")
    everybody = standing() if waiting else None
    for submission in waiting.select_related(*related):
        state = submission.workflow_state.current_task_state
        if submission.assigned_to is not None:
            found[submission.item_id] = [submission.assigned_to]
        elif state is not None and everybody is not None:
            asked = (state.task_id, str(submission.facts), *submission.authors)
            if asked not in known:
                need = state.task.specific.need(submission.facts)
                rights = as_deciders(everybody.rights(need, submission.authors))
                known[asked] = [one.appointment.user for one in rights]
            found[submission.item_id] = known[asked]
    return found


def _under_way() -> Any:
    return Submission.objects.filter(
        voided_at__isnull=True, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )


def connect() -> None:
    """Enter what moderation knows of clocks, and listen to them."""
    from django.db.models.signals import pre_delete
    from wagtail.signals import task_rejected, task_submitted, workflow_cancelled

    from cms.clocks.people import register_concerned
    from cms.clocks.signals import clocks_moved as moved

    register_concerned(SubjectKind.ITEM, concerned)
    moved.connect(clocks_moved, dispatch_uid="moderation.clocks_moved")
    task_submitted.connect(stage_begun, dispatch_uid="moderation.clocks.stage_begun")
    task_rejected.connect(stage_returned, dispatch_uid="moderation.clocks.stage_returned")
    workflow_cancelled.connect(taken_back, dispatch_uid="moderation.clocks.taken_back")
    pre_delete.connect(page_deleted, dispatch_uid="moderation.page_deleted")

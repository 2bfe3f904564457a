"""Giving a waiting item to one of those who may decide on it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.board.powers import BoardPowers
from cms.content.models import PortalPage
from cms.moderation import deciders
from cms.moderation.models.records import Submission
from cms.moderation.models.workflow import RegulationTask
from cms.moderation.telling import tell_assigned
from cms.record.enums import Act
from cms.record.writing import write
from tenants.context import current_tenant
from tenants.guards import ensure_writable


def may_assign(task: RegulationTask, submission: Submission, user: Any) -> bool:
    """Return whether `user` may give the item to somebody: the head, the secretary, and who may decide now. The board as a whole is not divided."""
    if task.collective:
        return False
    powers = BoardPowers.of(user)
    return powers.keeps or task.decider(submission, user) is not None


def candidates(task: RegulationTask, submission: Submission) -> list[User]:
    """Return who may decide on the item at its stage now, whomever it was given to."""
    people = deciders.deciders(task.need(submission.facts), submission.authors)
    return [one.appointment.user for one in people]


@transaction.atomic
def assign(page: PortalPage, user: Any, person: User) -> Submission:
    """Let `person` alone decide on `page` at the stage where it waits; it goes to all again where that person can no more.

    Raises PermissionDenied for who may not, ValidationError for a person who may not decide there, or where nothing waits.
    """
    ensure_writable(current_tenant())
    state = page.current_workflow_task_state
    task = state.task.specific if state else None
    submission = task.submission_of(page) if isinstance(task, RegulationTask) else None
    if not isinstance(task, RegulationTask) or submission is None:
        raise ValidationError(_("This item is no longer waiting for a decision."))
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if not may_assign(task, submission, user):
        raise PermissionDenied(_("Head, secretary and who may decide give an item to somebody."))
    if person.pk not in {one.pk for one in candidates(task, submission)}:
        raise ValidationError({"person": _("%(person)s may not decide at this step.") % {"person": person}})
    submission.assigned_to = person
    submission.save(update_fields=["assigned_to"])
    write(
        Act.REASSIGNED,
        account=user.pk,
        item=submission.item_id,
        digest=submission.digest,
        about=submission.pk,
        version=submission.regulation_version,
        clause=task.clause,
    )
    tell_assigned(task, submission, person, user)
    return submission

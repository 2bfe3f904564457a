"""Withdrawing at once: the item stays in the archive of the portal, its release and its files are gone.

An approver withdraws for good, or for the time being. Whom the regulation names as the one that removes (`takedown.executor`, Thống Nhất 5.2b)
withdraws at once and provisionally: the office then confirms, or restores the item by the approval that it had.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from cms.accounts.models import Appointment
from cms.clocks import acts as clocks
from cms.clocks.acts import Subject
from cms.clocks.enums import SubjectKind
from cms.clocks.questions import Question
from cms.content import delivery
from cms.content.models import PortalPage
from cms.moderation.deciders import holders
from cms.moderation.enums import TakedownState
from cms.moderation.models.records import Approval, Submission, Takedown
from cms.moderation.publishing import publish_again
from cms.moderation.rules import lasting_takedown_roles, settling_roles, takedown_roles
from cms.moderation.telling import tell_settled, tell_taken_down
from cms.record.enums import Act
from cms.record.writing import write
from cms.regulation.queries import in_force
from cms.regulation.vocabulary import DeadlineKey, StopEvent

SET_ASIDE = "taken down"
NOT_HELD = "not held by its review"


def may_take_down(user: Any) -> bool:
    """Return whether `user` holds a post that may withdraw items: the final approvers and whoever the regulation names."""
    return user.is_active and (user.is_superuser or _post_among(user, takedown_roles()) is not None)


def may_take_down_for_good(user: Any) -> bool:
    """Return whether `user` may withdraw without the office having to confirm: whoever the regulation names to remove may not."""
    return user.is_active and (user.is_superuser or _post_among(user, lasting_takedown_roles()) is not None)


def may_settle(user: Any, takedown: Takedown | None = None) -> bool:
    """Return whether `user` may confirm a provisional takedown or restore the item; never who took it down."""
    if takedown is not None and takedown.taken_down_by_id == user.pk and not user.is_superuser:
        return False
    return user.is_active and (user.is_superuser or _post_among(user, settling_roles()) is not None)


@transaction.atomic
def take_down(
    page: PortalPage,
    user: Any,
    reason: str,
    requested_by: str,
    *,
    evidence: str = "",
    evidence_file: File | None = None,
    notified_at: dt.datetime | None = None,
    provisional: bool = False,
) -> Takedown:
    """Withdraw `page` now; its approvals no longer count, or are set aside until the office has decided.

    Parameters:
        requested_by: the person or authority, with the number of its letter.
        evidence: what shows it, in words; `evidence_file` a picture or document of it.
        notified_at: when the portal was told of it; the time allowed for removing counts from then (Thống Nhất 5.2b), from now unless given.
        provisional: wait for the office; always so for whom the regulation names to remove, whatever is given.

    Raises PermissionDenied for who may not, ValidationError where the reason or who asked is missing, the item is not public, or it is said to
    have been asked for in the future.
    """
    if not may_take_down(user):
        raise PermissionDenied(_("Only an approver, or whoever the regulation names, may take an item down."))
    _check(page, reason, requested_by, notified_at)
    takedown = _written(
        page,
        user,
        provisional or not may_take_down_for_good(user),
        reason=reason.strip(),
        requested_by=requested_by.strip(),
        evidence=evidence.strip(),
        notified_at=notified_at,
    )
    if evidence_file is not None:
        takedown.evidence_file.save(str(evidence_file.name), evidence_file)
    _withdraw(page, takedown, SET_ASIDE)
    _clock(page, takedown, user)
    _record(
        Act.TAKEN_DOWN_PROVISIONALLY if takedown.waits else Act.TAKEN_DOWN, takedown, user, takedown_roles()
    )
    tell_taken_down(takedown, page.title, page.owner, holders(settling_roles()) if takedown.waits else [])
    return takedown


@transaction.atomic
def withdraw_unreviewed(submission: Submission, user: Any, reason: str, requested_by: str) -> Takedown | None:
    """Withdraw what was published at once and did not pass its review; `user` is None where the portal's rule does it.

    The route under way goes on: where it ends with an approval, the content is public again. Returns None where the item is not public any more;
    its approval counts no more in any case.
    """
    page = submission.page.specific if submission.page else None
    if page is None or not page.live:
        granting = Approval.objects.in_force().filter(submission=submission, grants_publication=True)
        granting.update(voided_at=timezone.now(), void_reason=NOT_HELD)
        return None
    said = {"reason": reason.strip() or "—", "requested_by": requested_by, "evidence": ""}
    takedown = _written(page, user, provisional=False, **said)
    _withdraw(page, takedown, NOT_HELD)
    _record(Act.TAKEN_DOWN, takedown, user, takedown_roles())
    tell_taken_down(takedown, page.title, page.owner)
    return takedown


@transaction.atomic
def confirm(takedown: Takedown, user: Any, finding: str) -> Takedown:
    """Make a provisional takedown one for good: its approvals are void, and citizens are told that the item is gone.

    Raises PermissionDenied for who may not settle it, ValidationError where nothing waits or the finding is missing.
    """
    held = _settled(takedown, user, finding, TakedownState.CONFIRMED)
    if held.page is not None:
        delivery.writer().confirm_withdrawal(held.page.specific)
    _record(Act.TAKEDOWN_CONFIRMED, held, user, settling_roles())
    tell_settled(held)
    return held


@transaction.atomic
def restore(takedown: Takedown, user: Any, finding: str) -> Takedown:
    """Make the item public again as it was when it was taken down, by the approvals that it had.

    Raises PermissionDenied for who may not settle it, ValidationError where nothing waits, the finding is missing or the item is gone,
    `NotApproved` where the content cannot be made again.
    """
    held = _settled(takedown, user, finding, TakedownState.RESTORED)
    if held.page is None:
        raise ValidationError(_("The item has been deleted since, so there is nothing to restore."))
    set_aside = Approval.objects.filter(pk__in=held.approvals, void_reason=SET_ASIDE)
    set_aside.update(voided_at=None, void_reason="")
    _record(Act.RESTORED, held, user, settling_roles())
    publish_again(held.page.specific, held.digest, user)
    tell_settled(held)
    return held


def replaced(item_id: UUID) -> None:
    """Note that an item taken down provisionally is public again, with a content that was approved since."""
    Takedown.objects.provisional().filter(item_id=item_id).update(
        state=TakedownState.REPLACED, settled_at=timezone.now()
    )


def _settled(takedown: Takedown, user: Any, finding: str, state: TakedownState) -> Takedown:
    held = Takedown.objects.select_for_update(of=("self",)).select_related("page").get(pk=takedown.pk)
    if not may_settle(user, held):
        raise PermissionDenied(_("The office confirms or restores, and never whoever took the item down."))
    if not held.waits:
        raise ValidationError(_("This takedown has been settled already."))
    if not finding.strip():
        raise ValidationError({"finding": _("Say what was found.")})
    held.state, held.settled_by, held.settled_at, held.settlement = (
        state,
        user,
        timezone.now(),
        finding.strip(),
    )
    held.save(update_fields=["state", "settled_by", "settled_at", "settlement"])
    return held


def _withdraw(page: PortalPage, takedown: Takedown, why: str) -> None:
    Approval.objects.filter(pk__in=takedown.approvals).update(voided_at=timezone.now(), void_reason=why)
    # Nobody holds Wagtail's right to unpublish; the right to take down was asked for by the act.
    UnpublishPageAction(page, user=takedown.taken_down_by).execute(skip_permission_checks=True)


def _clock(page: PortalPage, takedown: Takedown, user: Any) -> None:
    """Keep whether it was removed in the time that the rules allow, counted from when the portal was told."""
    address = reverse("moderation_review", args=[page.pk])
    subject = Subject(takedown.pk, SubjectKind.REPORT, page.title, address, user)
    told = takedown.notified_at or takedown.taken_down_at
    clocks.start(subject, Question({"notified_at": told}, key=DeadlineKey.VIOLATION_TAKEDOWN), by=user)
    clocks.stop(takedown.pk, StopEvent.REMOVED, at=takedown.taken_down_at, by=user)


def _check(page: PortalPage, reason: str, requested_by: str, notified_at: dt.datetime | None) -> None:
    missing = {}
    if not reason.strip():
        missing["reason"] = _("Give the reason.")
    if not requested_by.strip():
        missing["requested_by"] = _("Say who asked for the removal.")
    if notified_at is not None and notified_at > timezone.now():
        missing["notified_at"] = _("The portal cannot have been told of it in the future.")
    if missing:
        raise ValidationError(missing)
    if not page.live:
        raise ValidationError(
            _("“%(title)s” is not public, so there is nothing to take down.") % {"title": page.title}
        )


def _written(page: PortalPage, user: Any, provisional: bool, **said: Any) -> Takedown:
    """The row of a takedown. It stands before the item is withdrawn, so that delivery knows whether that may be undone."""
    regulation = in_force()
    executor = regulation.takedown()["executor"].source
    granted = Approval.objects.in_force().filter(item_id=page.item_id, grants_publication=True)
    return Takedown.objects.create(
        item_id=page.item_id,
        page=page,
        digest=page.content_digest,
        state=TakedownState.PROVISIONAL if provisional else TakedownState.FINAL,
        clause=executor.clause[:40] if executor else "",
        regulation_version=UUID(regulation.facts.id) if regulation.facts else None,
        approvals=[str(key) for key in granted.values_list("pk", flat=True)],
        taken_down_by=user,
        **said,
    )


def _record(act: Act, takedown: Takedown, user: Any, roles: tuple[str, ...]) -> None:
    post = _post_among(user, roles) if user else None
    write(
        act,
        account=user.pk if user else None,
        post=post.role_key if post else "",
        item=takedown.item_id,
        digest=takedown.digest,
        about=takedown.pk,
        version=takedown.regulation_version,
        clause=takedown.clause,
    )


def _post_among(user: Any, roles: Any) -> Appointment | None:
    return next((post for post in holders(roles) if post.user_id == user.pk), None)

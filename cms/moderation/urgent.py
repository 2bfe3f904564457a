"""Publishing at once, where the rule is *immediate*: one authorised person publishes with a reason, and the review by the regulation follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cms.board.standing import Need
from cms.content.models import PortalPage
from cms.moderation.deciders import Decider, as_decider, authors_of, standing
from cms.moderation.enums import Basis, Decision, Point, Stage, UnreviewedRule
from cms.moderation.models import Approval, ModerationRule, Submission, UrgentPublication
from cms.moderation.rules import deadline_of, item_facts, need_of, route_for
from cms.moderation.takedown import withdraw_unreviewed
from cms.moderation.telling import tell_not_reviewed, tell_urgent
from cms.record.enums import Act
from cms.record.writing import write
from cms.regulation.vocabulary import Unit
from tenants.context import current_tenant
from tenants.guards import ensure_writable

SHORTEST_REASON = 10


def is_immediate(content: PortalPage) -> bool:
    """Return whether the rule says that `content` is published at once (*ngay*)."""
    return deadline_of(content).explanation.get("unit") == Unit.IMMEDIATE


def publisher(page: PortalPage, content: PortalPage, user: Any) -> Decider | None:
    """Return how `user` may publish `content` at once: by a post the portal names for it, else by one of the final step; never an author."""
    named = tuple(ModerationRule.of_tenant().urgent_posts)
    need = Need(Stage.FINAL, named) if named else need_of(route_for(content)[-1], item_facts(content))
    return as_decider(standing().right(str(user.pk), need, authors_of(page, page.current_workflow_state)))


def may_publish_at_once(page: PortalPage, content: PortalPage, user: Any) -> bool:
    """Return whether the rule is *immediate* for `content`, it is not public, and `user` is authorised."""
    is_public = page.live and page.content_digest == content.content_digest
    return not is_public and is_immediate(content) and publisher(page, content, user) is not None


@transaction.atomic
def publish_at_once(
    page: PortalPage, user: Any, reason: str, checked: Iterable[str] = ()
) -> UrgentPublication:
    """Publish the latest content of `page` now; the route that the regulation asks for is its review, due in the portal's hours.

    Whoever publishes answers for quality, content and secrecy (`checked`, all of `Point`): what cannot wait is checked all the same.

    Raises PermissionDenied for who is not authorised, ValidationError where the rule is not *immediate*, the reason has fewer than 10 characters
    or a point is left open.
    """
    ensure_writable(current_tenant())
    page = type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
    revision = page.get_latest_revision()
    content: PortalPage = revision.as_object()
    if not is_immediate(content):
        raise ValidationError(_("The rule for this item is not “at once”: it takes the usual way."))
    if page.live and page.content_digest == content.content_digest:
        raise ValidationError(_("This content is public already."))
    right = publisher(page, content, user)
    if right is None:
        raise PermissionDenied(_("You are not authorised to publish at once, or you wrote the item."))
    _check(reason, set(checked))
    review = _under_review(page, user, content.content_digest)
    approval = _grant(review, right, reason.strip())
    hours = ModerationRule.of_tenant().urgent_review_hours
    urgent = UrgentPublication.objects.create(
        approval=approval, review=review, review_due_at=timezone.now() + dt.timedelta(hours=hours)
    )
    revision.publish(user=user, skip_permission_checks=True)
    tell_urgent(urgent)
    at_its_hour.using(run_after=urgent.review_due_at).enqueue()
    return urgent


def held(submission: Submission, user: Any) -> None:
    """Note that the review of what was published at once has been held, whatever came of it."""
    urgent = UrgentPublication.objects.filter(review=submission, reviewed_at=None).first()
    if urgent is None:
        return
    urgent.reviewed_at = timezone.now()
    urgent.save(update_fields=["reviewed_at"])
    _write(Act.REVIEWED_AFTERWARDS, urgent, user.pk)


def refused(submission: Submission, user: Any, comment: str) -> None:
    """Withdraw what was published at once and is returned by its review."""
    urgent = UrgentPublication.objects.filter(review=submission, reviewed_at=None).first()
    if urgent is None:
        return
    urgent.taken_down = True
    urgent.save(update_fields=["taken_down"])
    held(submission, user)
    withdraw_unreviewed(submission, user, comment, requested_by=str(user))


@task()
def at_its_hour() -> None:
    """See to what was not reviewed by now."""
    see_to_unreviewed()


def see_to_unreviewed() -> None:
    """Take down or put before the head, by the portal's rule, what was published at once and not reviewed in time. Each by itself, once."""
    due = UrgentPublication.objects.filter(
        reviewed_at=None, lapsed_at=None, review_due_at__lte=timezone.now()
    )
    for key in due.values_list("pk", flat=True):
        with transaction.atomic():
            urgent = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
            if urgent is not None:
                _lapse(urgent)


def _lapse(urgent: UrgentPublication) -> None:
    urgent.lapsed_at = timezone.now()
    if ModerationRule.of_tenant().unreviewed == UnreviewedRule.TAKE_DOWN:
        urgent.taken_down = True
        withdraw_unreviewed(
            urgent.review,
            None,
            _("Published at once and not reviewed in time."),
            _("The portal's moderation rule"),
        )
    urgent.save(update_fields=["lapsed_at", "taken_down"])
    _write(Act.REVIEW_NOT_HELD, urgent, None)
    tell_not_reviewed(urgent)


def _check(reason: str, checked: set[str]) -> None:
    missing = {}
    if len(reason.strip()) < SHORTEST_REASON:
        missing["reason"] = _("Say in at least 10 characters why it cannot wait for its review.")
    if set(Point.values) - checked:
        missing["checked"] = _("An item is public only when somebody answers for all of these.")
    if missing:
        raise ValidationError(missing)


def _under_review(page: PortalPage, user: Any, digest: str) -> Submission:
    """Return what is put forward of `page`; puts it forward where nothing is."""
    if not page.workflow_in_progress:
        page.get_latest_revision_as_object().get_workflow().start(page, user)
    review = Submission.objects.filter(
        page=page, voided_at=None, digest=digest, workflow_state__status="in_progress"
    ).first()
    if review is None:
        raise ValidationError(
            _("Other content of this item is under moderation; it has to be decided or taken back first.")
        )
    return review


def _grant(review: Submission, right: Decider, reason: str) -> Approval:
    return Approval.objects.create(
        submission=review,
        item_id=review.item_id,
        digest=review.digest,
        decision=Decision.APPROVED,
        stage=Stage.FINAL,
        basis=Basis.URGENT,
        grants_publication=True,
        role_key=right.appointment.role_key,
        post_title=right.appointment.post_title,
        delegation=right.delegation,
        clause=str(review.deadline.get("clause", ""))[:40],
        regulation_version=review.regulation_version,
        decided_by=right.appointment.user,
        comment=reason,
        checked=sorted(Point.values),
    )


def _write(act: Act, urgent: UrgentPublication, account: Any) -> None:
    review = urgent.review
    write(
        act,
        account=account,
        item=review.item_id,
        digest=review.digest,
        about=urgent.pk,
        version=review.regulation_version,
        clause=urgent.approval.clause,
    )

"""What the office notes of an item before it is put forward: a supplying unit's signature, that a review is wanted, when to look at it again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.content.delivery import NotApproved
from cms.content.models import Attachment, PortalPage
from cms.moderation.enums import Basis, Decision, Stage
from cms.moderation.models.items import Preparation
from cms.moderation.models.records import Approval, Submission
from cms.moderation.rules import signature_needed
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.guards import ensure_writable


def _prepared(page: PortalPage, user: Any) -> Preparation:
    """Return what is noted of `page`, to be changed by `user`. Raises PermissionDenied for who may not edit it, or while it is under way."""
    ensure_writable(current_tenant())
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied(_("Only who may edit the item notes this of it."))
    Preparation.objects.get_or_create(pk=page.item_id, defaults={"page_id": page.pk})
    return Preparation.objects.select_for_update(of=("self",)).get(pk=page.item_id)


@dataclass(frozen=True, kw_only=True)
class RecordSignature:
    """Record that a supplying unit has signed the text it sent (Như Xuân 9.1): which unit, who, when, with the scan.

    Parameters:
        by: who in the office received it.
        scan: the signed text as a file.
    """

    by: Any
    page: PortalPage
    unit: str
    signatory: str
    signed_on: dt.date
    scan: Attachment | None

    @transaction.atomic
    def execute(self) -> Preparation:
        """Return what is noted of the item. Raises PermissionDenied, ValidationError by field."""
        noted = _prepared(self.page, self.by)
        if self.page.workflow_in_progress:
            raise ValidationError(_("The item is under way; take it back first."))
        missing = {
            name: _("This is needed: the regulation asks for the unit's signature.")
            for name, value in (
                ("unit", self.unit.strip()),
                ("signatory", self.signatory.strip()),
                ("scan", self.scan),
            )
            if not value
        }
        if missing:
            raise ValidationError(missing)
        if self.signed_on > today():
            raise ValidationError({"signed_on": _("It cannot have been signed after today.")})
        noted.supplying_unit, noted.signatory = self.unit.strip(), self.signatory.strip()
        noted.signed_on, noted.scan = self.signed_on, self.scan
        noted.signed_off_by, noted.signed_off_at = self.by, timezone.now()
        noted.save()
        log(instance=self.page, action="moderation.sign_off", user=self.by)
        return noted


@dataclass(frozen=True, kw_only=True)
class RequestReview:
    """Ask for the member in charge of the field to look at an item, or ask for it no more (Quảng Phú 4.3.1)."""

    by: Any
    page: PortalPage
    wanted: bool = True

    @transaction.atomic
    def execute(self) -> Preparation:
        """Return what is noted of the item. Raises PermissionDenied, ValidationError while it is under way."""
        noted = _prepared(self.page, self.by)
        if self.page.workflow_in_progress:
            raise ValidationError(_("The item is under way; take it back first."))
        noted.review_requested_by = self.by if self.wanted else None
        noted.review_requested_at = timezone.now() if self.wanted else None
        noted.save()
        log(instance=self.page, action="moderation.request_review", user=self.by)
        return noted


@dataclass(frozen=True, kw_only=True)
class SetReviewBy:
    """Set the day by which a public item is looked at again; None for no day."""

    by: Any
    page: PortalPage
    day: dt.date | None

    @transaction.atomic
    def execute(self) -> Preparation:
        """Return what is noted of the item. Raises PermissionDenied, ValidationError for a day that is past."""
        noted = _prepared(self.page, self.by)
        if self.day is not None and self.day <= today():
            raise ValidationError({"review_by": _("Give a day after today.")})
        noted.review_by, noted.review_told_at = self.day, None
        noted.save()
        log(instance=self.page, action="moderation.review_by", user=self.by)
        return noted


def carry_signature(submission: Submission, content: PortalPage) -> None:
    """Put the supplying unit's signature into the history of a new submission. Raises `NotApproved` where it is needed and not recorded."""
    stage = signature_needed(content)
    if stage is None:
        return
    noted = Preparation.of(content)
    if not noted.is_signed_off:
        raise NotApproved(
            _("“%(title)s” comes from a supplying unit: record its signature before you submit it.")
            % {"title": content.title}
        )
    Approval.objects.create(
        submission=submission,
        item_id=submission.item_id,
        digest=submission.digest,
        decision=Decision.APPROVED,
        stage=Stage.BEFORE_SUBMISSION,
        basis=Basis.SIGNED_OFF,
        role_key=stage.role_keys[0],
        post_title=f"{noted.signatory}, {noted.supplying_unit}"[:150],
        clause=stage.clause,
        regulation_version=submission.regulation_version,
        decided_by=noted.signed_off_by,
        comment=_("Signed on %(day)s") % {"day": f"{noted.signed_on:%d/%m/%Y}"},
    )

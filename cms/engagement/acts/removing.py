"""What a report leads to at once: the item goes until the office has decided, by whom the regulation lets remove (Thống Nhất 5.2b).

Whether the removal is confirmed or the item restored is decided on the item's own screen, by the office; the reporter is told in the reply.
"""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.content.models import PortalPage
from cms.engagement.acts.steps import locked, move, require
from cms.engagement.enums import Act, CaseKind
from cms.engagement.exchange import contact_of
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.moderation.models import Takedown
from cms.moderation.takedown import take_down
from cms.regulation.queries import in_force


@transaction.atomic
def remove(case: Case, *, by: User, reason: str) -> Takedown:
    """Take the item that a report is about down, provisionally; the time for it counts from the report."""
    held = locked(case)
    require(held.kind == CaseKind.REPORT and DeskPowers.of(by).removes)
    page = reported_page(held)
    if page is None or not page.live:
        raise ValidationError(_("The item is not public any more."))
    asked = _("A report through the portal, code %(code)s") % {"code": held.code}
    takedown = take_down(page, by, reason, asked, notified_at=held.received_at, provisional=True)
    source = in_force().takedown()["executor"].source
    move(held, Act.REMOVED, by=by, clause=source.words if source else "", note=f"{page.title}. {reason}")
    return takedown


def reported_page(case: Case) -> PortalPage | None:
    """Return the page that a report is about, public or not; None where there is none any more.

    Raises:
        Unreadable, NoInstallationKey: the report cannot be opened here.
    """
    item = contact_of(case).item
    if not item:
        return None
    kinds = [model for model in apps.get_models() if issubclass(model, PortalPage)]
    found = (model.objects.filter(item_id=UUID(item)).first() for model in kinds)
    return next((page for page in found if page is not None), None)


def takedown_of(case: Case, page: PortalPage) -> Takedown | None:
    """Return the removal that a report led to; None where it led to none."""
    made = Takedown.objects.filter(item_id=page.item_id, notified_at=case.received_at)
    found: Takedown | None = made.order_by("taken_down_at").last()
    return found

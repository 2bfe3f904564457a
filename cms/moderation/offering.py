"""Which acts the item's screen offers to a person. Each act asks again when it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cms.board.now import assignments
from cms.moderation.act_forms import AssignForm
from cms.moderation.assigning import candidates, may_assign
from cms.moderation.reading import ItemUnderReview
from cms.moderation.recall import may_recall
from cms.moderation.rules import item_facts
from cms.moderation.urgent import may_publish_at_once
from cms.regulation.queries import in_force
from tenants.context import current_tenant


def offered_acts(item: ItemUnderReview) -> dict[str, Any]:
    """Return what a template asks before it shows a link or a button; in an archive nothing is offered."""
    if not current_tenant().is_writable:
        return {}
    may_edit = bool(item.page.permissions_for_user(item.user).can_edit())
    is_waiting = item.submission is not None
    return {
        "may_recall": may_recall(item.submission, item.user),
        "may_sign_off": may_edit and not is_waiting and item.signature is not None,
        "may_request_review": may_edit and not is_waiting and _has_member_in_charge(item),
        "may_set_review_by": may_edit and item.page.live,
        "may_publish_at_once": may_publish_at_once(item.page, item.content, item.user),
        "assign_form": _assign_form(item),
    }


def _has_member_in_charge(item: ItemUnderReview) -> bool:
    """Return whether the regulation lets a member be asked for this item (Quảng Phú 4.3.1)."""
    facts, regulation, in_charge = item_facts(item.content), in_force(), assignments()
    asked = regulation.approval_route(replace(facts, review_requested=True), in_charge)
    return len(asked) > len(regulation.approval_route(replace(facts, review_requested=False), in_charge))


def _assign_form(item: ItemUnderReview) -> AssignForm | None:
    if item.task is None or item.submission is None or not may_assign(item.task, item.submission, item.user):
        return None
    people = candidates(item.task, item.submission)
    if len(people) < 2:
        return None
    return AssignForm(people=people, initial={"person": item.submission.assigned_to_id})

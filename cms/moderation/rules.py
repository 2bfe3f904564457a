"""What moderation asks the regulation in force. Nothing else in this app does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.accounts.models import Appointment
from cms.board.now import assignments
from cms.board.standing import BOARD, Need
from cms.clocks.questions import explained
from cms.content.enums import DocumentKind
from cms.content.models import LegalDocumentPage, PortalPage, SectionPage
from cms.content.models.pages import ClassifiedPage
from cms.moderation.clocks import question_of
from cms.moderation.deciders import authors_of
from cms.moderation.models.items import Preparation
from cms.regulation.queries import in_force
from cms.regulation.routing import ItemFacts
from cms.regulation.routing import RouteStage as RegulationStage
from cms.regulation.vocabulary import Origin, Permission, Stage
from tenants.models import Tenant

# Approving powers that let a person withdraw as well; whoever the regulation names for it (Thống Nhất 5.2b) has `takedown`.
WITHDRAWING = frozenset({Permission.APPROVE, Permission.APPROVE_LISTED_FIELDS, Permission.TAKEDOWN})

COLLABORATOR = "collaborator"

# Kinds of documents that the matrix calls by another name (Như Xuân 14.1.3, 14.2.2).
KINDS = {DocumentKind.CONCLUSION.value: "meeting_conclusion"}


@dataclass(frozen=True)
class RouteStage:
    """One stage as it is put into a workflow: who decides, together or alone, by which clause.

    `delegable` are the roles that decide only while the head has empowered them; `in_charge` is `field` or `column` where only those decide
    who are in charge of the item's.
    """

    stage: str
    role_keys: tuple[str, ...]
    collective: bool
    clause: str
    title: str
    delegable: tuple[str, ...] = ()
    in_charge: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Due:
    """When a content is due and how that was found."""

    due_at: dt.datetime | None
    explanation: dict[str, Any]
    regulation_version: UUID | None


def route_for(page: PortalPage) -> tuple[RouteStage, ...]:
    """Return the stages that `page` runs through by the regulation in force today, the last being the final one."""
    return tuple(stage for stage in _stages(page) if stage.stage != Stage.BEFORE_SUBMISSION)


def route_of_facts(facts: ItemFacts) -> tuple[RouteStage, ...]:
    """Return the stages of something that is no page, such as the answer to a citizen, by what is known of it."""
    stages = in_force().approval_route(facts, assignments())
    return tuple(_stage(stage) for stage in stages if stage.stage is not Stage.BEFORE_SUBMISSION)


def signature_needed(page: PortalPage) -> RouteStage | None:
    """Return the stage at which a supplying unit signs before `page` is put forward, None where the regulation asks for none."""
    return next((stage for stage in _stages(page) if stage.stage == Stage.BEFORE_SUBMISSION), None)


def default_route() -> tuple[RouteStage, ...]:
    """Return the stages of an item of which nothing is known."""
    stages = in_force().approval_route(ItemFacts())
    return tuple(_stage(stage) for stage in stages if stage.stage is not Stage.BEFORE_SUBMISSION)


def need_of(stage: RouteStage, facts: ItemFacts) -> Need:
    """Return what `stage` asks for of who decides on an item with `facts`."""
    return Need(
        stage=stage.stage,
        roles=stage.role_keys,
        delegable=stage.delegable,
        collective=stage.collective,
        in_charge=stage.in_charge,
        field=facts.field,
        column=facts.column,
    )


def _stages(page: PortalPage) -> list[RouteStage]:
    return [_stage(stage) for stage in in_force().approval_route(item_facts(page), assignments())]


def deadline_of(content: PortalPage) -> Due:
    """Return when `content` is due by its category and dates; nothing for pages that stay (home, sections, introduction without a date)."""
    regulation = in_force()
    version = UUID(regulation.facts.id) if regulation.facts else None
    question = question_of(content)
    if question is None:
        return Due(None, {}, version)
    answer = question.ask(regulation)
    return Due(answer.due, explained(answer), version)


def takedown_roles() -> tuple[str, ...]:
    """Return the roles that may withdraw an item: the approvers, and whoever the regulation lets remove."""
    regulation = in_force()
    named = [role.key for role in regulation.roles() if role.permissions & WITHDRAWING]
    return tuple(
        dict.fromkeys(
            [*(key for key in regulation.default_approvers() if key != BOARD), *named, "board_chief"]
        )
    )


def executing_roles() -> frozenset[str]:
    """Return the roles that remove at once and decide on nothing else: what they withdraw waits for the office."""
    regulation = in_force()
    deciding = {*regulation.default_approvers(), "board_chief"}
    return frozenset(
        role.key
        for role in regulation.roles()
        if Permission.TAKEDOWN in role.permissions
        and not role.permissions & (WITHDRAWING - {Permission.TAKEDOWN})
        and role.key not in deciding
    )


def lasting_takedown_roles() -> tuple[str, ...]:
    """Return the roles that may withdraw an item without the office having to confirm."""
    executing = executing_roles()
    return tuple(key for key in takedown_roles() if key not in executing)


def settling_roles() -> tuple[str, ...]:
    """Return the roles that confirm a provisional takedown or restore: the office that receives reports of violations, and the approvers."""
    receiving = [
        role.key for role in in_force().roles() if Permission.RECEIVE_VIOLATION_REPORTS in role.permissions
    ]
    return tuple(dict.fromkeys([*receiving, *lasting_takedown_roles()]))


def role_permissions() -> dict[str, list[str]]:
    """Return the permissions that the regulation implies for each of its roles, by role key."""
    return {
        role.key: sorted(permission.value for permission in role.permissions) for role in in_force().roles()
    }


def approving_roles() -> frozenset[str]:
    """Return the roles that decide on publication somewhere in this portal: appointing to them is the head's alone."""
    regulation = in_force()
    keys = {key for rule in regulation.approval_rules() for key in rule.approver} | set(
        regulation.default_approvers()
    )
    return frozenset(keys | {"board_chief", "board_deputy", "board_member", "board_secretary"})


def portal_name(tenant: Tenant) -> str:
    """Return the public name of the portal: the regulation's, else the kind of portal and the unit's name."""
    identity = in_force().identity()
    if identity.portal_name:
        return identity.portal_name
    kind = "Cổng" if identity.kind == "cong_ttdt" or tenant.kind == "province" else "Trang"
    name = tenant.identity().name
    return f"{kind} thông tin điện tử {name[:1].lower()}{name[1:]}"


def item_facts(page: PortalPage) -> ItemFacts:
    """Return what the matrix asks of `page`, and whether somebody wants the member in charge to look at it."""
    return ItemFacts(
        field=getattr(page, "field", "") if isinstance(page, ClassifiedPage) else "",
        column=_column_of(page),
        body=getattr(page, "body_key", ""),
        origin=_origin_of(page),
        doc_kind=KINDS.get(page.kind, page.kind) if isinstance(page, LegalDocumentPage) else "",
        review_requested=Preparation.of(page).review_is_requested,
    )


def _origin_of(page: PortalPage) -> Origin:
    """Return who supplied the content: a collaborator wherever one wrote of it, whatever the form says; else what the form says.

    Some regulations send what collaborators write through a review of its own (Thành Đông 12.5, 13.11); nobody opts out of it.
    """
    writers = {UUID(key) for key in authors_of(page)} if page.pk is not None else {page.owner_id} - {None}
    if Appointment.objects.current().holding(COLLABORATOR).filter(user__in=writers).exists():
        return Origin.COLLABORATOR
    return Origin(getattr(page, "origin", Origin.STAFF))


def _column_of(page: PortalPage) -> str:
    """Return the column key of the nearest section above that has one."""
    if page.pk is None:
        return ""
    sections = SectionPage.objects.ancestor_of(page).exclude(column_key="").order_by("-depth")
    return sections.values_list("column_key", flat=True).first() or ""


def _stage(stage: RegulationStage) -> RouteStage:
    free = [approver for approver in stage.approvers if not approver.needs_delegation]
    names = " hoặc ".join(approver.label for approver in free)
    clause = "; ".join(dict.fromkeys(clause for clause in stage.clauses if clause))
    reference = next((source.clause_text for source in stage.sources if source.clause_text), "")
    verb = "duyệt" if stage.stage is Stage.FINAL else "xem xét"
    title = f"{names} {verb}" + (f" ({reference})" if reference else "")
    return RouteStage(
        stage.stage.value,
        tuple(approver.role for approver in free),
        stage.collective,
        clause,
        title[:1].upper() + title[1:],
        delegable=tuple(approver.role for approver in stage.approvers if approver.needs_delegation),
        in_charge=stage.in_charge,
        reason=stage.reason,
    )

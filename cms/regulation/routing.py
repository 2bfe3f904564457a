"""The approval matrix: which stages an item runs through, who decides each, and by which clause.

All matching reviews run, then exactly one final decision. The most specific rule comes first, then the order
of the file; where no final
rule matches, the default approver decides. That the author never approves their own item is for the
moderation to see to: a route names
roles, not persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from cms.regulation.explanation import Source
from cms.regulation.schema_editorial import ApprovalRule, Match
from cms.regulation.vocabulary import DeputyAuthority, MemberFieldReview, Origin, Stage

BOARD, CHIEF, DEPUTY, MEMBER = "board", "board_chief", "board_deputy", "board_member"
_ORDER = {
    Stage.BEFORE_SUBMISSION: 0,
    Stage.REVIEW_ON_REQUEST: 1,
    Stage.FIELD_REVIEW: 2,
    Stage.COLUMN_MAIN: 2,
    Stage.FINAL: 3,
}
_ASSIGNED = "assigned_to_"
_ASSIGNED_ROLES = {"member": MEMBER}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the matrix asks of an item. Keys are those of the registers; empty means: nothing known."""

    field: str = ""
    column: str = ""
    body: str = ""
    origin: Origin = Origin.STAFF
    doc_kind: str = ""
    review_requested: bool = False


@dataclass(frozen=True, slots=True)
class Assignments:
    """Fields and columns in charge, by role (from appointments, not from the regulation)."""

    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approver:
    """A role that may decide a stage, and whether only while a delegation to it is in force."""

    role: str
    label: str
    sources: tuple[Source, ...]
    needs_delegation: bool = False

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses that name it, in the short form."""
        return tuple(source.clause for source in self.sources)


@dataclass(frozen=True, slots=True)
class RouteStage:
    """One stage of an item's route: any one of the approvers decides it, or the board as a whole.

    `collective` means that the board decides together, with the quorum that the tenant's data names; `in_charge` is `field` or `column` where
    only those decide who are in charge of the item's.
    """

    stage: Stage
    approvers: tuple[Approver, ...]
    rule_keys: tuple[str, ...]
    sources: tuple[Source, ...]
    reason: str
    collective: bool = False
    in_charge: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that may decide it."""
        return tuple(approver.role for approver in self.approvers)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses it comes from, in the short form."""
        return tuple(source.clause for source in self.sources)


class Matrix(Protocol):
    """What a route is made from: a regulation, or the platform's defaults in its place."""

    def approval_rules(self) -> Sequence[ApprovalRule]:
        """Return the rows of the matrix in the order of the file."""

    def default_approver_roles(self) -> tuple[tuple[str, ...], tuple[Source, ...]]:
        """Return the roles that decide where no rule matches, and where that stands."""

    def deputy_rule(self) -> tuple[DeputyAuthority, bool, tuple[Source, ...]]:
        """Return when a deputy may approve, whether the regulation itself says so, and where."""

    def member_review(self) -> MemberFieldReview:
        """Return when the member in charge of a field reviews."""

    def role_label(self, key: str) -> str:
        """Return the name of a role."""

    def has_role(self, key: str) -> bool:
        """Whether the portal has a role."""

    def source(self, clause: str) -> Source:
        """Return the source of one of its clauses."""


def matches(match: Match, facts: ItemFacts, assignments: Assignments) -> bool:
    """Whether every condition of a rule holds for an item."""
    return (
        _listed(match.field, facts.field, assignments.fields)
        and _listed(match.column, facts.column, assignments.columns)
        and (match.body is None or facts.body in match.body)
        and (match.origin is None or facts.origin is match.origin)
        and (match.doc_kind is None or facts.doc_kind in match.doc_kind)
    )


def _listed(
    condition: str | tuple[str, ...] | None, value: str, assigned: Mapping[str, frozenset[str]]
) -> bool:
    if condition is None:
        return True
    if isinstance(condition, str):
        return bool(value) and value in assigned.get(assigned_role(condition), frozenset())
    return value in condition


def assigned_role(condition: str) -> str:
    """Return the role of a condition such as `assigned_to_unit_office`."""
    name = condition.removeprefix(_ASSIGNED)
    return _ASSIGNED_ROLES.get(name, name)


def route(matrix: Matrix, facts: ItemFacts, assignments: Assignments) -> list[RouteStage]:
    """Return the stages an item runs through, the first first; the last is the only final one."""
    matching = [
        rule
        for rule in matrix.approval_rules()
        if matches(rule.match, facts, assignments) and _asked(rule, matrix, facts)
    ]
    ordered = sorted(matching, key=lambda rule: -rule.match.specificity)
    reviews = sorted(
        (rule for rule in ordered if _ORDER.get(rule.stage, 3) < _ORDER[Stage.FINAL]),
        key=lambda rule: _ORDER[rule.stage],
    )
    return [*(_review(matrix, rule) for rule in reviews), _final(matrix, ordered)]


def _asked(rule: ApprovalRule, matrix: Matrix, facts: ItemFacts) -> bool:
    if rule.stage is not Stage.REVIEW_ON_REQUEST:
        return True
    return facts.review_requested or matrix.member_review() is MemberFieldReview.ALWAYS


def _review(matrix: Matrix, rule: ApprovalRule) -> RouteStage:
    source = matrix.source(rule.clause)
    approvers = tuple(Approver(role, matrix.role_label(role), (source,)) for role in rule.approver)
    return RouteStage(
        rule.stage, approvers, (rule.key,), (source,), rule.label, in_charge=_charge(rule.match)
    )


def _charge(match: Match) -> str:
    if isinstance(match.field, str):
        return "field"
    return "column" if isinstance(match.column, str) else ""


def _final(matrix: Matrix, ordered: Sequence[ApprovalRule]) -> RouteStage:
    finals = [rule for rule in ordered if rule.stage is Stage.FINAL and not rule.same_decision_as]
    if not finals:
        roles, sources = matrix.default_approver_roles()
        approvers = tuple(Approver(role, matrix.role_label(role), sources) for role in roles)
        stage = RouteStage(Stage.FINAL, approvers, (), sources, "Người duyệt mặc định", roles == (BOARD,))
    else:
        stage = _decision(
            matrix, finals[0], [rule for rule in ordered if rule.same_decision_as == finals[0].key]
        )
    delegated = [rule for rule in ordered if rule.stage is Stage.FINAL_IF_DELEGATED]
    return _with_deputies(matrix, stage, delegated)


def _decision(matrix: Matrix, rule: ApprovalRule, joined: Sequence[ApprovalRule]) -> RouteStage:
    """Return the final stage of a rule, with the clauses of the rules that are the same decision."""
    own = matrix.source(rule.clause)
    sources = (own, *(matrix.source(other.clause) for other in joined))
    approvers = tuple(Approver(role, matrix.role_label(role), (own,)) for role in rule.approver)
    keys = (rule.key, *(other.key for other in joined))
    whole = rule.approver == (BOARD,)
    return RouteStage(Stage.FINAL, approvers, keys, sources, rule.label, whole, _charge(rule.match))


def _with_deputies(matrix: Matrix, stage: RouteStage, delegated: Iterable[ApprovalRule]) -> RouteStage:
    """Put in the deputies as the regulation lets them decide: freely, or only while the head's delegation is
    in force."""
    authority, stated, sources = matrix.deputy_rule()
    needs = stated and authority is DeputyAuthority.DELEGATION_REQUIRED
    approvers = {
        approver.role: replace(approver, needs_delegation=needs) if approver.role == DEPUTY else approver
        for approver in stage.approvers
    }
    keys = list(stage.rule_keys)
    for rule in delegated:
        keys.append(rule.key)
        for role in rule.approver:
            _add(approvers, matrix, role, (matrix.source(rule.clause),))
    if not stage.collective and DEPUTY not in approvers and matrix.has_role(DEPUTY):
        _add(approvers, matrix, DEPUTY, sources)
    return replace(stage, approvers=tuple(approvers.values()), rule_keys=tuple(keys))


def _add(approvers: dict[str, Approver], matrix: Matrix, role: str, sources: tuple[Source, ...]) -> None:
    """Add a role that decides while delegated; one that stands there already keeps its freedom and gains the
    clause."""
    known = approvers.get(role)
    if known is None:
        approvers[role] = Approver(role, matrix.role_label(role), sources, needs_delegation=True)
    else:
        approvers[role] = replace(known, sources=(*known.sources, *sources))

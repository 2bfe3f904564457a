"""Groups of parameters about making content: approval, categories, deadlines, intake, secrecy,
attribution."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cms.regulation.leaves import (
    CategoryKey,
    Deadline,
    Entry,
    EntryList,
    FieldKey,
    Key,
    RoleKey,
    Scalar,
    Strict,
    Text,
)
from cms.regulation.schema_identity import Group
from cms.regulation.vocabulary import (
    DeputyAuthority,
    ElectronicHours,
    ExchangeHours,
    Expansion,
    InboundField,
    MemberFieldReview,
    OrientationLevel,
    Origin,
    PaperHours,
    ProhibitionKind,
    SecrecyLevel,
    SecrecyPolicy,
    Stage,
    SupplierLiability,
    UpdateFrequency,
)

AssignedTo = Annotated[
    str, Field(pattern=r"^assigned_to_[a-z][a-z0-9_]*$", description="What is assigned to the named role.")
]
ColumnKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Match(Strict):
    """To what a rule applies. Every condition that is given has to hold; none given means: to everything."""

    field: AssignedTo | tuple[FieldKey, ...] | None = None
    column: AssignedTo | tuple[ColumnKey, ...] | None = None
    body: tuple[Key, ...] | None = None
    origin: Origin | None = None
    doc_kind: tuple[Key, ...] | None = None

    @property
    def specificity(self) -> int:
        """How many conditions are given: the more, the sooner the rule is asked."""
        return sum(
            condition is not None
            for condition in (self.field, self.column, self.body, self.origin, self.doc_kind)
        )


class ApprovalRule(Entry):
    """A row of the approval matrix (ma trận kiểm duyệt)."""

    match: Match
    stage: Stage
    approver: tuple[RoleKey, ...] = Field(min_length=1)
    approver_label: Text
    same_decision_as: Key | None = Field(
        default=None,
        description="The final rule with which this one is a single decision; that rule's approvers take it.",
    )

    @model_validator(mode="after")
    def _only_finals_join(self) -> Self:
        if self.same_decision_as and self.stage is not Stage.FINAL:
            raise PydanticCustomError("same_decision_as", "expected only on a rule of stage final")
        if self.same_decision_as == self.key:
            raise PydanticCustomError("same_decision_as", "expected the key of another rule")
        return self


class ApprovalRules(EntryList[ApprovalRule]):
    """The approval matrix."""

    @model_validator(mode="after")
    def _joined_rules_exist(self) -> Self:
        finals = {rule.key for rule in self.items if rule.stage is Stage.FINAL and not rule.same_decision_as}
        for rule in self.items:
            if rule.same_decision_as and rule.same_decision_as not in finals:
                raise PydanticCustomError(
                    "same_decision_as",
                    "expected the key of a final rule ({finals}), not {key}",
                    {"finals": ", ".join(sorted(finals)), "key": rule.same_decision_as},
                )
        return self


class ApprovalGroup(Group):
    """Kiểm duyệt, phê duyệt."""

    prior_approval_required: Scalar[bool] | None = None
    default_approver: Scalar[tuple[RoleKey, ...]] | None = None
    deputy_authority: Scalar[DeputyAuthority] | None = None
    member_field_review: Scalar[MemberFieldReview] | None = None
    supplier_liability: Scalar[SupplierLiability] | None = None
    rules: ApprovalRules | None = None


class CategoryEntry(Entry):
    """A category (loại thông tin) that the portal must be able to publish."""

    key: CategoryKey
    expand: Expansion | None = None


class ContentGroup(Group):
    """Nội dung."""

    update_frequency: Scalar[UpdateFrequency] | None = None
    author_roster: Scalar[bool] | None = None
    categories: EntryList[CategoryEntry] | None = None


class DeadlinesGroup(Group):
    """Thời hạn."""

    news_event: Deadline | None = None
    major_event: Deadline | None = None
    own_document: Deadline | None = None
    applicable_document: Deadline | None = None
    law_dissemination: Deadline | None = None
    strategy_plan: Deadline | None = None
    project_procurement: Deadline | None = None
    statistics: Deadline | None = None
    directive_info: Deadline | None = None
    introduction_contact: Deadline | None = None
    content_change: Deadline | None = None
    other: Deadline | None = None
    qa_answer: Deadline | None = None
    qa_out_of_scope_notice: Deadline | None = None
    violation_takedown: Deadline | None = None
    incident_report: Deadline | None = None
    password_theft_report: Deadline | None = None
    petition_forward: Deadline | None = None
    petition_answer: Deadline | None = None
    information_request: Deadline | None = None
    information_extension: Deadline | None = None
    information_correction: Deadline | None = None
    information_own_error: Deadline | None = None
    wrong_information: Deadline | None = None


class Channel(Entry):
    """A channel by which something comes in."""


class IntakeGroup(Group):
    """Tiếp nhận tin, bài."""

    submit_to: Scalar[Text] | None = None
    channels: EntryList[Channel] | None = None
    exchange_hours: Scalar[ExchangeHours] | None = None
    electronic_hours: Scalar[ElectronicHours] | None = None
    paper_hours: Scalar[PaperHours] | None = None
    external_parties: Scalar[Text] | None = None


class SecrecyGroup(Group):
    """Bảo mật."""

    policy: Scalar[SecrecyPolicy] | None = None
    blocked_levels: Scalar[tuple[SecrecyLevel, ...]] | None = None
    check_by: Scalar[RoleKey] | None = None


class Prohibition(Entry):
    """A prohibited act or content."""

    kind: ProhibitionKind


class ProhibitedGroup(Group):
    """Hành vi cấm."""

    items: EntryList[Prohibition] | None = None


class TakedownGroup(Group):
    """Gỡ bỏ."""

    report_to: Scalar[Text] | None = None
    executor: Scalar[Text] | None = None
    legal_reference: Scalar[Text] | None = None


class AttributionGroup(Group):
    """Nguồn, tác giả, bản quyền."""

    inbound_rule: Scalar[Text] | None = None
    inbound_fields: Scalar[tuple[InboundField, ...]] | None = None
    outbound_strings: Scalar[tuple[Text, ...]] | None = None
    liability: Scalar[Text] | None = None


class CollaboratorsGroup(Group):
    """Cộng tác viên."""

    required: Scalar[bool] | None = None
    orientation_level: Scalar[OrientationLevel] | None = None
    organised_by: Scalar[Text] | None = None

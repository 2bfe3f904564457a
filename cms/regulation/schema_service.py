"""Groups of parameters about serving citizens and running the portal."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cms.regulation.leaves import Entry, EntryList, RoleKey, Scalar, Text
from cms.regulation.schema_editorial import Channel
from cms.regulation.schema_identity import Group
from cms.regulation.vocabulary import (
    ArchiveRule,
    ArticleFunction,
    Availability,
    BackupCheck,
    BackupLevel,
    BoardAllowance,
    Cadence,
    Charset,
    ContactField,
    DraftKind,
    Payee,
    PetitionTopic,
    QuestionStep,
    QuestionTopic,
    RefusedKind,
    RequiredLink,
    RevocationTrigger,
    RoyaltyCondition,
    RoyaltyItem,
    SecurityDuty,
    SharingForm,
    Territory,
    ViolationLevel,
    Weekday,
)

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
TimeSpan = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", examples=["07:30-11:30"])
]


class QaGroup(Group):
    """Hỏi – đáp."""

    enabled: Scalar[bool] | None = None
    receiver: Scalar[RoleKey] | None = None
    steps: Scalar[tuple[QuestionStep, ...]] | None = None
    interim_reply_allowed: Scalar[bool] | None = None
    publish_if_common_interest: Scalar[bool] | None = None
    accepted_topics: Scalar[tuple[QuestionTopic, ...]] | None = None
    territory: Scalar[Territory] | None = None
    refused_kinds: Scalar[tuple[RefusedKind, ...]] | None = None
    channels: EntryList[Channel] | None = None


class FeedbackGroup(Group):
    """Phản ánh, kiến nghị."""

    petitions_enabled: Scalar[bool] | None = None
    petition_topics: Scalar[tuple[PetitionTopic, ...]] | None = None
    portal_quality_to: Scalar[Text] | None = None
    publish_results: Scalar[bool] | None = None


class ConsultationGroup(Group):
    """Lấy ý kiến dự thảo."""

    enabled: Scalar[bool] | None = None
    scope: Scalar[tuple[DraftKind, ...]] | None = None
    publish_comments: Scalar[bool] | None = None


class RemunerationGroup(Group):
    """Nhuận bút, thù lao."""

    royalties_paid: Scalar[bool] | None = None
    royalty_items: Scalar[tuple[RoyaltyItem, ...]] | None = None
    royalty_condition: Scalar[RoyaltyCondition] | None = None
    payees: Scalar[tuple[Payee, ...]] | None = None
    board_allowance: Scalar[BoardAllowance] | None = None
    rate_authority: Scalar[Text] | None = None
    paid_by: Scalar[Text] | None = None
    amounts: Scalar[Text] | None = None


class BudgetGroup(Group):
    """Kinh phí."""

    source: Scalar[Text] | None = None
    prepared_by: Scalar[Text] | None = None
    appraised_by: Scalar[Text] | None = None
    approved_by: Scalar[Text] | None = None
    spending_categories: Scalar[tuple[Text, ...]] | None = None


class ReportEntry(Entry):
    """A report: how often, by whom, to whom."""

    cadence: tuple[Cadence, ...] = Field(min_length=1)
    by: Text
    to: tuple[Text, ...] = Field(description="Empty where the regulation names no addressee.")


class ReportingGroup(Group):
    """Báo cáo."""

    reports: EntryList[ReportEntry] | None = None


class MeetingsGroup(Group):
    """Họp Ban biên tập."""

    board_cadence: Scalar[tuple[Cadence, ...]] | None = None
    attached_to: Scalar[Text] | None = None
    extraordinary_by: Scalar[RoleKey] | None = None


class OrientationGroup(Group):
    """Định hướng tuyên truyền."""

    cadence: Scalar[Cadence] | None = None
    by: Scalar[RoleKey] | None = None


class RewardsGroup(Group):
    """Khen thưởng, xử lý vi phạm."""

    proposer: Scalar[Text] | None = None
    decider: Scalar[Text] | None = None
    reward_month: Scalar[Annotated[int, Field(ge=1, le=12)]] | None = None
    discipline_proposer: Scalar[Text] | None = None
    discipline_decider: Scalar[Text] | None = None
    violation_levels: Scalar[tuple[ViolationLevel, ...]] | None = None


class OperationsGroup(Group):
    """Vận hành, an toàn thông tin."""

    availability: Scalar[Availability] | None = None
    backup_min_per_week: Scalar[Annotated[int, Field(ge=1, le=168)]] | None = None
    backup_levels: Scalar[tuple[BackupLevel, ...]] | None = None
    backup_verification: Scalar[tuple[BackupCheck, ...]] | None = None
    account_revocation_trigger: Scalar[RevocationTrigger] | None = None
    password_theft_report_to: Scalar[RoleKey] | None = None
    access_control: Scalar[Text] | None = None
    risk_review: Scalar[Cadence] | None = None
    upgrade_review: Scalar[Cadence] | None = None
    security_duties: Scalar[tuple[SecurityDuty, ...]] | None = None


class StandardsGroup(Group):
    """Tiêu chuẩn kỹ thuật."""

    charset: Scalar[Charset] | None = None
    charset_printed: Scalar[Text] | None = None
    primary_language: Scalar[Language] | None = None
    it_standards_clause: Scalar[bool] | None = None
    layout_standard: Scalar[Text] | None = None
    search_required: Scalar[bool] | None = None
    per_article_functions: Scalar[tuple[ArticleFunction, ...]] | None = None
    links_required: Scalar[tuple[RequiredLink, ...]] | None = None
    sharing_forms: Scalar[tuple[SharingForm, ...]] | None = None
    data_sharing_basis: Scalar[Text] | None = None
    monitoring_required: Scalar[bool] | None = None
    archive_rule: Scalar[ArchiveRule] | None = None


class DirectoryGroup(Group):
    """Danh bạ."""

    contact_fields: Scalar[tuple[ContactField, ...]] | None = None
    scope: Scalar[Text] | None = None


class CalendarGroup(Group):
    """Lịch làm việc."""

    working_week: Scalar[tuple[Weekday, ...]] | None = None
    office_hours: Scalar[tuple[TimeSpan, ...]] | None = None
    leader_schedule_public: Scalar[bool] | None = None


class Integration(Entry):
    """A system to link or integrate with."""


class IntegrationsGroup(Group):
    """Liên kết, tích hợp."""

    items: EntryList[Integration] | None = None

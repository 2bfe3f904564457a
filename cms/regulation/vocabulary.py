"""Closed lists of the regulation model. Values are stored in files and rows; their Vietnamese labels are in
data/parameters.yaml."""

from __future__ import annotations

from enum import StrEnum


class Provenance(StrEnum):
    """How a value got into the model. A parameter that a regulation does not speak of is absent: silence is
    not a value."""

    STATED = "stated"  # printed in the regulation
    IMPLIED = "implied"  # the most reasonable reading of what is printed
    DERIVED = "derived"  # computed from what is printed
    PARTIAL = "partial"  # printed in part (a year without day and month)
    BLANK = "blank"  # a place for it is printed and left blank


class Unit(StrEnum):
    """In what a deadline is counted."""

    WORKING_DAY = "working_day"
    ADMIN_HOUR = "admin_hour"
    DAY = "day"
    IMMEDIATE = "immediate"
    TIMELY = "timely"
    CONTINUOUS = "continuous"

    @property
    def is_counted(self) -> bool:
        """Whether the unit needs an amount."""
        return self in {Unit.WORKING_DAY, Unit.ADMIN_HOUR, Unit.DAY}

    @property
    def is_measured_only(self) -> bool:
        """Whether it never makes anything overdue: age is shown, no due instant is computed."""
        return self in {Unit.TIMELY, Unit.CONTINUOUS}


class StartEvent(StrEnum):
    """From what a deadline counts. The first fifteen occur in regulations; the others in national law (ngày tạo ra thông tin; a
    petition; a request for information, Luật 01/2026/QH16 Đ26, 28 and 31.4)."""

    EVENT_OCCURRED = "event_occurred"
    EVENT_ENDED = "event_ended"
    DOCUMENT_SIGNED = "document_signed"
    DOCUMENT_ISSUED = "document_issued"
    SOURCE_DOCUMENT_ISSUED = "source_document_issued"
    APPROVED = "approved"
    PUBLICATION_DECIDED = "publication_decided"
    WRITTEN_REPORT_SENT = "written_report_sent"
    CHANGE_DECIDED = "change_decided"
    CONTENT_CHANGED = "content_changed"
    QUESTION_RECEIVED = "question_received"
    OUT_OF_SCOPE_DETERMINED = "out_of_scope_determined"
    VIOLATION_NOTIFIED = "violation_notified"
    INCIDENT_NOT_SELF_RESOLVABLE = "incident_not_self_resolvable"
    THEFT_DISCOVERED = "theft_discovered"
    INFORMATION_CREATED = "information_created"
    PETITION_RECEIVED = "petition_received"
    REQUEST_SENT = "request_sent"
    REQUEST_VALID = "request_valid"
    FIRST_PERIOD_ENDED = "first_period_ended"
    CORRECTION_REQUESTED = "correction_requested"
    ERROR_FOUND = "error_found"


class DeadlineKey(StrEnum):
    """The seventeen deadlines that the five regulations know between them, and those of petitions and of requests for information."""

    NEWS_EVENT = "news_event"
    MAJOR_EVENT = "major_event"
    OWN_DOCUMENT = "own_document"
    APPLICABLE_DOCUMENT = "applicable_document"
    LAW_DISSEMINATION = "law_dissemination"
    STRATEGY_PLAN = "strategy_plan"
    PROJECT_PROCUREMENT = "project_procurement"
    STATISTICS = "statistics"
    DIRECTIVE_INFO = "directive_info"
    INTRODUCTION_CONTACT = "introduction_contact"
    CONTENT_CHANGE = "content_change"
    OTHER = "other"
    QA_ANSWER = "qa_answer"
    QA_OUT_OF_SCOPE_NOTICE = "qa_out_of_scope_notice"
    VIOLATION_TAKEDOWN = "violation_takedown"
    INCIDENT_REPORT = "incident_report"
    PASSWORD_THEFT_REPORT = "password_theft_report"  # noqa: S105
    PETITION_FORWARD = "petition_forward"
    PETITION_ANSWER = "petition_answer"
    INFORMATION_REQUEST = "information_request"
    INFORMATION_EXTENSION = "information_extension"
    INFORMATION_CORRECTION = "information_correction"
    INFORMATION_OWN_ERROR = "information_own_error"
    WRONG_INFORMATION = "wrong_information"


class StopEvent(StrEnum):
    """What ends a deadline in time: the act that the rule asks for."""

    PUBLISHED = "published"
    CHANGE_PUBLISHED = "change_published"
    ANSWERED = "answered"
    TOLD_OUT_OF_SCOPE = "told_out_of_scope"
    REMOVED = "removed"
    REPORTED = "reported"
    FORWARDED = "forwarded"
    CORRECTED = "corrected"


class Layer(StrEnum):
    """Whose rule it is, the nearest first."""

    TENANT = "tenant"
    PROVINCE = "province"
    NATIONAL = "national"
    PLATFORM = "platform"


class UnitKind(StrEnum):
    """What the unit that issued the regulation is."""

    TINH = "tinh"
    THANH_PHO = "thanh_pho"
    PHUONG = "phuong"
    XA = "xa"
    DAC_KHU = "dac_khu"
    HUYEN = "huyen"


class PortalKind(StrEnum):
    """*Trang* or *Cổng* thông tin điện tử."""

    TRANG_TTDT = "trang_ttdt"
    CONG_TTDT = "cong_ttdt"


class MediaKind(StrEnum):
    """Forms of information that a portal must carry."""

    ARTICLE = "article"
    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    GRAPHICS = "graphics"
    DATA = "data"
    DOCUMENT = "document"


class ParentLevel(StrEnum):
    """Where the parent portal stands."""

    CITY_UNDER_PROVINCE = "city_under_province"
    PROVINCE = "province"


class ParentRelation(StrEnum):
    """The word the regulation uses for its tie to the parent portal."""

    INTEGRATED_ON = "integrated_on"
    MEMBER_OF = "member_of"
    COMPONENT_OF = "component_of"


class EffectiveRule(StrEnum):
    """Effective on a rule instead of a date."""

    DATE_OF_SIGNATURE = "date_of_signature"


class RoleKind(StrEnum):
    """A post held by a person, or a unit."""

    PERSON = "person"
    UNIT = "unit"


class Permission(StrEnum):
    """What a role may or must do, as the clause that names it says."""

    ALLOT_BUDGET = "allot_budget"
    AMEND_REGULATION = "amend_regulation"
    ANSWER_QUESTIONS = "answer_questions"
    APPRAISE_BUDGET = "appraise_budget"
    APPROVE = "approve"
    APPROVE_BUDGET = "approve_budget"
    APPROVE_HCM_COLUMN = "approve_hcm_column"
    APPROVE_IF_DELEGATED = "approve_if_delegated"
    APPROVE_LISTED_FIELDS = "approve_listed_fields"
    ARCHIVE = "archive"
    ARCHIVE_ASSIGNED_COLUMNS = "archive_assigned_columns"
    ASSIGN = "assign"
    ASSIGN_UBND_MEMBERS = "assign_ubnd_members"
    ASSIST = "assist"
    BACKUP = "backup"
    CALL_MEETING = "call_meeting"
    CHECK_SECRECY = "check_secrecy"
    CLASSIFY = "classify"
    COLLECT_AMENDMENTS = "collect_amendments"
    COMPILE = "compile"
    COMPILE_STATISTICS = "compile_statistics"
    COMPILE_UPDATES = "compile_updates"
    DECIDE_ALLOWANCE = "decide_allowance"
    DECIDE_PROCESS = "decide_process"
    DECIDE_REWARDS = "decide_rewards"
    DECIDE_ROYALTIES = "decide_royalties"
    DRAFT = "draft"
    EDIT = "edit"
    EDIT_OWN_FIELD = "edit_own_field"
    ESTABLISH_BOARD = "establish_board"
    EXPLOIT = "exploit"
    FEEDBACK = "feedback"
    FORWARD = "forward"
    INSPECT = "inspect"
    ISSUE_REGULATION = "issue_regulation"
    MANAGE_ACCESS = "manage_access"
    MANAGE_ARTICLES = "manage_articles"
    MODERATE = "moderate"
    OPERATE = "operate"
    ORGANISE_COLLABORATORS = "organise_collaborators"
    ORIENT_CONTENT = "orient_content"
    ORIENTATION_MONTHLY = "orientation_monthly"
    OVERSEE = "oversee"
    PAY_ROYALTIES = "pay_royalties"
    PLAN = "plan"
    PLAN_BUDGET = "plan_budget"
    POST = "post"
    POST_NOTICES = "post_notices"
    PRODUCE_NEWS = "produce_news"
    PRODUCE_REPORTAGE = "produce_reportage"
    PROPOSE_COLUMNS = "propose_columns"
    PROPOSE_DISCIPLINE = "propose_discipline"
    PROPOSE_REWARDS = "propose_rewards"
    PROPOSE_UI = "propose_ui"
    PUBLIC_GUIDANCE = "public_guidance"
    PUBLISH = "publish"
    RECEIVE_INCIDENT = "receive_incident"
    RECEIVE_QUESTIONS = "receive_questions"
    RECEIVE_REPORTS = "receive_reports"
    RECEIVE_SECURITY_NOTICE = "receive_security_notice"
    RECEIVE_SIGNED_DOCUMENTS = "receive_signed_documents"
    RECEIVE_VIOLATION_REPORTS = "receive_violation_reports"
    REPORT = "report"
    REPORT_VIOLATION = "report_violation"
    REVIEW_ASSIGNED_COLUMNS = "review_assigned_columns"
    REVIEW_FIELD = "review_field"
    REVIEW_OWN_FIELD_ON_REQUEST = "review_own_field_on_request"
    REVOKE_ACCOUNTS = "revoke_accounts"
    RISK_REVIEW = "risk_review"
    RUN_IF_DELEGATED = "run_if_delegated"
    SETTLE = "settle"
    SIGN_OFF_SUPPLY = "sign_off_supply"
    STEER = "steer"
    SUPPLY = "supply"
    SUPPLY_ADMIN_REFORM = "supply_admin_reform"
    SUPPLY_PARTY_DIRECTIVES = "supply_party_directives"
    TAKEDOWN = "takedown"
    TECH_ADMIN = "tech_admin"
    TRAIN_UNITS = "train_units"
    UPDATE_PROCEDURES = "update_procedures"
    URGE_PARTY_UNITS = "urge_party_units"
    USE_MONITORING_SYSTEM = "use_monitoring_system"
    WRITE = "write"
    WRITE_PRE_MEETING_REPORT = "write_pre_meeting_report"


class Stage(StrEnum):
    """Steps of approval, in the order they run."""

    BEFORE_SUBMISSION = "before_submission"
    REVIEW_ON_REQUEST = "review_on_request"
    FIELD_REVIEW = "field_review"
    COLUMN_MAIN = "column_main"
    FINAL = "final"
    FINAL_IF_DELEGATED = "final_if_delegated"


class Origin(StrEnum):
    """Who supplied the content."""

    STAFF = "staff"
    COLLABORATOR = "collaborator"
    SUPPLYING_UNIT = "supplying_unit"


class DeputyAuthority(StrEnum):
    """When a deputy head may approve."""

    DELEGATION_REQUIRED = "delegation_required"
    OWN_FIELDS_AND_DELEGATION = "own_fields_and_delegation"


class MemberFieldReview(StrEnum):
    """When the member in charge of a field reviews before the final approver."""

    ON_REQUEST = "on_request"
    ALWAYS = "always"


class SupplierLiability(StrEnum):
    """Who answers for text that was supplied."""

    SUPPLIER_LIABLE = "supplier_liable"
    UNIT_SIGNATORY_LIABLE = "unit_signatory_liable"


class UpdateFrequency(StrEnum):
    """The general rhythm of updating."""

    DAILY = "daily"
    REGULAR = "regular"


class Expansion(StrEnum):
    """A category whose content another instrument lists."""

    EXTERNAL = "external"


class QuestionStep(StrEnum):
    """Steps of handling a question."""

    RECEIVE = "receive"
    CLASSIFY = "classify"
    FORWARD = "forward"
    ANSWER = "answer"


class QuestionTopic(StrEnum):
    """What may be asked about."""

    AGENCY_FUNCTIONS = "agency_functions"
    MECHANISM = "mechanism"
    POLICY = "policy"
    ADMINISTRATIVE_PROCEDURE = "administrative_procedure"
    OTHER_STATE_ADMINISTRATION_FUNCTIONS = "other_state_administration_functions"


class Territory(StrEnum):
    """Whose agencies' functions may be asked about."""

    UNIT = "unit"
    PROVINCE = "province"


class RefusedKind(StrEnum):
    """What the questions column does not take; another law handles it."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class PetitionTopic(StrEnum):
    """What petitions may be about."""

    ADMINISTRATIVE_RULES = "administrative_rules"
    MECHANISM = "mechanism"
    POLICY = "policy"
    ADMINISTRATIVE_PROCEDURE = "administrative_procedure"


class DraftKind(StrEnum):
    """Kinds of draft that opinions are asked on."""

    LEGAL_DOCUMENT = "legal_document"
    ORIENTATION = "orientation"
    POLICY = "policy"


class ExchangeHours(StrEnum):
    """Hours for supplying and exchanging information."""

    ANY_TIME = "any_time"
    OFFICE_HOURS_MON_FRI = "office_hours_mon_fri"
    OFFICE_HOURS_DAYS_OF_WEEK = "office_hours_days_of_week"


class ElectronicHours(StrEnum):
    """When electronic material is received."""

    EVERY_DAY = "every_day"
    OFFICE_HOURS = "office_hours"


class PaperHours(StrEnum):
    """When paper is received."""

    OFFICE_HOURS_WORKING_DAYS = "office_hours_working_days"


class SecrecyPolicy(StrEnum):
    """The rule on state secrets."""

    HARD_BLOCK = "hard_block"
    FOLLOW_STATE_RULES = "follow_state_rules"


class SecrecyLevel(StrEnum):
    """Degrees of state secrecy."""

    MAT = "mat"
    TOI_MAT = "toi_mat"
    TUYET_MAT = "tuyet_mat"


class ProhibitionKind(StrEnum):
    """Whether a prohibition is about what is published or about what somebody does."""

    CONTENT = "content"
    CONDUCT = "conduct"


class InboundField(StrEnum):
    """What an item that re-uses others' material must state."""

    AUTHOR = "author"
    SOURCE = "source"
    SOURCE_UNIT = "source_unit"


class OrientationLevel(StrEnum):
    """Whose orientation collaborators follow."""

    WARD = "ward"
    DISTRICT = "district"
    PROVINCE = "province"


class RoyaltyItem(StrEnum):
    """Works that earn a royalty."""

    NEWS = "news"
    ARTICLE = "article"
    PHOTO = "photo"


class RoyaltyCondition(StrEnum):
    """When the entitlement to a royalty arises."""

    PUBLISHED = "published"
    MODERATED_AND_PUBLISHED = "moderated_and_published"


class Payee(StrEnum):
    """Who may be paid."""

    AUTHOR = "author"
    WORK_OWNER = "work_owner"
    RELATED_WORK = "related_work"


class BoardAllowance(StrEnum):
    """The word for what board members receive."""

    HO_TRO = "ho_tro"
    PHU_CAP_TRACH_NHIEM = "phu_cap_trach_nhiem"
    THU_LAO = "thu_lao"


class Cadence(StrEnum):
    """How often something is due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    YEARLY_OR_ON_NEED = "yearly_or_on_need"
    EXTRAORDINARY = "extraordinary"
    AS_PRESCRIBED = "as_prescribed"
    PER_STATISTICS_REGIME = "per_statistics_regime"
    BEFORE_EACH_BOARD_MEETING = "before_each_board_meeting"


class ViolationLevel(StrEnum):
    """How a violation is handled."""

    DISCIPLINE = "discipline"
    REPRIMAND = "reprimand"
    ADMINISTRATIVE_FINE = "administrative_fine"
    CRIMINAL_LIABILITY = "criminal_liability"
    COMPENSATION = "compensation"


class Availability(StrEnum):
    """What the regulation promises about being reachable."""

    HOURS_24 = "hours_24"
    EVERY_DAY_OF_WEEK = "every_day_of_week"
    CONTINUOUS = "continuous"


class BackupLevel(StrEnum):
    """What is backed up."""

    USER = "user"
    SYSTEM = "system"


class BackupCheck(StrEnum):
    """What checking a backup must show."""

    READINESS = "readiness"
    INTEGRITY = "integrity"


class RevocationTrigger(StrEnum):
    """What ends an account."""

    END_OF_WORK_OR_COLLABORATION = "end_of_work_or_collaboration"


class SecurityDuty(StrEnum):
    """Other duties of security."""

    CONTINUOUS_SECURITY = "continuous_security"
    ANTI_ATTACK = "anti_attack"
    ANTI_MALWARE = "anti_malware"
    CONTINGENCY_PLAN = "contingency_plan"
    BACKUP_RESTORE = "backup_restore"
    INSPECTION = "inspection"
    TECHNICAL_SUPERVISION = "technical_supervision"


class Charset(StrEnum):
    """Character sets."""

    TCVN_6909_2001 = "TCVN_6909_2001"


class ArticleFunction(StrEnum):
    """What every article must offer."""

    PRINT = "print"
    SAVE = "save"


class RequiredLink(StrEnum):
    """Links that must be shown."""

    PARENT_PORTAL = "parent_portal"
    SIBLING_PORTALS = "sibling_portals"


class SharingForm(StrEnum):
    """Machine-readable forms of sharing."""

    WEB_SERVICE = "web_service"
    API = "api"
    FEED = "feed"
    OTHER_COMMON_FORM = "other_common_form"


class ArchiveRule(StrEnum):
    """Which rules archiving follows."""

    STATE_ARCHIVE_RULES = "state_archive_rules"


class ContactField(StrEnum):
    """Fields of the contact list."""

    FULL_NAME = "full_name"
    POSITION = "position"
    WORK_UNIT = "work_unit"
    PHONE = "phone"
    OFFICIAL_EMAIL = "official_email"


class Weekday(StrEnum):
    """Days of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Monday is 0, as in `datetime.date.weekday`."""
        return list(Weekday).index(self)

"""The kinds of case: each desk's deadlines, addresses, place in public and words. A further desk is an entry here and its own steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.clocks.enums import SubjectKind
from cms.engagement.enums import CaseKind, State
from cms.inbox.enums import EnvelopeKind
from cms.regulation.vocabulary import DeadlineKey


@dataclass(frozen=True, slots=True)
class Words:
    """What a desk is called.

    Attributes:
        desk: its name, as in the menu. one: a case with its `%(code)s`. sent: what a citizen wrote. enter, open, close: acts of the desk's own.
        none: what an empty list says.
        noun: the case in Vietnamese, in letters to citizens and in notices. column: the place in the portal, in Vietnamese.
    """

    desk: Any
    one: Any
    sent: Any
    enter: Any
    open: Any
    close: Any
    none: Any
    noun: str
    column: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Where answers of a desk stand in public: section and category."""

    slug: str
    title: str
    category: str


@dataclass(frozen=True, slots=True)
class KindOfCase:
    """A desk.

    Attributes:
        slug: of its addresses, in the admin and in the front end.
        answer: the deadline until which a case is answered.
        extension: the deadline that takes its place where the time was extended.
        corrections: deadlines for putting right what was answered.
        states: states that this desk calls otherwise.
    """

    kind: CaseKind
    slug: str
    subject: SubjectKind
    answer: DeadlineKey
    words: Words
    extension: DeadlineKey | None = None
    corrections: tuple[DeadlineKey, ...] = ()
    publication: Publication | None = None
    states: Mapping[State, Any] | None = None

    @property
    def envelope(self) -> EnvelopeKind:
        """Return the kind of the envelopes that come to it."""
        return EnvelopeKind(self.kind.value)

    @property
    def first_answer(self) -> tuple[DeadlineKey, ...]:
        """Return the deadlines by which a case is answered for the first time."""
        return (self.answer,) if self.extension is None else (self.answer, self.extension)

    @property
    def answering(self) -> tuple[DeadlineKey, ...]:
        """Return every deadline that the due time of a case can be."""
        return (*self.first_answer, *self.corrections)


_QUESTION = KindOfCase(
    CaseKind.QUESTION, "hoi-dap", SubjectKind.QUESTION, DeadlineKey.QA_ANSWER,
    Words(
        desk=_("Citizens' questions"), one=_("Question %(code)s"), sent=_("Question"), enter=_("Enter a question on a citizen's behalf"),
        open=_("Open the questions' desk"), close=_("Close the questions' desk"), none=_("No question here."),
        noun="câu hỏi", column="chuyên mục Hỏi – đáp",
    ),
    publication=Publication("hoi-dap", "Hỏi – đáp", "qa"),
    states={State.CLASSIFIED: _("Classified as a question")},
)  # fmt: skip
_PETITION = KindOfCase(
    CaseKind.PETITION, "phan-anh-kien-nghi", SubjectKind.PETITION, DeadlineKey.PETITION_ANSWER,
    Words(
        desk=_("Petitions"), one=_("Petition %(code)s"), sent=_("Petition"), enter=_("Enter a petition on a citizen's behalf"),
        open=_("Open the petitions' desk"), close=_("Close the petitions' desk"), none=_("No petition here."),
        noun="phản ánh, kiến nghị", column="chuyên mục Phản ánh, kiến nghị",
    ),
    publication=Publication("phan-anh-kien-nghi", "Phản ánh, kiến nghị", "petitions"),
    states={
        State.CLASSIFIED: _("Taken as a petition"), State.DRAFTED: _("The result awaits approval"),
        State.APPROVED: _("The result is approved"), State.ANSWERED: _("Resolved, the sender is told"),
        State.PUBLISHED: _("Resolved, the result is published"), State.CLOSED: _("Case closed"),
    },
)  # fmt: skip
_INFORMATION = KindOfCase(
    CaseKind.INFORMATION, "yeu-cau-thong-tin", SubjectKind.INFORMATION, DeadlineKey.INFORMATION_REQUEST,
    Words(
        desk=_("Requests for information"), one=_("Request %(code)s"), sent=_("Request for information"),
        enter=_("Enter a request on a citizen's behalf"), open="", close="", none=_("No request here."),
        noun="yêu cầu cung cấp thông tin", column="mục Yêu cầu cung cấp thông tin",
    ),
    extension=DeadlineKey.INFORMATION_EXTENSION,
    corrections=(DeadlineKey.INFORMATION_CORRECTION, DeadlineKey.INFORMATION_OWN_ERROR),
    states={
        State.CLASSIFIED: _("Valid, being handled"), State.DRAFTED: _("What is supplied awaits approval"),
        State.APPROVED: _("What is supplied is approved"), State.ANSWERED: _("Information supplied"),
        State.CLOSED: _("Case closed"),
    },
)  # fmt: skip
_REPORT = KindOfCase(
    CaseKind.REPORT, "bao-noi-dung", SubjectKind.CONTENT, DeadlineKey.WRONG_INFORMATION,
    Words(
        desk=_("Reports on content"), one=_("Report %(code)s"), sent=_("Report"),
        enter=_("Enter a report on a citizen's behalf"), open="", close="", none=_("No report here."),
        noun="báo cáo về nội dung đăng trên cổng", column="mục Báo nội dung sai, vi phạm",
    ),
    states={
        State.CLASSIFIED: _("Being verified"), State.DRAFTED: _("The reply awaits approval"),
        State.APPROVED: _("The reply is approved"), State.ANSWERED: _("Replied to"), State.CLOSED: _("Case closed"),
    },
)  # fmt: skip

KINDS: Mapping[CaseKind, KindOfCase] = {
    one.kind: one for one in (_QUESTION, _PETITION, _INFORMATION, _REPORT)
}
BY_SUBJECT: Mapping[str, KindOfCase] = {one.subject.value: one for one in KINDS.values()}
BY_CATEGORY: Mapping[str, KindOfCase] = {
    one.publication.category: one for one in KINDS.values() if one.publication is not None
}


def kind_of(kind: str) -> KindOfCase:
    """Return a desk by the kind of its cases."""
    return KINDS[CaseKind(kind)]


def state_label(kind: str, state: str) -> str:
    """Return what a desk calls a state."""
    own = kind_of(kind).states or {}
    return str(own.get(State(state), State(state).label))

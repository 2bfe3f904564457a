"""Closed lists of what citizens send."""

from __future__ import annotations

from enum import StrEnum


class EnvelopeKind(StrEnum):
    """What an envelope holds, which says what desk it goes to. A value, once written, keeps its meaning."""

    QUESTION = "question"
    PETITION = "petition"
    INFORMATION = "information"
    REPORT = "report"

    @property
    def desk(self) -> str:
        """Return what the desk is called in the portal's public part and in the API's addresses."""
        return _DESKS[self]


_DESKS = {
    EnvelopeKind.QUESTION: "questions",
    EnvelopeKind.PETITION: "petitions",
    EnvelopeKind.INFORMATION: "information_requests",
    EnvelopeKind.REPORT: "content_reports",
}

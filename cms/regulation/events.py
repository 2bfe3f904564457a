"""Starting events: the field of an item each is read from, and what may stand in for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cms.regulation.calendar import ZONE
from cms.regulation.vocabulary import StartEvent

EVENT_FIELDS: Mapping[StartEvent, str] = {
    StartEvent.EVENT_OCCURRED: "event_at",
    StartEvent.EVENT_ENDED: "event_end_at",
    StartEvent.DOCUMENT_SIGNED: "signed_at",
    StartEvent.DOCUMENT_ISSUED: "issued_on",
    StartEvent.SOURCE_DOCUMENT_ISSUED: "source_issued_on",
    StartEvent.APPROVED: "approved_on",
    StartEvent.PUBLICATION_DECIDED: "publication_decided_at",
    StartEvent.WRITTEN_REPORT_SENT: "report_sent_at",
    StartEvent.CHANGE_DECIDED: "change_decided_at",
    StartEvent.CONTENT_CHANGED: "change_decided_at",
    StartEvent.QUESTION_RECEIVED: "received_at",
    StartEvent.OUT_OF_SCOPE_DETERMINED: "classified_at",
    StartEvent.VIOLATION_NOTIFIED: "notified_at",
    StartEvent.INCIDENT_NOT_SELF_RESOLVABLE: "escalated_at",
    StartEvent.THEFT_DISCOVERED: "reported_at",
    StartEvent.INFORMATION_CREATED: "information_created_on",
    StartEvent.PETITION_RECEIVED: "received_at",
    StartEvent.REQUEST_SENT: "received_at",
    StartEvent.REQUEST_VALID: "valid_at",
    StartEvent.FIRST_PERIOD_ENDED: "first_due_at",
    StartEvent.CORRECTION_REQUESTED: "correction_asked_at",
    StartEvent.ERROR_FOUND: "error_found_at",
}
"""The field of an item, a case or a report that holds each starting event."""

STAND_INS: Mapping[StartEvent, tuple[StartEvent, ...]] = {
    # Nobody enters the day on which information came into being; it is at the latest the day of what it
    # tells.
    StartEvent.INFORMATION_CREATED: (
        StartEvent.DOCUMENT_SIGNED,
        StartEvent.DOCUMENT_ISSUED,
        StartEvent.APPROVED,
        StartEvent.PUBLICATION_DECIDED,
        StartEvent.WRITTEN_REPORT_SENT,
        StartEvent.SOURCE_DOCUMENT_ISSUED,
        StartEvent.EVENT_ENDED,
        StartEvent.EVENT_OCCURRED,
    ),
    # A document is issued by being signed, and the other way round: a copy that prints one date has both.
    StartEvent.DOCUMENT_SIGNED: (StartEvent.DOCUMENT_ISSUED,),
    StartEvent.DOCUMENT_ISSUED: (StartEvent.DOCUMENT_SIGNED,),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """When a clock starts: by which event, and whether that stands in for the one the rule names."""

    at: dt.datetime
    event: StartEvent
    stands_in: bool = False


class EventDates:
    """The dates of one item by starting event."""

    def __init__(
        self,
        dates: Mapping[StartEvent, dt.datetime | dt.date | None],
        *,
        any_event: dt.datetime | None = None,
    ) -> None:
        """Take the dates that are known.

        Args:
            dates: by event; a date counts from its first minute, a time without zone is Vietnamese time.
            any_event: the instant of every event that `dates` does not name (for a question about a rule, not
                about an item).
        """
        self._dates = {event: as_instant(value) for event, value in dates.items() if value is not None}
        self._any = any_event

    @classmethod
    def of_fields(cls, values: Mapping[str, dt.datetime | dt.date | None]) -> EventDates:
        """Read the dates of an item's fields, named as in `EVENT_FIELDS`."""
        return cls({event: values.get(name) for event, name in EVENT_FIELDS.items()})

    @classmethod
    def all_at(cls, instant: dt.datetime) -> EventDates:
        """Take one instant for whatever event a rule counts from."""
        return cls({}, any_event=instant)

    def begun(self, event: StartEvent | None) -> Begun | None:
        """Return when the clock of a rule that counts from `event` starts; None while the date is missing."""
        if event is None:
            return None
        known = self._dates.get(event)
        if known:
            return Begun(known, event)
        for other in STAND_INS.get(event, ()):
            if other in self._dates:
                return Begun(self._dates[other], other, stands_in=True)
        return Begun(self._any, event) if self._any else None

    def earliest(self) -> dt.datetime | None:
        """Return the first instant that is known at all."""
        known = [*self._dates.values(), *([self._any] if self._any else [])]
        return min(known, default=None)


def as_instant(value: dt.datetime | dt.date) -> dt.datetime:
    """Return an instant in Vietnamese time; a plain date is its first minute, a time without zone is
    Vietnamese."""
    if not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time.min, ZONE)
    return value.astimezone(ZONE) if value.tzinfo else value.replace(tzinfo=ZONE)

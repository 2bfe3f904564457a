"""What a clock asks the regulation, and what it keeps of the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.regulation.events import EVENT_FIELDS, EventDates
from cms.regulation.explanation import DeadlineAnswer
from cms.regulation.regulation import Regulation
from cms.regulation.vocabulary import DeadlineKey

Dates = Mapping[str, dt.datetime | dt.date | None]


@dataclass(frozen=True, slots=True)
class Question:
    """Until when something is due: by the item's category, or by a deadline named outright.

    Attributes:
        dates: the item's dates by field name (`cms.regulation.events.EVENT_FIELDS`).
        category: key of the register of categories; empty for what is no item.
        key: the deadline, where it is not the category's own (a change of content, a question, a report).
        major: the editor marked the item as a major event.
        own: the document was issued by the unit itself.
        note: a further sentence for the explanation, where a deadline is named outright.
    """

    dates: Dates = field(default_factory=dict)
    category: str = ""
    key: DeadlineKey | None = None
    major: bool = False
    own: bool = True
    note: str = ""

    def ask(self, regulation: Regulation) -> DeadlineAnswer:
        """Return the answer.

        Raises:
            ValueError: neither a category nor a deadline is given.
            KeyError: the register has no such category.
        """
        if self.key is not None:
            return regulation.answer(self.key, EventDates.of_fields(self.dates), notes=self.notes)
        if not self.category:
            raise ValueError("a clock needs the category of its item, or the deadline it runs by")
        return regulation.deadline_for(self.category, self.dates, major=self.major, own=self.own)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the further sentences of the explanation."""
        return (self.note,) if self.note else ()

    def stored_dates(self) -> dict[str, str]:
        """Return the dates that are known as text, as `read_dates` reads them."""
        known = set(EVENT_FIELDS.values())
        return {
            name: value.isoformat()
            for name, value in self.dates.items()
            if value is not None and name in known
        }


def read_dates(stored: Mapping[str, str]) -> dict[str, dt.datetime | dt.date]:
    """Return dates from their text: ten characters are a day, more are an instant."""
    return {
        name: dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
        for name, text in stored.items()
    }


def explained(answer: DeadlineAnswer, note: str = "") -> dict[str, Any]:
    """Return what is kept of an answer: the rule that decides, whose it is, and the whole explanation in words."""
    decided = answer.decided
    missing = answer.missing_event
    return {
        "key": answer.key.value,
        "citation": decided.source.words if decided else "",
        "clause": decided.source.clause if decided else "",
        "layer": answer.layer.value,
        "amount": answer.amount,
        "unit": answer.unit.value if answer.unit else None,
        "start": decided.start.value if decided and decided.start else None,
        "assumed": bool(decided and decided.source.assumed),
        "target_minutes": decided.target_minutes if decided else None,
        "missing_event": missing.value if missing else None,
        "sentence": answer.sentence,
        "sentences": [answer.sentence],
        "calendar_certain": answer.calendar_certain,
        "note": note,
    }

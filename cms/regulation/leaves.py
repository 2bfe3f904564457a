"""Leaves of the regulation model: a value, a deadline or a list of entries, each with its provenance and
clause."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from cms.regulation import clauses
from cms.regulation.vocabulary import Provenance, StartEvent, Unit

ValueT = TypeVar("ValueT")
EntryT = TypeVar("EntryT", bound="Entry")


class Strict(BaseModel):
    """What every part of a regulation file shares: unknown keys and near-miss types are refused, and nothing
    changes later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _known_clause(text: str) -> str:
    if not clauses.is_clause(text):
        raise PydanticCustomError("clause", "expected {expected}", {"expected": clauses.EXPECTED})
    return text


Clause = Annotated[
    str,
    AfterValidator(_known_clause),
    Field(json_schema_extra={"pattern": clauses.CLAUSE_PATTERN}, examples=["7.3a"]),
]
Text = Annotated[str, Field(min_length=1, max_length=600, pattern=r"^\S(.*\S)?$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", examples=["board_chief"])]
RoleKey = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", json_schema_extra={"x-reference": "roles.items.key"})
]
FieldKey = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", json_schema_extra={"x-reference": "fields"})
]
CategoryKey = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", json_schema_extra={"x-reference": "categories"})
]
Hostname = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$", max_length=253
    ),
]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=300)]


def _real_date(text: str) -> str:
    parts = [int(part) for part in text.split("-")]
    try:
        dt.date(*[*parts, 1, 1][:3])
    except ValueError:
        raise PydanticCustomError(
            "date", "expected a date that exists: YYYY-MM-DD, YYYY-MM or YYYY"
        ) from None
    return text


PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"), AfterValidator(_real_date)]
FullDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_real_date)]


class Cited(Strict):
    """Provenance, clause and our own note: what every leaf carries."""

    provenance: Provenance
    clause: Clause
    also: tuple[Clause, ...] = Field(default=(), description="Further clauses that say the same.")
    note: Text | None = Field(default=None, description="In our own words; never a quotation.")


class Scalar(Cited, Generic[ValueT]):
    """One value, or a list of plain values."""

    value: ValueT | None = Field(default=None, description="Absent only where the print leaves it blank.")

    @model_validator(mode="after")
    def _blank_means_no_value(self) -> Self:
        if self.provenance is Provenance.BLANK and self.value is not None:
            raise PydanticCustomError(
                "blank_with_value", "expected no value: the provenance says that the print is blank"
            )
        if self.provenance is not Provenance.BLANK and self.value is None:
            raise PydanticCustomError(
                "no_value",
                "expected a value, or provenance blank; a parameter the regulation is silent on is left out",
            )
        return self


class Deadline(Cited):
    """A time limit: a ceiling, counted from a starting event."""

    amount: int | None = Field(
        default=None, ge=1, le=1000, description="In `unit`; only where the unit is counted."
    )
    unit: Unit
    start: StartEvent | None = Field(default=None, description="The event it counts from.")
    scope: Text | None = Field(default=None, description="What it covers, in Vietnamese.")
    schedule: Text | None = Field(
        default=None, description="Another regime that sets the times, in Vietnamese."
    )
    escalate_to: Text | None = Field(default=None, description="To whom it is reported.")

    @model_validator(mode="after")
    def _amount_goes_with_unit(self) -> Self:
        if self.provenance is Provenance.BLANK:
            raise PydanticCustomError(
                "blank_deadline", "expected a deadline that is stated, implied or derived"
            )
        if self.unit.is_counted and self.amount is None:
            raise PydanticCustomError("amount", "expected an amount of {unit}", {"unit": self.unit.value})
        if not self.unit.is_counted and self.amount is not None:
            raise PydanticCustomError(
                "amount", "expected no amount: {unit} is not counted", {"unit": self.unit.value}
            )
        if not self.unit.is_measured_only and self.start is None:
            raise PydanticCustomError(
                "start", "expected the event that {unit} counts from", {"unit": self.unit.value}
            )
        return self


class Entry(Strict):
    """One entry of a list, with a clause of its own."""

    key: Key
    label: Text
    clause: Clause
    also: tuple[Clause, ...] = ()
    provenance: Provenance = Provenance.STATED
    note: Text | None = None


class EntryList(Strict, Generic[EntryT]):
    """A list of entries; each has its own clause, and keys do not repeat."""

    provenance: Provenance
    items: tuple[EntryT, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        seen: set[str] = set()
        for entry in self.items:
            if entry.key in seen:
                raise PydanticCustomError(
                    "repeated_key", "expected every key once; {key} stands there twice", {"key": entry.key}
                )
            seen.add(entry.key)
        return self

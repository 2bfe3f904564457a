"""The regulation file: one portal's Quy chế as typed data, and the JSON Schema published from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from cms.regulation import schema_editorial as editorial
from cms.regulation import schema_identity as identity
from cms.regulation import schema_service as service
from cms.regulation.clauses import Numbering
from cms.regulation.leaves import Cited, Deadline, EntryList, FullDate, Strict, Text
from cms.regulation.vocabulary import Provenance

SCHEMA_VERSION = "1.0"
SCHEMA_FILE = Path(__file__).parent / "data" / "regulation.schema.json"
UnitCode = Annotated[
    str,
    Field(
        pattern=r"^(\d{2}|\d{3}|\d{5})$", description="Province 2 digits, district (until 2025) 3, commune 5."
    ),
]

Leaf = Cited | EntryList[Any]
"""A parameter that is set: a scalar, a deadline or a list of entries."""


class UnitReference(Strict):
    """The unit whose regulation it is."""

    code: UnitCode


class VersionDates(Strict):
    """When the version holds, where the instrument alone does not say so."""

    earliest_possible: FullDate | None = Field(
        default=None,
        description="For a copy without number or full date: the first day it can have been in force.",
    )
    earliest_because: Text | None = Field(
        default=None, description="Why it cannot be earlier, in Vietnamese."
    )
    ends_on: FullDate | None = Field(default=None, description="The last day in force.")
    ends_because: Text | None = Field(default=None, description="What ended it, in Vietnamese.")
    older_than_unit: FullDate | None = Field(
        default=None,
        description="The day the unit was merged into its present form, when the rules are older than that.",
    )

    @model_validator(mode="after")
    def _reasons_go_with_dates(self) -> Self:
        for day, reason in (("earliest_possible", "earliest_because"), ("ends_on", "ends_because")):
            if (getattr(self, day) is None) != (getattr(self, reason) is None):
                raise PydanticCustomError(
                    "reason", "expected {day} and {reason} together", {"day": day, "reason": reason}
                )
        return self


class PrintNumbering(Strict):
    """Articles whose parts carry no printed number, so that a clause is cited as the reader finds it."""

    dashes: tuple[int, ...] = ()
    paragraphs: tuple[int, ...] = ()

    def as_numbering(self) -> Numbering:
        """Return it in the form that `clauses.clause_text` reads."""
        return Numbering(frozenset(self.dashes), frozenset(self.paragraphs))


class Parameters(Strict):
    """The thirty groups, in the order in which they are shown. A group the regulation is silent on is
    absent."""

    tenant: identity.TenantGroup = identity.TenantGroup()
    portal: identity.PortalGroup = identity.PortalGroup()
    parent_portal: identity.ParentPortalGroup = identity.ParentPortalGroup()
    regulation: identity.RegulationGroup = identity.RegulationGroup()
    governance: identity.GovernanceGroup = identity.GovernanceGroup()
    roles: identity.RolesGroup = identity.RolesGroup()
    approval: editorial.ApprovalGroup = editorial.ApprovalGroup()
    content: editorial.ContentGroup = editorial.ContentGroup()
    deadlines: editorial.DeadlinesGroup = editorial.DeadlinesGroup()
    qa: service.QaGroup = service.QaGroup()
    feedback: service.FeedbackGroup = service.FeedbackGroup()
    consultation: service.ConsultationGroup = service.ConsultationGroup()
    intake: editorial.IntakeGroup = editorial.IntakeGroup()
    secrecy: editorial.SecrecyGroup = editorial.SecrecyGroup()
    prohibited: editorial.ProhibitedGroup = editorial.ProhibitedGroup()
    takedown: editorial.TakedownGroup = editorial.TakedownGroup()
    attribution: editorial.AttributionGroup = editorial.AttributionGroup()
    collaborators: editorial.CollaboratorsGroup = editorial.CollaboratorsGroup()
    remuneration: service.RemunerationGroup = service.RemunerationGroup()
    budget: service.BudgetGroup = service.BudgetGroup()
    reporting: service.ReportingGroup = service.ReportingGroup()
    meetings: service.MeetingsGroup = service.MeetingsGroup()
    orientation: service.OrientationGroup = service.OrientationGroup()
    rewards: service.RewardsGroup = service.RewardsGroup()
    operations: service.OperationsGroup = service.OperationsGroup()
    standards: service.StandardsGroup = service.StandardsGroup()
    directory: service.DirectoryGroup = service.DirectoryGroup()
    calendar: service.CalendarGroup = service.CalendarGroup()
    integrations: service.IntegrationsGroup = service.IntegrationsGroup()
    legal_bases: identity.LegalBasesGroup = identity.LegalBasesGroup()

    def leaves(self) -> Iterator[tuple[str, str, Leaf]]:
        """Yield (group, key, leaf) of every parameter that is set, in the order of the model."""
        for group in type(self).model_fields:
            section = getattr(self, group)
            for key in type(section).model_fields:
                leaf = getattr(section, key)
                if leaf is not None:
                    yield group, key, leaf

    def deadline(self, key: str) -> Deadline | None:
        """Return the deadline by its key, None where the regulation is silent."""
        found: Deadline | None = getattr(self.deadlines, key)
        return found


def parameter_names() -> Iterator[tuple[str, str]]:
    """Yield (group, key) of every parameter that the model knows, set or not."""
    for group, field in Parameters.model_fields.items():
        section = field.annotation
        assert isinstance(section, type)  # noqa: S101 - every field of Parameters is a group class
        assert issubclass(section, BaseModel)  # noqa: S101
        for key in section.model_fields:
            yield group, key


class RegulationFile(Strict):
    """A regulation as one file holds it: the unit, the version's dates, and the parameters with their
    clauses."""

    schema_version: Literal["1.0"]
    unit: UnitReference
    version: VersionDates = VersionDates()
    numbering: PrintNumbering = PrintNumbering()
    parameters: Parameters

    @model_validator(mode="after")
    def _has_a_first_day(self) -> Self:
        regulation = self.parameters.regulation
        known = regulation.effective_from and regulation.effective_from.value
        if known == "date_of_signature":
            issued = regulation.issued_on and regulation.issued_on.value
            known = issued if issued and len(issued) == 10 else None
        if not known and not self.version.earliest_possible:
            raise PydanticCustomError(
                "first_day",
                "expected version.earliest_possible: neither a full date of issue nor of effect is printed",
            )
        return self

    @property
    def is_complete_instrument(self) -> bool:
        """Whether number and full date are there, without which a version cannot be activated."""
        regulation = self.parameters.regulation
        number = regulation.number and regulation.number.provenance is not Provenance.BLANK
        issued = regulation.issued_on and regulation.issued_on.value
        return bool(number and issued and len(issued) == 10)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a regulation file."""
    schema = _without_null(RegulationFile.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "regulation.schema.json",
        "title": "Quy chế",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _without_null(node: Any) -> Any:
    """Drop the null alternatives that optional fields get: in a file, what is not there is left out."""
    if isinstance(node, list):
        return [_without_null(part) for part in node]
    if not isinstance(node, dict):
        return node
    alternatives = node.get("anyOf")
    if alternatives and {"type": "null"} in alternatives:
        rest = [part for part in alternatives if part != {"type": "null"}]
        kept = {key: value for key, value in node.items() if key not in {"anyOf", "default"}}
        return _without_null({**kept, **(rest[0] if len(rest) == 1 else {"anyOf": rest})})
    return {key: _without_null(value) for key, value in node.items()}


def json_schema_text() -> str:
    """Return the JSON Schema as it is committed, so that a test can tell whether the committed one is
    current."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"

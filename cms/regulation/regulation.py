"""The regulation of a portal on a day, as everybody else asks it: who, until when, by which clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cms.regulation.calendar import WorkingCalendar
from cms.regulation.clauses import clause_text
from cms.regulation.events import EventDates
from cms.regulation.explanation import DeadlineAnswer, Source, ValueAnswer, limit_words
from cms.regulation.layer_data import platform_roles
from cms.regulation.layers import Surroundings, answer_deadline, answer_value
from cms.regulation.leaves import Deadline, Scalar
from cms.regulation.registers import Category, Instrument, categories, instrument_as_read, instruments, word
from cms.regulation.routing import Assignments, ItemFacts, RouteStage, route
from cms.regulation.schema import RegulationFile
from cms.regulation.schema_editorial import ApprovalRule
from cms.regulation.schema_identity import RoleEntry
from cms.regulation.vocabulary import DeadlineKey, DeputyAuthority, Layer, MemberFieldReview, Permission, Unit

NO_ASSIGNMENTS = Assignments()


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """When a version holds, and on what footing."""

    id: str
    effective_from: dt.date
    effective_to: dt.date | None = None
    assumed: bool = False
    assumed_reason: str = ""
    state: str = "active"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the portal is, by its regulation; empty where it is silent."""

    portal_name: str
    unit_name: str
    authority: str
    kind: str
    unit_kind: str
    domain: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the portal, and whether its own regulation names it."""

    key: str
    label: str
    is_unit: bool
    permissions: frozenset[Permission]
    source: Source

    @property
    def clause(self) -> str:
        """Return the clause that names it; empty for the platform's roles."""
        return self.source.clause


@dataclass(frozen=True, slots=True)
class AnsweringFigure:
    """What citizens are told of a desk: by when an answer is due, and by which clause."""

    amount: int | None
    unit: Unit | None
    clause: str
    clause_text: str
    layer: Layer | None
    words: str
    source: str


@dataclass(frozen=True)
class Regulation:
    """A portal's rules on a day: one version of its regulation, or none, with the layers around it.

    `file` is None for a portal that has no regulation in force; then the platform's defaults and the law
    answer alone.
    """

    file: RegulationFile | None
    facts: VersionFacts | None
    around: Surroundings
    earlier: Sequence[Regulation] = field(default=(), repr=False)
    asked_on: dt.date = field(
        default_factory=lambda: dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    )

    # --- the version
    # -------------------------------------------------------------------------------------------------
    @property
    def has_own_rules(self) -> bool:
        """Whether a regulation of the portal's own is in force."""
        return self.file is not None

    @property
    def is_assumed(self) -> bool:
        """Whether the version counts as in force only by assumption (a copy without number or full date)."""
        return bool(self.facts and self.facts.assumed)

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the portal's working calendar."""
        return self.around.calendar

    def holds_on(self, day: dt.date) -> bool:
        """Whether this version is in force on a day."""
        facts = self.facts
        return (
            facts is not None
            and facts.effective_from <= day
            and (facts.effective_to is None or day <= facts.effective_to)
        )

    def deadline(self, key: str) -> Deadline | None:
        """Return the regulation's own deadline of that key."""
        return self.file.parameters.deadline(key) if self.file else None

    def scalar(self, parameter: str) -> Scalar[Any] | None:
        """Return the regulation's own plain value for `group.key`; None where it is silent or the parameter
        is no plain value."""
        if self.file is None:
            return None
        group, _, key = parameter.partition(".")
        leaf = getattr(getattr(self.file.parameters, group), key)
        return leaf if isinstance(leaf, Scalar) else None

    def source(self, clause: str) -> Source:
        """Return where one of the regulation's clauses stands, in words."""
        if self.file is None or self.facts is None:
            return Source(layer=Layer.PLATFORM)
        return Source(
            layer=Layer.TENANT,
            instrument=self.title,
            clause=clause,
            clause_text=clause_text(clause, self.file.numbering.as_numbering()),
            assumed=self.facts.assumed,
            version=self.facts.id,
        )

    @cached_property
    def title(self) -> str:
        """Return the regulation's title; empty without a regulation."""
        leaf = self.scalar("regulation.title")
        return str(leaf.value) if leaf else ""

    # --- values
    # ------------------------------------------------------------------------------------------------------
    def value(self, parameter: str) -> ValueAnswer:
        """Return a plain value (`group.key`) by whichever layer decides, with its source."""
        return answer_value(parameter, self if self.file else None, self.around, on=self.asked_on)

    def identity(self) -> Identity:
        """Return who the portal is."""
        own = {
            name: self.scalar(name)
            for name in ("portal.name", "tenant.display_name", "tenant.unit_kind", "portal.domain")
        }
        texts = {name: str(leaf.value) if leaf else "" for name, leaf in own.items()}
        unit = texts["tenant.display_name"]
        return Identity(
            portal_name=texts["portal.name"],
            unit_name=unit,
            authority=f"Ủy ban nhân dân {unit}" if unit else "",
            kind=str(self.value("portal.kind").value),
            unit_kind=texts["tenant.unit_kind"],
            domain=texts["portal.domain"],
        )

    def attribution_string(self, portal_name: str = "", url: str = "") -> str:
        """Return the line others must print when they re-use an item: the regulation's own words, else name
        and address.

        Args:
            portal_name: the portal's public name, where the regulation gives none.
            url: the portal's public address.
        """
        own = self.scalar("attribution.outbound_strings")
        if own and own.value:
            return str(own.value[0])
        name = self.identity().portal_name or portal_name
        return f"Nguồn: {name} ({url})" if url else f"Nguồn: {name}"

    def secrecy(self) -> ValueAnswer:
        """Return the rule on state secrets: `hard_block` or `follow_state_rules`, the strictest layer's."""
        return self.value("secrecy.policy")

    def takedown(self) -> dict[str, ValueAnswer]:
        """Return who receives reports of violations and who removes: keys `report_to`, `executor`,
        `legal_reference`."""
        return {key: self.value(f"takedown.{key}") for key in ("report_to", "executor", "legal_reference")}

    def instrument_as_read(self, key: str) -> list[Instrument]:
        """Return what a cited instrument is read as today: its successors, unless the regulation says that it
        is not followed."""
        if self.value("regulation.follow_superseding_law").value is False:
            return [instruments()[key]] if key in instruments() else []
        return instrument_as_read(key, self.asked_on)

    # --- roles and approval
    # --------------------------------------------------------------------------------------------
    @cached_property
    def _role_entries(self) -> dict[str, RoleEntry]:
        items = self.file.parameters.roles.items if self.file else None
        return {entry.key: entry for entry in (items.items if items else platform_roles())}

    @property
    def names_roles(self) -> bool:
        """Whether the regulation itself names roles."""
        return bool(self.file and self.file.parameters.roles.items)

    def roles(self) -> list[Role]:
        """Return the portal's roles in the order of the regulation; the platform's where it names none."""
        own = self.names_roles
        return [
            Role(
                key=entry.key,
                label=entry.label,
                is_unit=entry.kind == "unit",
                permissions=frozenset(entry.permissions),
                source=self.source(entry.clause) if own else Source(layer=Layer.PLATFORM),
            )
            for entry in self._role_entries.values()
        ]

    def has_role(self, key: str) -> bool:
        """Whether the portal has a role."""
        return key in self._role_entries

    def role_label(self, key: str) -> str:
        """Return the name of a role."""
        entry = self._role_entries.get(key)
        return entry.label if entry else word("role", key)

    def approval_rules(self) -> Sequence[ApprovalRule]:
        """Return the rows of the approval matrix in the order of the regulation."""
        rules = self.file.parameters.approval.rules if self.file else None
        return rules.items if rules else ()

    def default_approver_roles(self) -> tuple[tuple[str, ...], tuple[Source, ...]]:
        """Return the roles that decide where no rule matches, and where that stands."""
        answer = self.value("approval.default_approver")
        return tuple(answer.value), (answer.source,)

    def default_approvers(self) -> tuple[str, ...]:
        """Return the roles that approve where the regulation has no rule of its own."""
        return self.default_approver_roles()[0]

    def deputy_rule(self) -> tuple[DeputyAuthority, bool, tuple[Source, ...]]:
        """Return when a deputy may approve, whether the regulation itself says so, and where it stands."""
        own = self.scalar("approval.deputy_authority")
        if own and own.value:
            return own.value, True, tuple(self.source(clause) for clause in (own.clause, *own.also))
        return (
            DeputyAuthority(self.value("approval.deputy_authority").value),
            False,
            (Source(layer=Layer.PLATFORM),),
        )

    def member_review(self) -> MemberFieldReview:
        """Return when the member in charge of a field reviews."""
        return MemberFieldReview(self.value("approval.member_field_review").value)

    def approval_route(self, facts: ItemFacts, assignments: Assignments = NO_ASSIGNMENTS) -> list[RouteStage]:
        """Return the stages an item runs through, the last being the only final one.

        Args:
            facts: what the matrix asks of the item.
            assignments: fields and columns in charge by role, from today's appointments.
        """
        return route(self, facts, assignments)

    # --- categories and deadlines
    # --------------------------------------------------------------------------------------
    def categories(self) -> list[tuple[Category, str, Source | None]]:
        """Return (category, the regulation's own wording, source) of what it lists; the whole register
        without a list."""
        listed = self.file.parameters.content.categories if self.file else None
        if listed is None:
            return [(entry, entry.label, None) for entry in categories().values()]
        return [(categories()[entry.key], entry.label, self.source(entry.clause)) for entry in listed.items]

    def deadline_key(self, category: str, *, major: bool = False, own: bool = True) -> DeadlineKey:
        """Return which deadline a category follows here: the first of its keys of which the regulation
        speaks.

        Raises:
            KeyError: the register has no such category.
        """
        keys = categories()[category].deadline_keys(major=major, own=own)
        return next((key for key in keys if self.deadline(key) is not None), keys[0])

    def deadline_for(
        self,
        category: str,
        event_fields: Mapping[str, dt.datetime | dt.date | None],
        *,
        major: bool = False,
        own: bool = True,
    ) -> DeadlineAnswer:
        """Return until when an item is due, by which layer and clause, and what was overridden.

        Args:
            category: key of the register.
            event_fields: the item's dates by field name (`events.EVENT_FIELDS`); a date missing or None is
                said in the answer.
            major: the editor marked the item as a major event.
            own: the document was issued by the unit itself.

        Raises:
            KeyError: the register has no such category.
        """
        entry = categories()[category]
        dates = EventDates.of_fields(event_fields)
        notes = [entry.field_law] if entry.field_law and entry.access_law else []
        return answer_deadline(
            self._in_force_at(dates).deadline_key(category, major=major, own=own),
            self._versions(),
            dates,
            self.around,
            asked_on=self.asked_on,
            mandatory=entry.access_law is not None,
            notes=notes,
        )

    def _in_force_at(self, dates: EventDates) -> Regulation:
        """Return the version in force when an item began: it says which deadline the category follows."""
        begun = dates.earliest()
        if begun is None:
            return self
        return next((version for version in self._versions() if version.holds_on(begun.date())), self)

    def answer(self, key: DeadlineKey, dates: EventDates, *, notes: Sequence[str] = ()) -> DeadlineAnswer:
        """Return until when something of one deadline key is due, for what is no item (a question, an
        incident, a report).

        Args:
            notes: further sentences for the explanation.
        """
        return answer_deadline(key, self._versions(), dates, self.around, asked_on=self.asked_on, notes=notes)

    def _versions(self) -> list[Regulation]:
        return [self, *self.earlier] if self.file else list(self.earlier)

    def answering(self, key: DeadlineKey) -> AnsweringFigure:
        """Return what citizens are told of the desk whose answers are due by `key`; the platform's figure is marked as such by its layer."""
        answer = self.answer(key, EventDates({}))
        decided = answer.decided
        source = decided.source if decided else None
        return AnsweringFigure(
            amount=answer.amount,
            unit=answer.unit,
            clause=source.clause if source else "",
            clause_text=source.clause_text if source else "",
            layer=answer.layer,
            words=limit_words(decided.unit, decided.amount, decided.start) if decided else "",
            source=source.words if source else "",
        )

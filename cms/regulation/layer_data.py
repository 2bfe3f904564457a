"""The layers over and under a portal's own rules: provincial rulebook, national law, platform default, all
effective-dated."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from cms.regulation.files import FileRefused, Problem, read_data
from cms.regulation.leaves import Clause, FullDate, Key, Strict, Text
from cms.regulation.parameter_types import check_value
from cms.regulation.registers import instruments
from cms.regulation.schema_identity import RoleEntry
from cms.regulation.vocabulary import DeadlineKey, Permission, RoleKind, StartEvent, Unit


def _known_instrument(key: str) -> str:
    if key not in instruments():
        raise ValueError(f"expected the key of an instrument in instruments.yaml, not {key}")
    return key


InstrumentKey = Annotated[Key, AfterValidator(_known_instrument)]


class Dated(Strict):
    """What holds from a first day to a last one, both inclusive."""

    effective_from: FullDate = "0001-01-01"
    effective_to: FullDate | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        text = day.isoformat()
        return self.effective_from <= text and (self.effective_to is None or text <= self.effective_to)


class LayerDeadline(Dated):
    """A deadline of a layer, for one or more keys."""

    key: tuple[DeadlineKey, ...] = Field(min_length=1)
    amount: int | None = Field(default=None, ge=1)
    unit: Unit
    start: StartEvent | None = None
    in_force_by: StartEvent | None = Field(
        default=None,
        description="The event whose day says whether the rule holds, where it is not the one it counts from.",
    )
    instrument: InstrumentKey | None = None
    title: Text | None = Field(default=None, description="Of an instrument that the register does not have.")
    clause: Clause | None = None
    only_mandatory: bool = Field(
        default=False, description="Only for information that the access law obliges to publish."
    )
    verified: bool = True
    condition: Text | None = None


class LayerValue(Dated):
    """A value of a layer for one parameter."""

    parameter: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    value: Any
    instrument: InstrumentKey | None = None
    title: Text | None = None
    clause: Clause | None = None
    verified: bool = True


class PauseRule(Dated):
    """That a clock may stand still while somebody is waited for; without such a rule it never does."""

    key: tuple[DeadlineKey, ...] = Field(min_length=1)
    waiting_for: Text
    instrument: InstrumentKey | None = None
    clause: Clause | None = None


class LayerRules(Strict):
    """The rules of a layer."""

    deadlines: tuple[LayerDeadline, ...] = ()
    values: tuple[LayerValue, ...] = ()
    pauses: tuple[PauseRule, ...] = ()

    def deadline(self, key: DeadlineKey, day: dt.date) -> LayerDeadline | None:
        """Return the deadline that the layer sets for `key` on a day."""
        return next((rule for rule in self.deadlines if key in rule.key and rule.holds_on(day)), None)

    def value(self, parameter: str, day: dt.date) -> LayerValue | None:
        """Return the value that the layer sets for a parameter (`group.key`) on a day."""
        return next(
            (rule for rule in self.values if rule.parameter == parameter and rule.holds_on(day)), None
        )


class ImmediateTarget(Dated):
    """The platform's target for *at once*, in minutes from the starting event."""

    minutes: int = Field(ge=1, le=1440)
    key: DeadlineKey | None = None


class PlatformRole(Strict):
    """A role of a portal whose own regulation names none."""

    key: Key
    label: Text
    kind: RoleKind
    permissions: tuple[Permission, ...]


class Platform(LayerRules):
    """The platform's own defaults."""

    effective_from: FullDate
    immediate_targets: tuple[ImmediateTarget, ...]
    roles: tuple[PlatformRole, ...]

    def immediate_minutes(self, key: DeadlineKey, day: dt.date) -> int:
        """Return the target for *at once* in minutes: the key's own where it has one."""
        held = [target for target in self.immediate_targets if target.holds_on(day)]
        own = [target for target in held if target.key is key]
        return (own or [target for target in held if target.key is None] or list(self.immediate_targets))[
            -1
        ].minutes


class Rulebook(LayerRules, Dated):
    """A province's rules for its communes' portals; `text_supplied` is False while only the reference is
    known."""

    province: Annotated[str, Field(pattern=r"^\d{2}$")]
    instrument: InstrumentKey | None = None
    title: Text | None = None
    text_supplied: bool

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.title or (instruments()[self.instrument].title if self.instrument else "")


class _Rulebooks(Strict):
    rulebooks: tuple[Rulebook, ...]


def _checked(name: str, rules: LayerRules) -> None:
    problems = [
        Problem(("values", index, "value"), expected)
        for index, rule in enumerate(rules.values)
        if (expected := check_value(rule.parameter, rule.value))
    ]
    if problems:
        raise FileRefused(name, problems)


@lru_cache(maxsize=1)
def national_law() -> LayerRules:
    """Return the national layer (data/national.yaml).

    Raises:
        FileRefused: the file does not follow its model.
    """
    rules = read_data("national.yaml", LayerRules)
    _checked("national.yaml", rules)
    return rules


@lru_cache(maxsize=1)
def platform() -> Platform:
    """Return the platform's defaults (data/platform.yaml).

    Raises:
        FileRefused: the file does not follow its model.
    """
    rules = read_data("platform.yaml", Platform)
    _checked("platform.yaml", rules)
    return rules


@lru_cache(maxsize=1)
def _rulebooks() -> tuple[Rulebook, ...]:
    books = read_data("rulebooks.yaml", _Rulebooks).rulebooks
    for book in books:
        _checked("rulebooks.yaml", book)
    return books


def rulebook(province: str | None, day: dt.date, kept: tuple[Rulebook, ...] = ()) -> Rulebook | None:
    """Return the rulebook of a province (2-digit code) on a day, None where none is known.

    Args:
        kept: what the province's IT entered; it goes before the register that comes with the platform.
    """
    found = next((book for book in kept if book.holds_on(day)), None)
    if found:
        return found
    return next((book for book in _rulebooks() if book.province == province and book.holds_on(day)), None)


def pause_rule(key: DeadlineKey, layers: tuple[LayerRules | None, ...], day: dt.date) -> PauseRule | None:
    """Return the rule by which a clock of `key` may stand still on a day, None where no layer has one."""
    rules = (rule for layer in layers if layer for rule in layer.pauses)
    return next((rule for rule in rules if key in rule.key and rule.holds_on(day)), None)


def platform_roles() -> tuple[RoleEntry, ...]:
    """Return the platform's roles in the shape of a regulation's, with `*` for their clause."""
    return tuple(
        RoleEntry(key=role.key, label=role.label, clause="*", kind=role.kind, permissions=role.permissions)
        for role in platform().roles
    )

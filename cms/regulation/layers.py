"""Which layer decides: the tenant's regulation, the province's rulebook, national law, the platform.

For ceilings and floors the strictest of the first three wins, and the platform speaks only where they are
silent. For a deadline that means:
each layer computes its own due instant from its own starting event and its own version; the earliest wins;
*timely* and *continuous*
never do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cms.regulation.calendar import WorkingCalendar
from cms.regulation.clauses import clause_text
from cms.regulation.deadlines import due
from cms.regulation.events import EventDates
from cms.regulation.explanation import DeadlineAnswer, Finding, Source, ValueAnswer
from cms.regulation.layer_data import (
    LayerDeadline,
    LayerRules,
    LayerValue,
    Rulebook,
    national_law,
    platform,
    rulebook,
)
from cms.regulation.leaves import Deadline, Scalar
from cms.regulation.registers import instruments, parameters
from cms.regulation.vocabulary import DeadlineKey, Layer, StartEvent, Unit


class Version(Protocol):
    """A version of a tenant's regulation, as the layers need it."""

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""

    def deadline(self, key: str) -> Deadline | None:
        """Return its deadline of that key."""

    def scalar(self, parameter: str) -> Scalar[Any] | None:
        """Return its plain value for `group.key`."""

    def source(self, clause: str) -> Source:
        """Return the source of one of its clauses."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an answer needs beside the regulation: the calendar and the province whose rulebook binds the
    tenant."""

    calendar: WorkingCalendar
    province: str | None = None
    rulebooks: tuple[Rulebook, ...] = ()

    def rulebook(self, day: dt.date) -> Rulebook | None:
        """Return the rulebook that binds the tenant on a day."""
        return rulebook(self.province, day, self.rulebooks)


def tenant_finding(
    key: DeadlineKey,
    versions: Sequence[Version],
    dates: EventDates,
    around: Surroundings,
    *,
    asked_on: dt.date,
    targets: bool,
) -> Finding | None:
    """Return what the tenant's version in force at the starting event says; None where it is silent.

    Args:
        versions: the latest first.
        asked_on: the day that counts where the date of the starting event is missing.
        targets: whether the platform's minutes are put in for *at once*.
    """
    for version in versions:
        rule = version.deadline(key)
        begun = dates.begun(rule.start) if rule else None
        reference = begun.at if begun else dates.earliest()
        if not version.holds_on(reference.date() if reference else asked_on):
            continue
        if rule is None:
            return None
        return _finding(
            key,
            rule.unit,
            rule.amount,
            rule.start,
            version.source(rule.clause),
            dates,
            around,
            targets=targets,
        )
    return None


def _layer_finding(
    key: DeadlineKey, rule: LayerDeadline, layer: Layer, dates: EventDates, around: Surroundings
) -> Finding:
    source = layer_source(layer, rule)
    return _finding(
        key,
        rule.unit,
        rule.amount,
        rule.start,
        source,
        dates,
        around,
        targets=True,
        condition=rule.condition or "",
    )


def layer_source(layer: Layer, rule: LayerDeadline | LayerValue) -> Source:
    """Return where a layer's rule stands."""
    instrument = rule.title or (instruments()[rule.instrument].title if rule.instrument else "")
    words = clause_text(rule.clause) if rule.clause else ""
    return Source(
        layer=layer,
        instrument=instrument,
        clause=rule.clause or "",
        clause_text=words,
        verified=rule.verified,
    )


def _finding(
    key: DeadlineKey,
    unit: Unit,
    amount: int | None,
    start: StartEvent | None,
    source: Source,
    dates: EventDates,
    around: Surroundings,
    *,
    targets: bool,
    condition: str = "",
) -> Finding:
    begun = dates.begun(start)
    minutes = None
    instant, certain = None, True
    if begun and not unit.is_measured_only:
        if unit is Unit.IMMEDIATE and targets:
            minutes = platform().immediate_minutes(key, begun.at.date())
        outcome = due(unit, amount, begun.at, around.calendar, immediate_minutes=minutes)
        instant, certain = outcome.instant, outcome.certain
    return Finding(
        source=source,
        unit=unit,
        amount=amount,
        start=start,
        begun_at=begun.at if begun else None,
        due=instant,
        certain=certain,
        stands_in=begun.event if begun and begun.stands_in else None,
        target_minutes=minutes,
        condition=condition,
    )


def answer_deadline(
    key: DeadlineKey,
    versions: Sequence[Version],
    dates: EventDates,
    around: Surroundings,
    *,
    asked_on: dt.date,
    mandatory: bool | None = None,
    notes: Iterable[str] = (),
) -> DeadlineAnswer:
    """Return until when something of `key` is due, by which layer, and what was overridden.

    Args:
        versions: the tenant's versions, the latest first; empty for a portal without a regulation.
        dates: the dates of the item's starting events.
        asked_on: the day that counts where no date is known.
        mandatory: whether the access law obliges to publish the information (Luật 01/2026/QH16 Đ17.1); None
            where it is unknown, then
            such rules are applied.
        notes: further sentences for the explanation.
    """
    said = list(notes)
    findings: list[Finding] = []
    own = tenant_finding(key, versions, dates, around, asked_on=asked_on, targets=True)
    if own:
        findings.append(own)
    reference = dates.earliest()
    day = reference.date() if reference else asked_on
    book = around.rulebook(day)
    if book and not book.text_supplied:
        said.append(f"{book.name}: chưa có toàn văn nên chưa tính.")
    for layer, rules in ((Layer.PROVINCE, book), (Layer.NATIONAL, national_law())):
        rule = _rule_in_force(rules, key, dates, day)
        if rule and not (rule.only_mandatory and mandatory is False):
            findings.append(_layer_finding(key, rule, layer, dates, around))
    if not findings:
        default = _rule_in_force(platform(), key, dates, day)
        if default:
            findings.append(_layer_finding(key, default, Layer.PLATFORM, dates, around))
    return DeadlineAnswer(key=key, decided=_strictest(findings), findings=tuple(findings), notes=tuple(said))


def _rule_in_force(
    rules: LayerRules | None, key: DeadlineKey, dates: EventDates, day: dt.date
) -> LayerDeadline | None:
    """Return the rule of a layer that is in force at that rule's own starting event, or at the event that decides on its regime."""
    if rules is None:
        return None
    for rule in rules.deadlines:
        if key in rule.key:
            decides = dates.begun(rule.in_force_by or rule.start)
            if rule.holds_on(decides.at.date() if decides else day):
                return rule
    return None


def _strictest(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that is due first; where none is due, the nearest layer's, one that only lacks a
    date before one that never is."""
    timed = [finding for finding in findings if finding.due is not None]
    if timed:
        return min(timed, key=lambda finding: finding.due or dt.datetime.max)
    waiting = [finding for finding in findings if not finding.unit.is_measured_only]
    return next(iter([*waiting, *findings]), None)


def answer_value(
    parameter: str, version: Version | None, around: Surroundings, *, on: dt.date
) -> ValueAnswer:
    """Return a plain value and whose it is: the nearest layer's, for floors the strictest of the first three.

    Args:
        parameter: `group.key`.
        version: the tenant's version in force on the day, if any.
        on: the day asked about.
    """
    said: list[tuple[Any, Source, str]] = []
    leaf = version.scalar(parameter) if version else None
    if version and leaf and leaf.value is not None:
        said.append((leaf.value, version.source(leaf.clause), leaf.provenance.value))
    for layer, rules in ((Layer.PROVINCE, around.rulebook(on)), (Layer.NATIONAL, national_law())):
        rule = rules.value(parameter, on) if rules else None
        if rule:
            said.append((_plain(rule.value), layer_source(layer, rule), "stated"))
    if not said:
        default = platform().value(parameter, on)
        if default is None:
            return ValueAnswer(parameter, None, Source(layer=Layer.PLATFORM))
        return ValueAnswer(parameter, _plain(default.value), layer_source(Layer.PLATFORM, default))
    chosen = _strictest_value(parameter, said)
    others = tuple((value, source) for value, source, _ in said if source is not chosen[1])
    return ValueAnswer(parameter, chosen[0], chosen[1], chosen[2], others)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _strictest_value(parameter: str, said: Sequence[tuple[Any, Source, str]]) -> tuple[Any, Source, str]:
    group, _, key = parameter.partition(".")
    info = parameters().get((group, key))
    if info is None or info.limit != "floor":
        return said[0]
    if info.order:
        return max(said, key=lambda entry: info.order.index(str(entry[0])))
    if isinstance(said[0][0], int) and not isinstance(said[0][0], bool):
        return max(said, key=lambda entry: entry[0])
    if isinstance(said[0][0], tuple):
        return max(said, key=lambda entry: len(entry[0]))
    return said[0]

"""Answers that explain themselves: value, unit, layer, instrument, clause, and what was overridden."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from cms.regulation.registers import word
from cms.regulation.vocabulary import DeadlineKey, Layer, StartEvent, Unit

PLATFORM_CITATION = "platform default"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: layer, instrument in words, clause in the short form, and whether it is assumed to
    be in force."""

    layer: Layer
    instrument: str = ""
    clause: str = ""
    clause_text: str = ""
    assumed: bool = False
    verified: bool = True
    version: str = ""

    @property
    def citation(self) -> str:
        """Return the clause as a machine reads it: the tenant's own in the short form, law with its
        instrument."""
        if self.layer is Layer.PLATFORM:
            return PLATFORM_CITATION
        if self.layer is Layer.TENANT:
            return self.clause
        return f"{self.instrument} Đ{self.clause}" if self.clause else self.instrument

    @property
    def words(self) -> str:
        """Return the source in Vietnamese words."""
        if self.layer is Layer.PLATFORM:
            return word("layer", Layer.PLATFORM)
        place = self.clause_text or self.clause
        assumed = " (tạm coi là đang có hiệu lực)" if self.assumed else ""
        return ", ".join(part for part in (place, self.instrument) if part) + assumed


@dataclass(frozen=True, slots=True)
class Finding:
    """What one layer says about a deadline, and what follows from it."""

    source: Source
    unit: Unit
    amount: int | None
    start: StartEvent | None
    begun_at: dt.datetime | None
    due: dt.datetime | None
    certain: bool = True
    stands_in: StartEvent | None = None
    target_minutes: int | None = None
    condition: str = ""

    @property
    def misses_event(self) -> bool:
        """Whether it would set a time if only the date of its starting event were known."""
        return not self.unit.is_measured_only and self.begun_at is None

    @property
    def limit_words(self) -> str:
        """Return the limit in Vietnamese words, without its source."""
        return limit_words(self.unit, self.amount, self.start)


def limit_words(unit: Unit, amount: int | None, start: StartEvent | None) -> str:
    """Return a limit in Vietnamese words: "không quá 02 ngày làm việc từ ngày văn bản được ban hành"."""
    name = word("unit", unit.value)
    since = f" {word('start_event', start.value)}" if start else ""
    if amount is None:
        return f"{name}{since}"
    return f"không quá {amount:02d} {name}{since}"


@dataclass(frozen=True, slots=True)
class DeadlineAnswer:
    """Until when, and why. `decided` is None where no layer sets a time; then the platform's default is that nothing can be overdue."""

    key: DeadlineKey
    decided: Finding | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def due(self) -> dt.datetime | None:
        """Return the due instant in Vietnamese time; None where nothing can be overdue."""
        return self.decided.due if self.decided else None

    @property
    def unit(self) -> Unit | None:
        """Return the unit of the rule that decided."""
        return self.decided.unit if self.decided else None

    @property
    def amount(self) -> int | None:
        """Return the amount of the rule that decided, in its unit; None for units that are not counted."""
        return self.decided.amount if self.decided else None

    @property
    def layer(self) -> Layer:
        """Return whose rule decided; the platform's where all are silent."""
        return self.decided.source.layer if self.decided else Layer.PLATFORM

    @property
    def citation(self) -> str:
        """Return where the rule stands."""
        return self.decided.source.citation if self.decided else PLATFORM_CITATION

    @property
    def calendar_certain(self) -> bool:
        """Whether no undecided year was counted over."""
        return self.decided.certain if self.decided else True

    @property
    def missing_event(self) -> StartEvent | None:
        """Return the starting event whose date has to be entered before the rule sets a time."""
        return self.decided.start if self.decided and self.decided.misses_event else None

    @property
    def overridden(self) -> tuple[Finding, ...]:
        """Return what other layers say and what did not decide."""
        return tuple(finding for finding in self.findings if finding is not self.decided)

    @property
    def sentence(self) -> str:
        """Return the answer in Vietnamese words, with its source, what was overridden and what is
        uncertain."""
        if self.decided is None:
            silent = "Không quy định thời hạn; theo mặc định của nền tảng thì không tính quá hạn."
            return " ".join([silent, *self.notes])
        parts = [f"{_capital(self.decided.limit_words)} ({self.decided.source.words})."]
        if self.decided.target_minutes and self.due:
            parts.append(
                f"Mục tiêu {self.decided.target_minutes} phút là của nền tảng, không phải của Quy chế."
            )
        if self.decided.condition:
            parts.append(self.decided.condition)
        parts.extend(self._event_words())
        parts.extend(
            f"Không áp dụng: {finding.limit_words} ({finding.source.words})." for finding in self.overridden
        )
        if not self.calendar_certain:
            parts.append("Lịch nghỉ của năm tính đến chưa được quyết định; ngày này có thể thay đổi.")
        return " ".join([*parts, *self.notes])

    def _event_words(self) -> list[str]:
        decided = self.decided
        if decided is None or decided.start is None:
            return []
        if decided.misses_event:
            return [f"Chưa có mốc tính: {word('start_event', decided.start.value)}."]
        if decided.stands_in:
            return [
                f"Chưa nhập mốc {word('start_event', decided.start.value)}; "
                f"tạm tính {word('start_event', decided.stands_in.value)}."
            ]
        return []


@dataclass(frozen=True, slots=True)
class ValueAnswer:
    """A parameter's value and why: the tenant's own, or the stricter of the layers where the parameter is a
    floor. Where every layer is silent the answer is the platform's: that it sets nothing."""

    parameter: str
    value: Any
    source: Source
    provenance: str = ""
    overridden: tuple[tuple[Any, Source], ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether no layer says anything."""
        return self.value is None


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]

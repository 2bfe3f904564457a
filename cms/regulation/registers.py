"""Registers that every portal shares: categories, fields, instruments, and the words for parameters."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field as Constraint

from cms.regulation.files import read_data
from cms.regulation.leaves import FullDate, Key, Strict, Text
from cms.regulation.vocabulary import DeadlineKey, StopEvent


class Category(Strict):
    """A category (loại thông tin) and the deadline it follows."""

    key: Key
    label: Text
    deadlines: tuple[DeadlineKey, ...] = Constraint(
        min_length=1, description="The first of which the regulation speaks decides."
    )
    major: tuple[DeadlineKey, ...] = Constraint(
        default=(), description="Instead of `deadlines` for a major event."
    )
    not_own: tuple[DeadlineKey, ...] = Constraint(
        default=(), description="Instead, for a document of another body."
    )
    access_law: Annotated[str, Constraint(pattern=r"^[a-zđ]$")] | None = Constraint(
        default=None, description="The letter of Luật 01/2026/QH16 Đ17.1 it falls under."
    )
    field_law: Text | None = Constraint(
        default=None, description="Which other law may set another time, in Vietnamese."
    )
    shared_upward: bool = False

    def deadline_keys(self, *, major: bool = False, own: bool = True) -> tuple[DeadlineKey, ...]:
        """Return the deadlines to ask for, the nearest first.

        Args:
            major: the editor marked the item as a major event.
            own: the document was issued by the unit itself.
        """
        if major and self.major:
            return self.major
        if not own and self.not_own:
            return self.not_own
        return self.deadlines


class FieldOfWork(Strict):
    """A field (lĩnh vực), which decides the reviewer."""

    key: Key
    label: Text


class Instrument(Strict):
    """A law, decree, circular or decision: its status and what it is read as today."""

    key: Key
    title: Text
    status: Literal["in_force", "superseded", "expired", "unclear", "not_checked", "tenant_document"]
    in_force_from: FullDate | None = None
    not_in_force_from: FullDate | None = None
    successors: tuple[Key, ...] = ()
    checked: Literal["read", "secondary", "general_knowledge", "not_checked"]
    note: Text | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it was in force on `day`, as far as the register knows."""
        text = day.isoformat()
        begun = self.in_force_from is None or self.in_force_from <= text
        return begun and (self.not_in_force_from is None or text < self.not_in_force_from)


class ParameterInfo(Strict):
    """A parameter in words, and how it is shown."""

    key: Key
    label: Text
    help: Text
    show: Literal[
        "text",
        "texts",
        "choice",
        "choices",
        "flag",
        "number",
        "month",
        "date",
        "url",
        "host",
        "language",
        "deadline",
        "roles",
        "rules",
        "categories",
        "entries",
        "reports",
    ]
    labels: Key | None = None
    suffix: Text | None = None
    public: bool = True
    limit: Literal["ceiling", "floor"] | None = None
    order: tuple[str, ...] = ()


class GroupInfo(Strict):
    """A group of parameters in words."""

    key: Key
    title: Text
    help: Text
    parameters: tuple[ParameterInfo, ...]


class _Categories(Strict):
    categories: tuple[Category, ...]


class _Fields(Strict):
    fields: tuple[FieldOfWork, ...]


class _Instruments(Strict):
    checked_on: FullDate
    instruments: tuple[Instrument, ...]


class _Stop(Strict):
    when: StopEvent
    key: tuple[DeadlineKey, ...] = Constraint(min_length=1)


class _Stops(Strict):
    stops: tuple[_Stop, ...]


class _Words(Strict):
    groups: tuple[GroupInfo, ...]
    labels: dict[str, dict[str, Text]]


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """Return every category by key, in the order in which they are offered."""
    return {entry.key: entry for entry in read_data("categories.yaml", _Categories).categories}


@lru_cache(maxsize=1)
def fields() -> dict[str, FieldOfWork]:
    """Return every field by key, in the order in which they are offered."""
    return {entry.key: entry for entry in read_data("fields.yaml", _Fields).fields}


@lru_cache(maxsize=1)
def instruments() -> dict[str, Instrument]:
    """Return every instrument of the register by key."""
    return {entry.key: entry for entry in read_data("instruments.yaml", _Instruments).instruments}


@lru_cache(maxsize=1)
def stops() -> dict[DeadlineKey, StopEvent]:
    """Return what ends each deadline (data/stops.yaml)."""
    return {key: entry.when for entry in read_data("stops.yaml", _Stops).stops for key in entry.key}


def stopped_by(*events: StopEvent) -> tuple[DeadlineKey, ...]:
    """Return the deadlines that these acts end."""
    return tuple(key for key, event in stops().items() if event in events)


@lru_cache(maxsize=1)
def _words() -> _Words:
    return read_data("parameters.yaml", _Words)


def groups() -> tuple[GroupInfo, ...]:
    """Return the groups of parameters with their words, in the order in which they are shown."""
    return _words().groups


@lru_cache(maxsize=1)
def parameters() -> dict[tuple[str, str], ParameterInfo]:
    """Return the words for every parameter by (group, key)."""
    return {(group.key, info.key): info for group in groups() for info in group.parameters}


def word(labels: str, key: object) -> str:
    """Return the Vietnamese word for a key of a closed list, e.g. `word("unit", "working_day")`; the key
    itself if it has none."""
    text = str(key).lower() if isinstance(key, bool) else str(key)
    return _words().labels.get(labels, {}).get(text, text)


def has_word(labels: str, key: str) -> bool:
    """Whether a closed list has a word for a key."""
    return key in _words().labels.get(labels, {})


def deadline_label(key: str) -> str:
    """Return the Vietnamese name of a deadline, the key itself where there is none."""
    info = parameters().get(("deadlines", key))
    return info.label if info else key


def category(key: str) -> Category:
    """Return one category.

    Raises:
        KeyError: the register has none of that key.
    """
    return categories()[key]


def category_choices() -> list[tuple[str, str]]:
    """Return (key, Vietnamese label) of every category, for a form."""
    return [(entry.key, entry.label) for entry in categories().values()]


def category_label(key: str) -> str:
    """Return the Vietnamese label of a category, the key itself where the register does not know it."""
    entry = categories().get(key)
    return entry.label if entry else key


def field_choices() -> list[tuple[str, str]]:
    """Return (key, Vietnamese label) of every field, for a form."""
    return [(entry.key, entry.label) for entry in fields().values()]


def field_label(key: str) -> str:
    """Return the Vietnamese label of a field, the key itself where the register does not know it."""
    entry = fields().get(key)
    return entry.label if entry else key


def instrument_as_read(key: str, on: dt.date) -> list[Instrument]:
    """Return what an instrument is read as on a day: itself while it holds, afterwards its successors that
    hold then.

    Source: Quy chế xã Thống Nhất 16.1; platform default elsewhere. An empty list means that the register
        knows no successor in force.
    """
    found: list[Instrument] = []
    seen: set[str] = set()
    queue = [key]
    while queue:
        name = queue.pop(0)
        entry = instruments().get(name)
        if entry is None or name in seen:
            continue
        seen.add(name)
        if entry.holds_on(on) and (entry.not_in_force_from or entry.status not in {"superseded", "expired"}):
            found.append(entry)
        else:
            queue.extend(entry.successors)
    return found


def label_choices(labels: str) -> list[tuple[str, str]]:
    """Return (key, Vietnamese word) of a closed list, for a form; an empty list where there is none."""
    return list(_words().labels.get(labels, {}).items())

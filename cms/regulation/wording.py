"""A regulation's values in Vietnamese words, parameter by parameter, from data/parameters.yaml: no code per
parameter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.regulation.clauses import clause_text
from cms.regulation.explanation import limit_words
from cms.regulation.leaves import Deadline, Entry, EntryList, Scalar
from cms.regulation.registers import (
    ParameterInfo,
    category_label,
    instrument_as_read,
    instruments,
    parameters,
    word,
)
from cms.regulation.schema import Leaf, RegulationFile
from cms.regulation.schema_editorial import ApprovalRule, CategoryEntry, Prohibition
from cms.regulation.schema_identity import LegalBasis, RoleEntry
from cms.regulation.schema_service import ReportEntry
from cms.regulation.vocabulary import Provenance


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a regulation says: its label, the value in words and raw, how it is known, and where it
    stands."""

    group: str
    key: str
    label: str
    value: str
    raw: Any
    provenance: str
    clause: str
    clause_text: str


def statements(file: RegulationFile, *, on: dt.date) -> Iterator[Statement]:
    """Yield everything a regulation says, in the order of the model; each entry of a list is a statement of
    its own.

    Args:
        on: the day for which cited instruments are read.
    """
    for group, key, leaf in file.parameters.leaves():
        yield from leaf_statements(file, group, key, leaf, on=on)


def leaf_statements(
    file: RegulationFile, group: str, key: str, leaf: Leaf, *, on: dt.date
) -> Iterator[Statement]:
    """Yield what one parameter says."""
    info = parameters()[group, key]
    numbering = file.numbering.as_numbering()
    if isinstance(leaf, EntryList):
        for entry in leaf.items:
            label, value = entry_words(info, entry, on)
            yield Statement(
                group,
                f"{key}.{entry.key}",
                label,
                value,
                entry.model_dump(mode="json", exclude_defaults=True),
                entry.provenance.value,
                entry.clause,
                clause_text(entry.clause, numbering),
            )
        return
    raw = leaf.model_dump(
        mode="json", exclude_defaults=True, exclude={"provenance", "clause", "also", "note"}
    )
    yield Statement(
        group,
        key,
        info.label,
        leaf_words(file, info, leaf),
        raw if isinstance(leaf, Deadline) else raw.get("value"),
        leaf.provenance.value,
        leaf.clause,
        clause_text(leaf.clause, numbering),
    )


def leaf_words(file: RegulationFile, info: ParameterInfo, leaf: Any) -> str:
    """Return a plain value or a deadline in words."""
    if isinstance(leaf, Deadline):
        limit = limit_words(leaf.unit, leaf.amount, leaf.start)
        more = [
            part for part in (leaf.schedule, f"báo {leaf.escalate_to}" if leaf.escalate_to else None) if part
        ]
        return _capital("; ".join([limit, *more]))
    if isinstance(leaf, Scalar) and leaf.provenance is Provenance.BLANK:
        return _capital(word("provenance", Provenance.BLANK.value))
    return _capital(value_words(info, leaf.value, role_names(file)))


def value_words(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    """Return a plain value in words, as the parameter is shown.

    Args:
        roles: the names of the portal's roles by key.
    """
    return _SHOWN.get(info.show, _text)(info, value, roles)


def _text(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return str(value)


def _texts(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return "; ".join(str(part) for part in value)


def _choice(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    key = str(value)
    return roles.get(key) or word("role", key) if info.labels == "role" else word(info.labels or "", key)


def _choices(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return ", ".join(_choice(info, part, roles) for part in value)


def _flag(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return word("flag", value)


def _number(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return f"{value} {info.suffix}" if info.suffix else str(value)


def _month(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    return f"tháng {value}"


def _date(info: ParameterInfo, value: Any, roles: dict[str, str]) -> str:
    text = str(value)
    if not text[:4].isdigit():
        return word(info.labels or "", text)
    return date_words(text)


_SHOWN: dict[str, Callable[[ParameterInfo, Any, dict[str, str]], str]] = {
    "texts": _texts,
    "choice": _choice,
    "language": _choice,
    "choices": _choices,
    "flag": _flag,
    "number": _number,
    "month": _month,
    "date": _date,
}


def date_words(text: str) -> str:
    """Return a full or partial date (`2024-05-27`, `2024-05`, `2024`) as Vietnamese officials write it."""
    parts = text.split("-")
    if len(parts) == 3:
        return f"{parts[2]}/{parts[1]}/{parts[0]}"
    if len(parts) == 2:
        return f"tháng {int(parts[1])} năm {parts[0]} (bản in để trống ngày)"
    return f"năm {parts[0]} (bản in để trống ngày, tháng)"


def entry_words(info: ParameterInfo, entry: Entry, on: dt.date) -> tuple[str, str]:
    """Return (label, value) of one entry of a list."""
    if isinstance(entry, RoleEntry):
        tasks = "; ".join(word("permission", task) for task in entry.permissions)
        return _capital(entry.label), _capital(tasks) if tasks else "Quy chế không nêu nhiệm vụ"
    if isinstance(entry, ApprovalRule):
        return _capital(entry.label), _capital(f"{word('stage', entry.stage)}: {entry.approver_label}")
    if isinstance(entry, CategoryEntry):
        return category_label(entry.key), _capital(entry.label)
    if isinstance(entry, ReportEntry):
        cadence = ", ".join(word("cadence", one) for one in entry.cadence)
        addressee = f" gửi {', '.join(entry.to)}" if entry.to else ", Quy chế không nêu nơi nhận"
        return _capital(entry.label), _capital(f"{cadence}: {entry.by}{addressee}")
    if isinstance(entry, Prohibition):
        return f"{info.label} ({word('prohibition_kind', entry.kind)})", _capital(entry.label)
    if isinstance(entry, LegalBasis):
        return info.label, entry.label + _read_as(entry.key, on)
    return info.label, _capital(entry.label)


def _read_as(key: str, on: dt.date) -> str:
    """Return what a cited instrument is read as today, where that is another one."""
    known = instruments().get(key)
    if known is None or known.status not in {"superseded", "expired"}:
        return ""
    today = [entry.title for entry in instrument_as_read(key, on) if entry.key != key]
    return f" (nay đọc theo {'; '.join(today)})" if today else ""


def role_names(file: RegulationFile) -> dict[str, str]:
    """Return the names of the regulation's roles by key."""
    items = file.parameters.roles.items
    return {role.key: role.label for role in items.items} if items else {}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

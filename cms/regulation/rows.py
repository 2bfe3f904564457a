"""Between a regulation file and rows: each parameter is a row, and the rows give the same file back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cms.regulation.models import Parameter, RegulationVersion
from cms.regulation.parameter_types import is_deadline, is_list
from cms.regulation.schema import RegulationFile

_CITATION = ("provenance", "clause", "also", "note")


def rows_of(file: RegulationFile, version: RegulationVersion) -> list[Parameter]:
    """Return the rows of every parameter that a file sets, not saved yet."""
    return [
        row_of(version, group, key, leaf.model_dump(mode="json", exclude_defaults=True))
        for group, key, leaf in file.parameters.leaves()
    ]


def row_of(version: RegulationVersion, group: str, key: str, leaf: dict[str, Any]) -> Parameter:
    """Return the row of one parameter as the model writes it, not saved yet."""
    row = Parameter(version=version, group=group, key=key, provenance=leaf["provenance"])
    if is_list(group, key):
        row.value = leaf["items"]
        return row
    row.clause, row.also, row.note = leaf["clause"], leaf.get("also", []), leaf.get("note", "")
    if is_deadline(group, key):
        row.unit = leaf["unit"]
        row.value = {name: part for name, part in leaf.items() if name not in {*_CITATION, "unit"}}
    else:
        row.value = leaf.get("value")
    return row


def file_of(version: RegulationVersion, rows: Iterable[Parameter]) -> RegulationFile:
    """Return the typed file that a version's rows hold.

    Raises:
        pydantic.ValidationError: the rows were changed by hand into something that is no regulation.
    """
    parameters: dict[str, dict[str, Any]] = {}
    for row in rows:
        parameters.setdefault(row.group, {})[row.key] = _leaf(row)
    data = {
        "schema_version": version.schema_version,
        "unit": {"code": version.unit_code},
        "version": _dates(version),
        "numbering": version.numbering,
        "parameters": parameters,
    }
    return RegulationFile.model_validate_json(json.dumps(data, ensure_ascii=False))


def _leaf(row: Parameter) -> dict[str, Any]:
    if is_list(row.group, row.key):
        return {"provenance": row.provenance, "items": row.value}
    leaf: dict[str, Any] = {"provenance": row.provenance, "clause": row.clause, "also": row.also}
    if row.note:
        leaf["note"] = row.note
    if is_deadline(row.group, row.key):
        return {**leaf, "unit": row.unit, **(row.value or {})}
    return leaf if row.value is None else {**leaf, "value": row.value}


def _dates(version: RegulationVersion) -> dict[str, str]:
    dates: dict[str, str] = {}
    if version.assumed:
        dates |= {
            "earliest_possible": version.effective_from.isoformat(),
            "earliest_because": version.assumed_reason,
        }
    if version.effective_to and version.ended_reason:
        dates |= {"ends_on": version.effective_to.isoformat(), "ends_because": version.ended_reason}
    if version.older_than_unit:
        dates["older_than_unit"] = version.older_than_unit.isoformat()
    return dates

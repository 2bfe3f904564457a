"""The regulation as its public page shows it, in the shape of `/api/v1/regulation/`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cms.regulation import queries
from cms.regulation.models import RegulationVersion
from cms.regulation.registers import groups, parameters
from cms.regulation.regulation import Regulation
from cms.regulation.wording import Statement, date_words, statements
from tenants.calendar_day import today


def public_view(on: dt.date | None = None) -> dict[str, Any] | None:
    """Return the current tenant's regulation of a day (today, unless given) for citizens; None where there
    never was one.

    After the last version has ended, as in an archive, the last one is shown with its end.

    Raises:
        NoTenant: no tenant is set.
    """
    day = on or today()
    regulation = queries.latest(day)
    if regulation.file is None or regulation.facts is None:
        return None
    rows = list(RegulationVersion.objects.counting())
    shown = next(row for row in rows if str(row.pk) == regulation.facts.id)
    return {
        **_version(shown),
        "issuing_body": shown.issuing_body,
        "signatory": shown.signatory,
        "notice": notice(regulation, shown, day) or None,
        "versions": [{**_version(row), "current": row.pk == shown.pk} for row in rows],
        "groups": _groups(regulation, day),
    }


def _version(row: RegulationVersion) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "title": row.title,
        "number": row.number or None,
        "issued_on": row.issued_on_partial or None,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "assumed": row.assumed,
    }


def notice(regulation: Regulation, row: RegulationVersion, day: dt.date) -> str:
    """Return what readers have to know of a version in Vietnamese: that it is assumed, older than the unit,
    or ended."""
    unit = regulation.identity().unit_name or "đơn vị"
    said = []
    if row.assumed:
        since = date_words(row.effective_from.isoformat())
        said.append(
            f"Bản chụp Quy chế thiếu số hoặc ngày ban hành; tạm coi là có hiệu lực từ {since}. "
            f"{row.assumed_reason}"
        )
    if row.older_than_unit and row.older_than_unit <= day:
        merged = date_words(row.older_than_unit.isoformat())
        said.append(
            f"Quy chế này ban hành năm {row.effective_from.year}, trước khi {unit} được sắp xếp lại "
            f"từ {merged}; tên cơ quan, địa chỉ và cấp trên trong Quy chế có thể không còn đúng."
        )
    if row.effective_to and row.effective_to < day:
        ended = date_words(row.effective_to.isoformat())
        said.append(f"Quy chế này hết hiệu lực sau ngày {ended}. {row.ended_reason}".strip())
    return " ".join(said)


def _groups(regulation: Regulation, day: dt.date) -> list[dict[str, Any]]:
    if regulation.file is None:
        return []
    by_group: dict[str, list[dict[str, Any]]] = {}
    for said in statements(regulation.file, on=day):
        if parameters()[said.group, said.key.partition(".")[0]].public:
            by_group.setdefault(said.group, []).append(_shape(said))
    return [
        {"key": group.key, "title": group.title, "parameters": by_group[group.key]}
        for group in groups()
        if group.key in by_group
    ]


def _shape(said: Statement) -> dict[str, Any]:
    return {
        "key": said.key,
        "label": said.label,
        "value": said.value,
        "raw": said.raw,
        "provenance": said.provenance,
        "clause": said.clause,
        "clause_text": said.clause_text,
    }

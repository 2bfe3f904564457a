"""What a portal gives to be taken along (Nghị định 47/2020/NĐ-CP): `/du-lieu-mo/van-ban.csv` and `.json`, all public legal documents, and
`/du-lieu-mo/thoi-han.csv` and `.json`, how its deadlines are kept, `/du-lieu-mo/hoi-dap.csv` and `.json` and those of the other desks, how
it answers, month by month.

The whole list in one file, read in the order of the store and sent as it is read: the memory of a process is not filled by it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from cms.clocks.listing import as_csv
from cms.engagement.kinds import KindOfCase
from cms.inbox.models import Figures
from cms.province.models import Timeliness
from cms.regulation.registers import category_label, deadline_label
from sites.api import vocabulary as words
from sites.api.output import voice_of
from sites.api.parameters import Parameters
from sites.api.read import open_to_all, read_only
from sites.api.scopes import READER, tenant_of
from sites.releases.enums import ReleaseType
from sites.releases.fields import canonical_json
from sites.releases.models import Release

PARAMETERS = Parameters(words.LANGUAGE)
COLUMNS = (
    "id", "number", "kind", "kind_label", "abstract", "issuing_body", "signatory", "issued_on", "effective_on",
    "expires_on", "status", "status_label", "field", "field_label", "url", "files", "published_at", "updated_at",
)  # fmt: skip
"""The columns of the CSV, and the members of the JSON; a new one is added at the end and none changes its meaning."""

DEADLINE_COLUMNS = (
    "month", "category", "category_label", "deadline", "deadline_label", "layer", "clause",
    "met", "met_late", "overdue", "soon", "on_time", "untimed",
)  # fmt: skip
"""Counts of deadlines that fell due in a month, of one category, by one clause. The same promise as for `COLUMNS`."""

DESK_COLUMNS = (
    "month", "received", "answered", "in_time", "overdue", "refused", "median_days", "median_days_without_waiting",
)  # fmt: skip
"""How what a desk received in a month was answered. The same promise as for `COLUMNS`."""


@read_only
def desk_csv(request: HttpRequest, desk: KindOfCase) -> HttpResponse:
    """How a desk answers, as CSV."""
    return _csv(DESK_COLUMNS, _months(request, desk), f"{desk.slug}.csv")


@read_only
def desk_json(request: HttpRequest, desk: KindOfCase) -> HttpResponse:
    """How a desk answers, as JSON."""
    return _json(DESK_COLUMNS, _months(request, desk), desk.envelope.desk, f"{desk.slug}.json")


@read_only
def documents_csv(request: HttpRequest) -> HttpResponse:
    """The legal documents as CSV (RFC 4180), UTF-8."""
    return _csv(COLUMNS, _documents(request), "van-ban.csv")


@read_only
def documents_json(request: HttpRequest) -> HttpResponse:
    """The legal documents as JSON."""
    return _json(COLUMNS, _documents(request), "documents", "van-ban.json")


@read_only
def deadlines_csv(request: HttpRequest) -> HttpResponse:
    """How deadlines are kept, as CSV."""
    return _csv(DEADLINE_COLUMNS, _deadlines(request), "thoi-han.csv")


@read_only
def deadlines_json(request: HttpRequest) -> HttpResponse:
    """How deadlines are kept, as JSON."""
    return _json(DEADLINE_COLUMNS, _deadlines(request), "deadlines", "thoi-han.json")


def _documents(request: HttpRequest) -> Iterator[dict[str, Any]]:
    tenant = tenant_of(request)
    values = PARAMETERS.read(request.GET)
    origin = voice_of(tenant.pk).origin
    language = values["language"] or settings.LANGUAGE_CODE
    rows = Release.objects.using(READER).of(tenant.pk).public()
    rows = rows.filter(type=ReleaseType.DOCUMENT, language=language)
    ordered = rows.order_by("-issued_on", "-id").values_list("path", "full")
    found: Iterable[tuple[str, Any]] = ordered.iterator(chunk_size=200)
    return (_record(full, origin, path) for path, full in found)


def _record(item: dict[str, Any], origin: str, path: str) -> dict[str, Any]:
    document, field = item["document"], item["field"] or {"key": "", "label": ""}
    return {
        "id": item["id"],
        "number": document["number"],
        "kind": document["kind"]["key"],
        "kind_label": document["kind"]["label"],
        **{name: document[name] for name in ("abstract", "issuing_body", "signatory")},
        **{name: document[name] for name in ("issued_on", "effective_on", "expires_on")},
        "status": document["status"]["key"],
        "status_label": document["status"]["label"],
        "field": field["key"],
        "field_label": field["label"],
        "url": origin + path,
        "files": [origin + file["href"] for file in item["files"]],
        **{name: item[name] for name in ("published_at", "updated_at")},
    }


def _deadlines(request: HttpRequest) -> Iterator[dict[str, Any]]:
    tenant = tenant_of(request)
    Parameters().read(request.GET)
    counted = (
        Timeliness.objects.using(READER).filter(tenant=tenant).order_by("-month", "category", "key", "clause")
    )
    return map(_count, counted.iterator(chunk_size=200))


def _months(request: HttpRequest, desk: KindOfCase) -> Iterator[dict[str, Any]]:
    tenant = tenant_of(request)
    Parameters().read(request.GET)
    rows = Figures.objects.using(READER).filter(tenant=tenant, kind=desk.envelope)
    return map(_answered, rows.iterator(chunk_size=200))


def _answered(row: Figures) -> dict[str, Any]:
    medians = {name: getattr(row, name) for name in DESK_COLUMNS[6:]}
    return {
        "month": f"{row.month:%Y-%m}",
        **{name: getattr(row, name) for name in DESK_COLUMNS[1:6]},
        **{name: None if value is None else float(value) for name, value in medians.items()},
    }


def _count(row: Timeliness) -> dict[str, Any]:
    return {
        "month": f"{row.month:%Y-%m}",
        "category": row.category,
        "category_label": category_label(row.category),
        "deadline": row.key,
        "deadline_label": deadline_label(row.key),
        **{name: getattr(row, name) for name in ("layer", "clause", *DEADLINE_COLUMNS[7:])},
    }


def _csv(columns: tuple[str, ...], records: Iterator[dict[str, Any]], name: str) -> HttpResponse:
    rows = ([_cell(record[column]) for column in columns] for record in records)
    return _download(as_csv(columns, rows), "text/csv; charset=utf-8", name)


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else "" if value is None else value


def _json(
    columns: tuple[str, ...], records: Iterator[dict[str, Any]], member: str, name: str
) -> HttpResponse:
    return _download(_members(columns, records, member), "application/json", name)


def _members(columns: tuple[str, ...], records: Iterator[dict[str, Any]], member: str) -> Iterator[str]:
    yield f'{{"columns":{json.dumps(columns)},"{member}":['
    for number, record in enumerate(records):
        yield ("," if number else "") + canonical_json(record)
    yield "]}"


def _download(parts: Iterator[str], content_type: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return open_to_all(response)  # type: ignore[arg-type]

"""`/du-lieu-mo/van-ban.csv` and `.json`: all public legal documents of a portal, to be taken along (Nghị định 47/2020/NĐ-CP).

The whole list in one file, read in the order of the store and sent as it is read: the memory of a process is not filled by it.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

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

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads the letters of Vietnamese as those of another alphabet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@read_only
def documents_csv(request: HttpRequest) -> HttpResponse:
    """The legal documents as CSV (RFC 4180), UTF-8."""
    return _download(_lines(_documents(request)), "text/csv; charset=utf-8", "van-ban.csv")


@read_only
def documents_json(request: HttpRequest) -> HttpResponse:
    """The legal documents as JSON."""
    return _download(_members(_documents(request)), "application/json", "van-ban.json")


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


def _lines(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n"
    for record in records:
        line = io.StringIO()
        csv.writer(line).writerow([_cell(record[name]) for name in COLUMNS])
        yield line.getvalue()


def _cell(value: Any) -> str:
    """A value for a table; what a spreadsheet would take for a formula is marked as text (CWE-1236)."""
    text = " ".join(value) if isinstance(value, list) else str(value if value is not None else "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _members(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield '{"columns":' + json.dumps(COLUMNS) + ',"documents":['
    for number, record in enumerate(records):
        yield ("," if number else "") + canonical_json(record)
    yield "]}"


def _download(parts: Iterator[str], content_type: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return open_to_all(response)  # type: ignore[arg-type]

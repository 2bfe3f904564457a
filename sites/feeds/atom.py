"""`/feed.atom`: what was released last, as Atom (RFC 4287)."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sites.api import vocabulary as words
from sites.api.output import voice_of
from sites.api.parameters import Parameters
from sites.api.portals import part
from sites.api.read import Answer, read_only, respond
from sites.api.scopes import READER, scope_of, tenant_of
from sites.releases.builder import instant
from sites.releases.enums import ReleaseType
from sites.releases.listing import Filters, Row, newest

ENTRIES = 50
TYPES = (ReleaseType.ARTICLE.value, ReleaseType.DOCUMENT.value)
PARAMETERS = Parameters(words.CATEGORY, words.FIELD, words.SECTION, words.SCOPE)


@read_only
def atom(request: HttpRequest) -> HttpResponse:
    """The newest articles and documents; by category, field or section where asked; a province's also with its communes'."""
    tenant = tenant_of(request)
    values = PARAMETERS.read(request.GET)
    scope = scope_of(tenant, values["scope"])
    filters = Filters(
        types=TYPES,
        categories=values["category"],
        fields=values["field"],
        section=values["section"],
        language=settings.LANGUAGE_CODE,
    )
    rows = newest(scope.own, scope.sharing, filters, ENTRIES, using=READER)
    title = str((part(tenant, ReleaseType.PORTAL) or {}).get("name") or tenant.identity().name)
    query = urlencode({name: value for name, value in request.GET.items() if value})
    address = voice_of(tenant.pk).origin + request.path + (f"?{query}" if query else "")
    body = _feed(f"urn:uuid:{tenant.pk}", title, address, voice_of(tenant.pk).origin, rows)
    return respond(request, Answer(body.encode(), content_type="application/atom+xml; charset=utf-8"))


def _feed(key: str, title: str, address: str, origin: str, rows: list[Row]) -> str:
    summaries = [json.loads(row.summary) for row in rows]
    updated = max(
        (summary["updated_at"] for summary in summaries),
        default=instant(datetime.fromtimestamp(0).astimezone()),
    )
    entries = [_entry(row, summary) for row, summary in zip(rows, summaries, strict=True)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{settings.LANGUAGE_CODE}">',
            f"<id>{key}</id>",
            f"<title>{xml_text(title)}</title>",
            f"<updated>{updated}</updated>",
            f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(origin + "/")}/>',
            *entries,
            "</feed>",
            "",
        ]
    )


def _entry(row: Row, summary: dict[str, Any]) -> str:
    voice = voice_of(row.tenant_id)
    terms = [term for term in (summary["category"], summary["field"]) if term]
    categories = [f"<category term={quoteattr(t['key'])} label={quoteattr(t['label'])}/>" for t in terms]
    return "\n".join(
        [
            "<entry>",
            f"<id>urn:uuid:{summary['id']}</id>",
            f"<title>{xml_text(summary['title'])}</title>",
            f'<link rel="alternate" type="text/html" href={quoteattr(voice.origin + row.path)}/>',
            f"<published>{summary['published_at']}</published>",
            f"<updated>{summary['updated_at']}</updated>",
            f"<author><name>{xml_text(voice.name)}</name></author>",
            *categories,
            f"<summary>{xml_text(summary['summary'] or summary['title'])}</summary>",
            "</entry>",
        ]
    )


def xml_text(text: str) -> str:
    """A text for XML 1.0, which has no place for most control characters (section 2.2)."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))

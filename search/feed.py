"""`/api/v1/search/feed.atom`: a search to subscribe to, as Atom (RFC 4287), its newest results first."""

from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from search.engines.interface import EngineUnavailableError, Sort
from search.parameters import FEED
from search.results import search
from sites.api.problems import unavailable
from sites.api.read import Answer, read_only, respond
from sites.api.scopes import scope_of, tenant_of
from sites.feeds.atom import xml_text
from tenants.origins import public_origin

ENTRIES = 50
_NEVER = "1970-01-01T00:00:00Z"


@read_only
def atom(request: HttpRequest) -> HttpResponse:
    """The newest items that a search finds; takes the parameters of the search but those of its pages."""
    tenant = tenant_of(request)
    values = FEED.read(request.GET)
    scope = scope_of(tenant, values["scope"], values["commune"])
    try:
        found = search(
            tenant, scope, {**values, "sort": Sort.NEWEST.value, "page_size": ENTRIES}, 0, counted=False
        )
    except EngineUnavailableError as error:
        raise unavailable() from error
    origin = public_origin(tenant)
    query = urlencode({name: value for name, value in request.GET.items() if value})
    address = f"{origin}{request.path}?{query}"
    title = _("Search: %(query)s") % {"query": found.query} if found.query else _("Search")
    body = _feed(title, address, f"{origin}/tim-kiem/?{query}", found.items)
    answer = Answer(body.encode(), content_type="application/atom+xml; charset=utf-8")
    return respond(request, answer)


def _feed(title: str, address: str, page: str, items: list[dict[str, Any]]) -> str:
    updated = max((item["updated_at"] for item in items), default=_NEVER)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{settings.LANGUAGE_CODE}">',
            f"<id>{xml_text(address)}</id>",
            f"<title>{xml_text(title)}</title>",
            f"<updated>{updated}</updated>",
            f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>',
            *map(_entry, items),
            "</feed>",
            "",
        ]
    )


def _entry(item: dict[str, Any]) -> str:
    return "\n".join(
        [
            "<entry>",
            f"<id>urn:uuid:{item['id']}</id>",
            f"<title>{xml_text(item['title'])}</title>",
            f'<link rel="alternate" type="text/html" href={quoteattr(item["url"])}/>',
            f"<published>{item['published_at']}</published>",
            f"<updated>{item['updated_at']}</updated>",
            f"<author><name>{xml_text(item['source']['name'])}</name></author>",
            f"<summary>{xml_text(item['summary'] or item['title'])}</summary>",
            "</entry>",
        ]
    )

"""What the feeds of every format tell: the newest articles and documents of a portal, narrowed as asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from sites.api import vocabulary as words
from sites.api.output import Voice, voice_of
from sites.api.parameters import Parameters
from sites.api.portals import part
from sites.api.scopes import READER, scope_of, tenant_of
from sites.releases.enums import ReleaseType
from sites.releases.listing import Filters, newest
from sites.releases.moments import instant

ENTRIES = 50
TYPES = (ReleaseType.ARTICLE.value, ReleaseType.DOCUMENT.value)
PARAMETERS = Parameters(
    words.CATEGORY, words.FIELD, words.SECTION, words.SCOPE, words.COMMUNE, words.LANGUAGE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed: its summary, where it is, and the portal it is of."""

    summary: Mapping[str, Any]
    address: str
    voice: Voice

    @property
    def text(self) -> str:
        """What it is about; its title where nothing more is said."""
        return str(self.summary["summary"] or self.summary["title"])

    @property
    def terms(self) -> list[Mapping[str, str]]:
        """Its category and field."""
        return [term for term in (self.summary["category"], self.summary["field"]) if term]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, whatever its format.

    Attributes:
        key: its permanent identifier.
        address: its own.
        origin: of the portal.
        updated: when an entry last changed (RFC 3339); the beginning of time for an empty feed.
    """

    key: str
    title: str
    language: str
    address: str
    origin: str
    updated: str
    entries: list[Entry]


def feed_of(request: HttpRequest) -> Feed:
    """The feed that is asked for.

    Raises:
        Problem: a parameter is not allowed, or there is no portal.
    """
    tenant = tenant_of(request)
    values = PARAMETERS.read(request.GET)
    scope = scope_of(tenant, values["scope"], values["commune"])
    language = values["language"] or settings.LANGUAGE_CODE
    filters = Filters(
        types=TYPES,
        categories=values["category"],
        fields=values["field"],
        section=values["section"],
        language=language,
    )
    entries = []
    for row in newest(scope.own, scope.sharing, filters, ENTRIES, using=READER):
        voice = voice_of(row.tenant_id)
        entries.append(Entry(json.loads(row.summary), voice.origin + row.path, voice))
    never = instant(datetime.fromtimestamp(0).astimezone()) or ""
    origin = voice_of(tenant.pk).origin
    query = urlencode({name: value for name, value in request.GET.items() if value})
    return Feed(
        key=f"urn:uuid:{tenant.pk}",
        title=str((part(tenant, ReleaseType.PORTAL) or {}).get("name") or tenant.identity().name),
        language=language,
        address=origin + request.path + (f"?{query}" if query else ""),
        origin=origin,
        updated=max((entry.summary["updated_at"] for entry in entries), default=never),
        entries=entries,
    )

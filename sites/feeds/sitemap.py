"""`/sitemap.xml` (sitemaps.org 0.9): every public page, an index of parts where there are more than a file may hold."""

from datetime import datetime
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sites.api import parameters as forms
from sites.api.output import voice_of
from sites.api.parameters import Parameters
from sites.api.problems import not_found
from sites.api.read import Answer, read_only, respond
from sites.api.scopes import READER, tenant_of
from sites.releases.models import Release
from sites.releases.moments import instant

MOST_ADDRESSES = 50_000
"""In one file, by the protocol."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PARAMETERS = Parameters(forms.whole_number("part", 1, 10_000, "Part of a map too large for one file."))


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages of the portal with the instant of their last change."""
    tenant = tenant_of(request)
    part: int | None = PARAMETERS.read(request.GET)["part"]
    pages = Release.objects.using(READER).of(tenant.pk).items().public().order_by("path", "id")
    origin = voice_of(tenant.pk).origin
    number = pages.count()
    if part is None and number > MOST_ADDRESSES:
        parts = -(-number // MOST_ADDRESSES)
        body = _index([f"{origin}/sitemap.xml?part={each}" for each in range(1, parts + 1)])
    else:
        first = ((part or 1) - 1) * MOST_ADDRESSES
        rows = list(pages.values_list("path", "updated_at")[first : first + MOST_ADDRESSES])
        if part is not None and not rows:
            raise not_found(_("The site map has no such part."))
        body = _pages(origin, rows)
    return respond(request, Answer(body.encode(), content_type="application/xml; charset=utf-8"))


def _pages(origin: str, rows: list[tuple[str, datetime]]) -> str:
    entries = [
        f"<url><loc>{escape(origin + path)}</loc><lastmod>{instant(updated)}</lastmod></url>"
        for path, updated in rows
    ]
    return "\n".join([_HEAD, f"<urlset {_NAMESPACE}>", *entries, "</urlset>", ""])


def _index(addresses: list[str]) -> str:
    entries = [f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses]
    return "\n".join([_HEAD, f"<sitemapindex {_NAMESPACE}>", *entries, "</sitemapindex>", ""])


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt` (RFC 9309): everything public may be read; where the site map is."""
    origin = voice_of(tenant_of(request).pk).origin
    body = f"User-agent: *\nDisallow: /admin/\nDisallow: /api/\nSitemap: {origin}/sitemap.xml\n"
    return respond(
        request, Answer(body.encode(), content_type="text/plain; charset=utf-8", cache="max-age=3600")
    )

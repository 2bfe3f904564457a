"""Templates and the answers made of them."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from frontend import formats
from frontend.assets import asset_path, best_encoding
from frontend.desks import open_desks
from frontend.icons import icon, shortcut_icon
from frontend.markup import highlighted, paragraphs, rich_text
from frontend.metadata import Page, as_json_ld, dublin_core, structured_data
from frontend.portal import Portal
from frontend.security import content_security_policy, preview_headers
from frontend.translations import catalogue
from frontend.vocabulary import (
    deadline_unit_label,
    emblem_for,
    file_kind,
    language_name,
    provenance_label,
    weekday_name,
)

TEMPLATES = Path(__file__).parent / "templates"

# A page may be kept but not used without asking: what is taken down is gone at the next request.
REVALIDATE = "no-cache"
NEVER = "no-store"
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@cache
def environment(language: str) -> Environment:
    """Return the templates' environment with the words of a language."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    templates.policies["ext.i18n.trimmed"] = True
    templates.filters |= {
        "date": formats.as_date,
        "partial_date": formats.as_partial_date,
        "time": formats.as_time,
        "inner": formats.inside_sentence,
        "iso": formats.as_iso,
        "number": formats.as_number,
        "size": formats.as_size,
        "rich": rich_text,
        "highlighted": highlighted,
        "paragraphs": paragraphs,
    }
    templates.globals |= {
        "asset": asset_path,
        "icon": icon,
        "shortcut_icon": shortcut_icon,
        "emblem_for": emblem_for,
        "file_kind": file_kind,
        "unit_label": deadline_unit_label,
        "weekday": weekday_name,
        "language_name": language_name,
        "provenance_label": provenance_label,
        "open_desks": open_desks,
    }
    return templates


def respond(
    request: Request,
    template: str,
    portal: Portal,
    page: Page,
    *,
    status: int = 200,
    private: bool = False,
    **context: Any,
) -> Response:
    """Return a page of a portal, compressed as the browser likes; `304` where the browser has it already.

    `private` pages hold what is one visitor's own: nothing keeps them, and their address is told to nobody.
    `context` goes to the template beside `portal` and `page`.
    """
    style = portal.palette.style
    html = (
        environment(page.language)
        .get_template(template)
        .render(
            portal=portal,
            page=page,
            path=request.url.path,
            style=Markup(style),  # noqa: S704 - hexadecimal digits only
            dublin_core=dublin_core(portal, page),
            structured=as_json_ld(structured_data(portal, page)),
            **context,
        )
    )
    kept = status == 200 and page.preview is None and not private
    response = html_response(request, html, status=status, style=style, cache=REVALIDATE if kept else NEVER)
    if private:
        response.headers.update(PRIVATE)
    if page.preview is not None:
        response.headers.update(preview_headers(style, page.preview.framed_by))
    return response


def html_response(
    request: Request, html: str, *, status: int, style: str = "", cache: str = NEVER
) -> Response:
    """Return finished HTML with its headers; `style` is the inline rule the page contains."""
    body = html.encode()
    headers = {
        "Cache-Control": cache,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": content_security_policy(style),
    }
    encoding = best_encoding(request.headers.get("accept-encoding", ""), ("br", "gzip"))
    if cache == REVALIDATE:
        tag = hashlib.sha256(body).hexdigest()[:20]
        headers["ETag"] = f'W/"{tag}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
        body = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)
    return Response(body, status_code=status, media_type="text/html", headers=headers)

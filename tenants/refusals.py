"""Answers to requests that reach no portal: one sentence, as a plain page or as a problem (RFC 9457)."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

PROBLEM = "application/problem+json"
RETRY_SECONDS = 3600

_PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<style>body{{font:1.125rem/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:38rem;
margin:15vh auto 0;padding:0 1.25rem;color:#1c2430;background:#fff}}h1{{font-size:1.5rem;line-height:1.3}}</style></head>
<body><main><h1>{title}</h1><p>{sentence}</p></main></body>
</html>
"""


def unknown_host(request: HttpRequest, host: str) -> HttpResponse:
    """404: no portal is reached under this host."""
    sentence = _("There is no portal at the address “%(host)s”. Please check the address.") % {
        "host": host[:253]
    }
    return _answer(request, 404, _("Portal not found"), sentence)


def portal_suspended(request: HttpRequest) -> HttpResponse:
    """503: the portal exists and is out of service for now."""
    sentence = _("This portal is suspended for the time being. Please come back later.")
    response = _answer(request, 503, _("Portal suspended"), sentence)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def under_maintenance(request: HttpRequest) -> HttpResponse:
    """503: the administration is out of use for a time; what is public goes on."""
    sentence = _(
        "The administration of this portal is under maintenance. What is published can be read meanwhile."
    )
    response = _answer(request, 503, _("Under maintenance"), sentence)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def read_only(request: HttpRequest, reason: Exception) -> HttpResponse:
    """403: the portal can be read, and nothing in it changed."""
    return _answer(request, 403, _("Read-only portal"), str(reason))


def _answer(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        body = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=PROBLEM, status=status)
    else:
        response = HttpResponse(format_html(_PAGE, title=title, sentence=sentence), status=status)
    response["Cache-Control"] = "no-store"
    return response

"""Markup that comes with content, made safe a second time on the way out."""

import re
from html import unescape

import nh3
from markupsafe import Markup, escape

_INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "em",
    "i",
    "li",
    "ol",
    "p",
    "s",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title", "hreflang"}, "abbr": {"title"}, "span": {"lang"}}
_SCHEMES = {"http", "https", "mailto", "tel"}

_MARK = re.compile(r"&lt;(/?)mark&gt;")


def rich_text(html: str) -> Markup:
    """Return a paragraph's markup with nothing in it but text, links and emphasis."""
    cleaned = nh3.clean(
        html, tags=_INLINE, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )
    return Markup(cleaned)  # noqa: S704 - cleaned above


def highlighted(text: str) -> Markup:
    """Return a search excerpt in which `<mark>` alone is markup."""
    return Markup(_MARK.sub(r"<\1mark>", str(escape(unescape(text)))))  # noqa: S704 - escaped above


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text."""
    return [part.strip() for part in text.splitlines() if part.strip()]

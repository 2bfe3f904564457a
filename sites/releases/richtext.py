"""Rich text for citizens: Wagtail's stored form expanded and cleaned. Pure; what links lead to is asked from the caller."""

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

TAGS = {"p", "br", "strong", "em", "sup", "sub", "a", "ul", "ol", "li"}
SCHEMES = {"http", "https", "mailto", "tel"}

LinkTarget = Callable[[str, str], str | None]
"""Called with a link's type (`page` or `document`) and key; answers its public address, or None where it has none."""

_LINK = re.compile(r"<a\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|<br>)*</p>")
_OLD_TAGS = re.compile(r"<(/?)(b|i)>")
_MODERN = {"b": "strong", "i": "em"}
_BREAKS = re.compile(r"</(?:p|li)>|<br\s*/?>")
_SPACES = re.compile(r"[ \t\u00a0]+")


def public_html(stored: str, target: LinkTarget) -> str:
    """Turn stored rich text into what citizens get.

    Links to items and attachments get their public address; one that leads to nothing public becomes text. Everything but
    text, emphasis, lists and links is removed, scripts and event handlers with it.
    """
    expanded = _LINK.sub(lambda found: _expanded(found.group(1), target), stored)
    clean = nh3.clean(
        _OLD_TAGS.sub(lambda found: f"<{found.group(1)}{_MODERN[found.group(2)]}>", expanded),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return _EMPTY_PARAGRAPH.sub("", _EMPTY_LINK.sub(r"\1", clean)).strip()


def inline_html(stored: str, target: LinkTarget) -> str:
    """As `public_html`, without the paragraphs around it: for an item of a list."""
    html = public_html(stored, target)
    parts = [part.strip() for part in re.split(r"</?p>", html) if part.strip()]
    return "<br>".join(parts)


def plain_text(html: str) -> str:
    """The text of some HTML, a line for each paragraph or item of a list."""
    broken = _BREAKS.sub("\n", html)
    text = unescape(nh3.clean(broken, tags=set()))
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _expanded(attributes: str, target: LinkTarget) -> str:
    given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
    kind = given.get("linktype")
    if kind is None:
        return f"<a{attributes}>"
    address = target(kind, given.get("id", ""))
    return "<a>" if address is None else f'<a href="{escape(address)}">'

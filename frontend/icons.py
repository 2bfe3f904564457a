"""Icons in the page, always beside words and so hidden from screen readers. Lucide (ISC), icons/LICENSE."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent / "icons"

_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def icon(name: str) -> Markup:
    """Return the icon's drawing as inline SVG. Raises `FileNotFoundError` for a name not in the folder."""
    match = _SHAPES.search((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"icons/{name}.svg holds no drawing")
    shapes = re.sub(r"\s+", " ", match[1]).replace("> <", "><").strip()
    return Markup(  # noqa: S704 - a file of ours
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{shapes}</svg>'
    )


# What a shortcut's key looks like.
SHORTCUT_ICONS = {
    "public_services": "monitor-check",
    "procedures": "clipboard-list",
    "ask": "message-circle-question",
    "petition": "megaphone",
    "documents": "file-text",
    "contacts": "phone",
    "schedule": "calendar-days",
    "communes": "map",
    "regulation": "scale",
    "news": "newspaper",
}


def shortcut_icon(key: str) -> Markup:
    """Return the icon that goes with a shortcut's key."""
    return icon(SHORTCUT_ICONS.get(key, "arrow-right"))

"""The public part of a schedule, as the API gives it."""

from collections.abc import Iterator
from typing import Any

from sites.releases.blocks import Rendered

Shape = dict[str, Any]


def schedule(page: Any, rendered: Rendered) -> Shape:
    """The entries that are marked as public, in the order of their day and hour. Nothing of the others is in it, nor in the text for search."""
    entries = sorted(_public(page), key=lambda entry: (entry["day"], entry["starts"]))
    for entry in entries:
        rendered.say(entry["what"], entry["who"], entry["place"])
    return {"kind": {"key": page.kind, "label": str(page.get_kind_display())}, "entries": entries}


def _public(page: Any) -> Iterator[Shape]:
    for child in page.entries:
        entry = child.value
        if not entry["public"]:
            continue
        yield {
            "id": str(child.id or ""),
            "day": entry["day"].isoformat(),
            "starts": f"{entry['starts']:%H:%M}",
            "ends": f"{entry['ends']:%H:%M}" if entry["ends"] else None,
            "weekly": bool(entry["weekly"]),
            "last_day": entry["last_day"].isoformat() if entry["last_day"] else None,
            **{name: entry[name] or "" for name in ("who", "what", "place")},
        }

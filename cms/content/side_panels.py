"""What other rooms of the house show beside the editor of an item."""

from __future__ import annotations

from typing import Any

_panels: list[Any] = []


def register_side_panel(panel: Any) -> None:
    """Enter a side panel of Wagtail's kind: it is made with the page and the request, and shown beside every page's editor."""
    if panel not in _panels:
        _panels.append(panel)


def side_panels(page: Any, request: Any) -> list[Any]:
    """Return the side panels for `page`."""
    return [panel(page, request) for panel in _panels]

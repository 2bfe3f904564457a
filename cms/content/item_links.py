"""Where other rooms of the house lead from an item's screens: its editor and its moderation screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemLink:
    """A way from an item: what it is called, where it leads, Wagtail's name of its icon."""

    label: Any
    url: str
    icon: str


_makers: list[Callable[[Any], ItemLink | None]] = []


def register_item_link(make: Callable[[Any], ItemLink | None]) -> None:
    """Enter a way that is offered for pages: `make(page)` gives it, or None where it does not apply."""
    if make not in _makers:
        _makers.append(make)


def item_links(page: Any) -> list[ItemLink]:
    """Return the ways that lead from `page`."""
    return [link for make in _makers if (link := make(page)) is not None]

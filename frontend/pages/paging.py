"""Links that keep the filters of a list and change one thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from frontend.visit import cursor_of


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the next page is (empty at the end), and where the list begins if this is not the first page."""

    following: str = ""
    first: str = ""


def pager(path: str, filters: Mapping[str, str], upcoming: str | None, cursor: str) -> Pager:
    """Return the pager of a list.

    `filters` are the list's parameters without the cursor, `upcoming` the API's `next`, `cursor` this page's.
    """
    further = cursor_of(upcoming)
    return Pager(
        following=address(path, filters, cursor=further) if further else "",
        first=address(path, filters) if cursor else "",
    )


def address(path: str, filters: Mapping[str, str], **changes: str) -> str:
    """Return `path` with the filters that have a value, some changed; an empty change lifts its filter."""
    query = {name: value for name, value in {**filters, **changes}.items() if value}
    return f"{path}?{urlencode(query)}" if query else path

"""What would change under another version: real items of the last days, their due dates and approvers under both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cms.regulation.registers import word
from cms.regulation.regulation import NO_ASSIGNMENTS, Regulation
from cms.regulation.routing import Assignments, ItemFacts, RouteStage


@dataclass(frozen=True, slots=True)
class PastItem:
    """A real item as the regulation sees it."""

    title: str
    category: str
    facts: ItemFacts
    events: Mapping[str, dt.datetime | dt.date | None] = field(default_factory=dict)
    major: bool = False
    own: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that another version would treat otherwise, in words; empty where that part stays."""

    item: PastItem
    due: str
    approvers: str


Source = Callable[[dt.date], Iterable[tuple[PastItem, Assignments]]]
_sources: list[Source] = []


def register_items(source: Source) -> None:
    """Enter where past items come from: called with the first day, yields items with today's assignments."""
    if source not in _sources:
        _sources.append(source)


def past_items(since: dt.date) -> Iterator[tuple[PastItem, Assignments]]:
    """Yield the current tenant's items put forward since a day."""
    for source in _sources:
        yield from source(since)


def replay(
    now: Regulation, then: Regulation, items: Iterable[tuple[PastItem, Assignments]]
) -> Iterator[Moved]:
    """Yield the items whose due instant or approvers differ between two versions.

    Args:
        now: what is in force.
        then: what would be.
        items: the items with the fields and columns in charge.
    """
    for item, assignments in items:
        due = _due_change(now, then, item)
        approvers = _route_change(now, then, item, assignments)
        if due or approvers:
            yield Moved(item, due, approvers)


def as_if_always(then: Regulation) -> Regulation:
    """Return a version as if it had held from the beginning, so that past items fall under it."""
    if then.file is None or then.facts is None:
        return then
    return replace(then, facts=replace(then.facts, effective_from=dt.date.min, effective_to=None), earlier=())


def _due_change(now: Regulation, then: Regulation, item: PastItem) -> str:
    if not item.category:
        return ""
    before, after = (
        one.deadline_for(item.category, item.events, major=item.major, own=item.own) for one in (now, then)
    )
    if before.due == after.due:
        return ""
    return f"hạn {_instant(before.due)}, sẽ thành {_instant(after.due)} ({after.citation or 'không có quy định'})"


def _route_change(
    now: Regulation, then: Regulation, item: PastItem, assignments: Assignments = NO_ASSIGNMENTS
) -> str:
    before, after = (one.approval_route(item.facts, assignments) for one in (now, then))
    if _signature(before) == _signature(after):
        return ""
    return f"{_route(before)}; sẽ thành {_route(after)}"


def _signature(route: Iterable[RouteStage]) -> list[object]:
    return [
        (
            stage.stage,
            stage.collective,
            frozenset((one.role, one.needs_delegation) for one in stage.approvers),
        )
        for stage in route
    ]


def _route(route: Iterable[RouteStage]) -> str:
    return " → ".join(
        f"{word('stage', stage.stage)}: {', '.join(one.label for one in stage.approvers)}" for stage in route
    )


def _instant(due: dt.datetime | None) -> str:
    return (
        due.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%H:%M %d/%m/%Y")
        if due
        else "không có mốc giờ"
    )

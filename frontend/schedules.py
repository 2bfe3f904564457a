"""What of a schedule is still to come, in the order in which people look for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from frontend.shapes import ScheduleEntry


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what takes place on it, by the hour."""

    day: date
    entries: list[ScheduleEntry]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What is repeated every week, from Monday on, and what takes place on single days from today on."""

    weekly: list[ScheduleEntry] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to come."""
        return not self.weekly and not self.days


def upcoming(entries: Iterable[ScheduleEntry], today: date) -> Upcoming:
    """Return what of `entries` is not over on `today`."""
    known = list(entries)
    weekly = [
        entry for entry in known if entry.weekly and (entry.last_day is None or entry.last_day >= today)
    ]
    single = sorted(
        (entry for entry in known if not entry.weekly and entry.day >= today),
        key=lambda entry: (entry.day, entry.starts),
    )
    days = [Day(day, list(found)) for day, found in groupby(single, key=lambda entry: entry.day)]
    return Upcoming(sorted(weekly, key=lambda entry: (entry.day.weekday(), entry.starts)), days)

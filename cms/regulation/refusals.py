"""For what reasons a request for information is refused, by the law in force on the day it was sent."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from pydantic import Field

from cms.regulation.clauses import clause_text
from cms.regulation.files import read_data
from cms.regulation.layer_data import Dated, InstrumentKey
from cms.regulation.leaves import Clause, Key, Strict, Text
from cms.regulation.registers import instruments


class Refusal(Dated):
    """A reason of the law."""

    key: Key
    label: Text
    instrument: InstrumentKey
    clause: Clause
    after_supplies: int = Field(
        default=0, ge=0, description="How often the same must have been supplied to the same person before."
    )
    verified: bool = True

    @property
    def words(self) -> str:
        """Return where it stands, in words."""
        return f"{clause_text(self.clause)}, {instruments()[self.instrument].title}"


class _Refusals(Strict):
    refusals: tuple[Refusal, ...]


@lru_cache(maxsize=1)
def _all() -> tuple[Refusal, ...]:
    return read_data("refusals.yaml", _Refusals).refusals


def refusals(on: dt.date) -> dict[str, Refusal]:
    """Return the reasons of the law in force on a day by key, in the order of the law."""
    return {one.key: one for one in _all() if one.holds_on(on)}

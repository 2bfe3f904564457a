"""Which items are worth scoring: those with the rarest terms of a query, up to a budget.

A question of 25 syllables has a dozen terms that half of all items hold; scoring all of them takes a
second, and none of them decides. So terms are taken from the rarest on while the lists are short. Of a term
whose list is too long, the shorter list of the items that hold it densely is taken, the first that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BUDGET: Final = 600
"""Items that may be scored for one query. Measured: quality, overlap with exact BM25 and time in
`docs/decisions/search-ranking.md`.
"""
LEAST_SHARE: Final = 0.25
"""Share of the budget that a frequent term may take even when rare ones have used it up."""
UNKNOWN_FREQUENCY: Final = 8
"""What a term is taken to have whose frequency is too low to be kept."""


@dataclass(frozen=True, slots=True)
class Selectable:
    """A term by which candidates may be found: its hash, and in how many items it occurs, at all and on
    each level of density.
    """

    key: int
    importance: float
    frequencies: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Selector:
    """A list to take candidates from: a term's on a level of density, with how many items it holds."""

    key: int
    level: int
    frequency: int


def select(terms: Sequence[Selectable], budget: int = BUDGET) -> list[Selector]:
    """The lists whose items are scored; at least one if there is a term at all."""
    chosen: list[Selector] = []
    used = 0
    frequent: list[Selectable] = []
    for term in sorted(terms, key=_frequency):
        frequency = _frequency(term)
        if used + frequency <= budget:
            chosen.append(Selector(term.key, 0, frequency))
            used += frequency
        else:
            frequent.append(term)
    left = max(budget - used, int(budget * LEAST_SHARE))
    for term in sorted(frequent, key=lambda item: -item.importance):
        selector = _dense_list(term, left)
        if selector is not None:
            chosen.append(selector)
            left -= selector.frequency
    if not chosen and terms:
        rarest = min(terms, key=_frequency)
        last = len(rarest.frequencies or ()) - 1
        chosen.append(Selector(rarest.key, max(last, 0), (rarest.frequencies or (UNKNOWN_FREQUENCY,))[last]))
    return chosen


def _frequency(term: Selectable) -> int:
    return term.frequencies[0] if term.frequencies else UNKNOWN_FREQUENCY


def _dense_list(term: Selectable, room: int) -> Selector | None:
    """The longest of a frequent term's dense lists that has room, if any items are on it."""
    for level, frequency in enumerate(term.frequencies or ()):
        if level and 0 < frequency <= room:
            return Selector(term.key, level, frequency)
    return None

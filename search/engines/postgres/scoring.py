"""Exact BM25 of candidates, from their packed terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from search.engines.postgres.keys import COUNT_BITS, MOST_COUNTED

K1: Final = 1.2
B: Final = 0.75
_LOW_BITS: Final = 0xFFFF

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoredTerm:
    """A term to score by. `frequency` is in how many items of the index it occurs; None if too few to be
    kept, then candidates are counted.

    `essential`: whether it counts for coverage (a syllable of the query, not its pairs or synonyms).
    """

    slot: int
    weight: float
    frequency: int | None
    essential: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """Parallel to the candidates: their score, and the share (0–1) of the query's information that they
    hold.
    """

    scores: Floats
    coverage: Floats


def bm25(
    packed: Sequence[bytes | memoryview],
    lengths: npt.ArrayLike,
    terms: Sequence[ScoredTerm],
    items: int,
    average_length: float,
) -> Scores:
    """Scores of candidates.

    Parameters: `packed` terms of each candidate (`keys.packed`), their `lengths` in syllables, the `terms`
    of the query, how many `items` the index holds and their `average_length`.
    """
    candidates = len(packed)
    if not candidates or not terms:
        return Scores(np.zeros(candidates), np.zeros(candidates))
    place, term, count = _occurrences(packed, np.array([term.slot for term in terms], dtype=np.uint32))
    found = np.bincount(term, minlength=len(terms)).astype(np.float64)
    kept = np.array([np.nan if term.frequency is None else term.frequency for term in terms])
    frequency = np.where(np.isnan(kept), np.maximum(found, 1.0), np.maximum(kept, found))
    total = np.maximum(float(items), frequency)
    idf = np.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
    weight = np.array([term.weight for term in terms])
    relative = np.asarray(lengths, dtype=np.float64) / max(average_length, 1.0)
    saturation = K1 * (1 - B + B * relative)
    value = idf[term] * weight[term] * count * (K1 + 1) / (count + saturation[place])
    scores = np.bincount(place, weights=value, minlength=candidates).astype(np.float64)
    essential = np.array([term.essential for term in terms]) * idf
    held = np.bincount(place, weights=essential[term], minlength=candidates)
    return Scores(scores, held / max(float(essential.sum()), 1e-9))


def _occurrences(
    packed: Sequence[bytes | memoryview], slots: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Every occurrence of a query's term: the candidate's place, the term's place, how often."""
    joined = np.frombuffer(b"".join(packed), dtype="<u4")
    ends = np.cumsum([len(terms) // 4 for terms in packed])
    # A table of the low bits sorts out nearly everything in one pass; only what is left is compared.
    table = np.zeros(_LOW_BITS + 1, dtype=bool)
    table[slots & _LOW_BITS] = True
    likely = np.flatnonzero(table[(joined >> COUNT_BITS) & _LOW_BITS])
    found = joined[likely] >> COUNT_BITS
    order = np.argsort(slots, kind="stable")
    ordered = slots[order]
    at = np.minimum(np.searchsorted(ordered, found), len(ordered) - 1)
    same = ordered[at] == found
    places = np.searchsorted(ends, likely[same], side="right")
    counts = (joined[likely[same]] & MOST_COUNTED).astype(np.float64)
    return places, order[at[same]], counts

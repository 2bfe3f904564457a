"""How an item's terms lie in PostgreSQL: keys that find it, and packed counts that score it.

Keys of a scope are mixed with the scope's own hash, so the one GIN index behaves like one index per scope.
A term that an item holds densely is indexed a second to fourth time, under keys of its own: for a frequent
term the candidates are taken from those shorter lists, which is what makes the engine fast and still near
exact BM25 (`docs/decisions/search-ranking.md`).
"""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from search.analysis.terms import ItemTerms, Keys, key
from search.engines.interface import Scope

SLOT_BITS: Final = 26
COUNT_BITS: Final = 6
MOST_COUNTED: Final = (1 << COUNT_BITS) - 1
LEVELS: Final = 3
_SHIFT: Final = np.uint64(64 - SLOT_BITS)
_LEVEL_MIX: Final = tuple(key("level", str(level)) for level in range(1, LEVELS + 1))
DENSE_SHARE: Final = 0.005
"""A term is dense on the first level if it makes up this share of an item, twice that on the second, four
times on the third.
"""
LEAST_DENSE_COUNT: Final = 2


@lru_cache(maxsize=10_000)
def scope_key(scope: Scope) -> int:
    """The hash with which the keys of a scope are mixed."""
    return key("s", f"{scope.reach.value}:{scope.owner_id}")


def slots(keys: Keys) -> npt.NDArray[np.uint32]:
    """The short hashes under which counts are packed and frequencies are kept."""
    return (keys >> _SHIFT).astype(np.uint32)


def slot_of(term_key: int) -> int:
    """The short hash of one term."""
    return term_key >> (64 - SLOT_BITS)


def level_thresholds(length: npt.NDArray[np.float64] | float) -> list[npt.NDArray[np.float64]]:
    """From which count on a term of an item of some length (syllables) is dense on each level."""
    first = np.maximum(LEAST_DENSE_COUNT, DENSE_SHARE * np.asarray(length, dtype=np.float64))
    return [first * 2**level for level in range(LEVELS)]


def level_key(term_key: int, level: int) -> int:
    """The key of a term on a level: 0 for any item that holds it, 1 to 3 for ever denser ones."""
    return term_key if level == 0 else term_key ^ _LEVEL_MIX[level - 1]


def stored_keys(terms: ItemTerms, scope: Scope) -> list[int]:
    """All keys of an item in a scope, signed as PostgreSQL holds them."""
    parts = [terms.keys, terms.number_keys]
    for threshold, mix in zip(level_thresholds(terms.length), _LEVEL_MIX, strict=True):
        parts.append(terms.keys[terms.counts >= threshold] ^ np.uint64(mix))
    mixed: Keys = np.concatenate(parts) ^ np.uint64(scope_key(scope))
    return mixed.view(np.int64).tolist()


def signed(term_key: int, scope: Scope) -> int:
    """One key as it is stored in a scope."""
    mixed = term_key ^ scope_key(scope)
    return mixed - (1 << 64) if mixed >= 1 << 63 else mixed


def packed(terms: ItemTerms) -> bytes:
    """Terms and counts, four bytes each: the short hash and a count of at most 63."""
    counts = np.minimum(terms.counts, MOST_COUNTED).astype(np.uint32)
    return ((slots(terms.keys) << COUNT_BITS) | counts).astype("<u4").tobytes()

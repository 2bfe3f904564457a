"""The terms of an item and of a query, as numbers.

A term is a syllable with its accents, a syllable without, a pair of neighbours without accents, or the
number of a document. Terms are 64-bit hashes, so that both a huge and a tiny vocabulary cost the same and
pairs need no strings; two different terms meet once in 10^13 pairs of an item and a query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from search.analysis.document_numbers import keys_of, mentioned, parse
from search.analysis.normalise import clean
from search.analysis.syllables import forms, written_tokens

Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

TITLE_WEIGHT: Final = 2
"""How often a title's term counts as if it stood in the text: one field with one length, after BM25F."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT: Final = np.uint64(29)
LONGEST_TEXT: Final = 2_000_000
"""Characters of an item that are indexed, about 700 pages."""


def key(namespace: str, text: str) -> int:
    """The hash of a term."""
    return int.from_bytes(blake2b(f"{namespace}:{text}".encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=300_000)
def syllable_keys(written: str) -> tuple[int, int]:
    """The hashes of a written token with and without its accents; a number has one only, given twice."""
    accented, folded = forms(written)
    bare = key("f", folded)
    return (bare if written[0].isdigit() else key("a", accented)), bare


def pair_keys(left: Keys, right: Keys) -> Keys:
    """The hashes of pairs, from the hashes of their syllables without accents."""
    mixed = left * _MIX + right
    mixed ^= mixed >> _SHIFT
    return mixed * _MIX_2


@lru_cache(maxsize=100_000)
def folded_key_of(folded: str) -> int:
    """The hash of a syllable without accents."""
    return key("f", folded)


def accented_key_of(accented: str) -> int:
    """The hash of a syllable with its accents; of a number, the one hash it has."""
    return key("f", accented) if accented[:1].isdigit() else key("a", accented)


def pair_key_of(left: str, right: str) -> int:
    """The hash of one pair of folded syllables."""
    hashes = np.array([folded_key_of(left), folded_key_of(right)], dtype=np.uint64)
    return int(pair_keys(hashes[:1], hashes[1:])[0])


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """The terms of an item in ascending order of their hashes.

    `counts`: how often each occurs, a title's twice. `length`: syllables, a title's twice. `number_keys`:
    hashes of the parts of the document's own number, by which it is found exactly.
    """

    keys: Keys
    counts: Counts
    length: int
    number_keys: Keys


def item_terms(
    title: str, text: str, number: str = "", issued_year: int | None = None, attached: str = ""
) -> ItemTerms:
    """The terms of an item.

    Parameters: `title` and `text` as written; `number` the document's own (số, ký hiệu); `issued_year`
    completes it; `attached` the text of its files, whose terms count once and add nothing to the length.
    """
    title, text = clean(title), clean(text[:LONGEST_TEXT])
    title_length, of_title = _terms(title)
    text_length, of_text = _terms(text)
    named = keys_of(mentioned(f"{title}\n{text}"))
    mentions = np.array([key("m", name) for name in named], dtype=np.uint64)
    keys, counts = np.unique(
        np.concatenate([*[of_title] * TITLE_WEIGHT, of_text, mentions]), return_counts=True
    )
    if attached:
        only_there = np.setdiff1d(_terms(clean(attached[:LONGEST_TEXT]))[1], keys)
        keys, counts = _joined(keys, counts, only_there)
    length = TITLE_WEIGHT * title_length + text_length
    own = parse(number, issued_year) if number else None
    number_keys = np.array([key("n", part) for part in keys_of([own] if own else [])], dtype=np.uint64)
    return ItemTerms(keys, counts, length, number_keys)


def _joined(keys: Keys, counts: Counts, more: Keys) -> tuple[Keys, Counts]:
    """Keys with others that are none of them, each of those once, ascending again."""
    joined = np.concatenate([keys, more])
    order = np.argsort(joined, kind="stable")
    amounts = np.concatenate([counts, np.ones(len(more), dtype=counts.dtype)])
    return joined[order], amounts[order]


def _terms(cleaned: str) -> tuple[int, Keys]:
    """The number of syllables of a text; its accented and folded syllables and folded pairs, with
    repetitions.
    """
    written = written_tokens(cleaned)
    if not written:
        return 0, np.empty(0, dtype=np.uint64)
    accented, folded = np.array(list(zip(*map(syllable_keys, written), strict=True)), dtype=np.uint64)
    terms = np.concatenate([accented[accented != folded], folded, pair_keys(folded[:-1], folded[1:])])
    return len(written), terms


def as_signed(keys: Iterable[int] | Keys) -> list[int]:
    """Hashes as PostgreSQL's `bigint` holds them."""
    return np.fromiter(keys, dtype=np.uint64).view(np.int64).tolist()


def number_key_of(part: str) -> int:
    """The hash by which a document is found by its own number."""
    return key("n", part)


def mention_key_of(part: str) -> int:
    """The hash by which an item is found that names a document in its text."""
    return key("m", part)


def unique_keys(keys: Sequence[int]) -> Keys:
    """Hashes, each once, ascending."""
    return np.unique(np.array(keys, dtype=np.uint64))

"""Text cut into the units that are indexed: a syllable, a number, a foreign word.

Vietnamese writes each syllable apart. Pairs of neighbouring syllables find as well as a dictionary of words
does (measured: `docs/decisions/search-ranking.md`), and work for text without accents, where no dictionary
can help.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from search.analysis.normalise import canonical, folded_key

NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+")
"""A number, thousands parted or not."""
_TOKEN = re.compile(rf"[^\W\d_]+|{NUMBER.pattern}")
_GROUPING = re.compile(r"[.,]")
LONGEST_TOKEN = 40


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable of a text. `start` and `end` are character offsets in the cleaned text."""

    accented: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=200_000)
def forms(written: str) -> tuple[str, str]:
    """The canonical accented form and the folded form of one written token.

    Digits lose the separators of thousands and leading zeros (`2.530.000` → `2530000`, `05` → `5`).
    """
    if written[0].isdigit():
        digits = _GROUPING.sub("", written).lstrip("0") or "0"
        return digits[:LONGEST_TOKEN], digits[:LONGEST_TOKEN]
    lowered = written.lower()[:LONGEST_TOKEN]
    return canonical(lowered), folded_key(lowered)


def written_tokens(text: str) -> list[str]:
    """The tokens of a cleaned text as written, in order."""
    return _TOKEN.findall(text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a cleaned text with both forms and their place."""
    for match in _TOKEN.finditer(text):
        accented, folded = forms(match.group())
        yield Token(accented, folded, match.start(), match.end())


def bigrams(units: list[str]) -> list[str]:
    """Neighbouring pairs, joined by an underscore that no token can hold."""
    return [f"{left}_{right}" for left, right in pairwise(units)]

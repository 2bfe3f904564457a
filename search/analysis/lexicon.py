"""What syllables Vietnamese texts use, and which follow which: counts over 33 million syllables of news
and law.

Used to restore accents for *Có phải bạn muốn tìm…*, to see whether a token is a syllable at all, and to
recognise text in a legacy encoding. Counts below 15 are left out, so absence means rare, not impossible.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from search.analysis.syllables import forms

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Counts of syllables and of pairs (`left right`). Pairs of expressions of administration count more often than they occur.

    `counts` and `pairs` by canonical spelling, `folded_counts` and `folded_pairs` without accents;
    `spellings` are the canonical ones of a folded syllable, most frequent first; `written` is how most
    authors write a canonical syllable (`kí` → `ký`); `added` is what folded pairs count beside their occurrences.
    """

    counts: dict[str, int]
    folded_counts: dict[str, int]
    spellings: dict[str, tuple[str, ...]]
    pairs: dict[str, int]
    folded_pairs: dict[str, int]
    added: dict[str, int]
    written: dict[str, str]
    total: int

    def knows(self, syllable: str) -> bool:
        """Whether a canonical or folded syllable occurs, with or without accents."""
        return syllable in self.counts or syllable in self.folded_counts

    def known_share(self, syllables: list[str]) -> float:
        """Share (0–1) of syllables that occur as written, accents included; 1.0 for none at all."""
        if not syllables:
            return 1.0
        return sum(syllable in self.counts for syllable in syllables) / len(syllables)


EXPRESSION_WEIGHT: Final = 3_000
"""Occurrences that a pair gains for being part of an expression of administration (`sổ đỏ` beside the
news' `sơ đồ`).
"""


def _expression_pairs() -> Iterator[str]:
    for line in (DATA / "synonyms.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for expression in line.split(","):
                parts = [forms(part)[0] for part in re.findall(r"[^\W\d_]+", expression)]
                yield from (f"{left} {right}" for left, right in pairwise(parts))


def _written(lines: list[str]) -> dict[str, str]:
    """The most frequent spelling of each canonical syllable; the file is ordered by count."""
    spellings: dict[str, str] = {}
    for line in lines:
        spelling = line.partition("\t")[0]
        spellings.setdefault(forms(spelling)[0], spelling)
    return spellings


def _rows(lines: list[str]) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = []
    for line in lines:
        text, _, count = line.partition("\t")
        rows.append((" ".join(forms(part)[0] for part in text.split()), int(count)))
    return rows


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the product, read once per process (about 0.7 s and 60 MB)."""
    counts: dict[str, int] = defaultdict(int)
    lines = (DATA / "syllables.tsv").read_text("utf-8").splitlines()
    for syllable, count in _rows(lines):
        counts[syllable] += count
    folded_counts: dict[str, int] = defaultdict(int)
    spellings: dict[str, list[str]] = defaultdict(list)
    for syllable, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        folded_counts[forms(syllable)[1]] += count
        spellings[forms(syllable)[1]].append(syllable)
    pairs: dict[str, int] = defaultdict(int)
    folded_pairs: dict[str, int] = defaultdict(int)
    with gzip.open(DATA / "syllable_bigrams.tsv.gz", "rt", encoding="utf-8") as file:
        for pair, count in _rows(file.read().splitlines()):
            pairs[pair] += count
            folded_pairs[" ".join(forms(part)[1] for part in pair.split())] += count
    added: dict[str, int] = defaultdict(int)
    for pair in set(_expression_pairs()):
        folded = " ".join(forms(part)[1] for part in pair.split())
        pairs[pair] += EXPRESSION_WEIGHT
        folded_pairs[folded] += EXPRESSION_WEIGHT
        added[folded] += EXPRESSION_WEIGHT
    return Lexicon(
        dict(counts),
        dict(folded_counts),
        {folded: tuple(written) for folded, written in spellings.items()},
        dict(pairs),
        dict(folded_pairs),
        dict(added),
        _written(lines),
        sum(counts.values()),
    )

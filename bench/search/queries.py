"""The queries by which search is measured, made from the items themselves: the fixed mix of six kinds, beginnings of
titles while typing, and known items.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from search.analysis.normalise import clean, fold
from search.analysis.syllables import tokens
from search.engines.interface import IndexItem
from search.evaluation.typos import with_typos

SEED = 2026
NUMBERS = (
    "15/QĐ-UBND",
    "42/2022/NĐ-CP",
    "nghị định 30 năm 2020",
    "215 qd ubnd",
    "31/2024/QH15",
    "08/NQ-HĐND",
)


def queries(items: Sequence[IndexItem], each: int, seed: int = SEED) -> dict[str, list[str]]:
    """So many queries of each kind; another seed makes others."""
    chance = random.Random(seed)
    titles = [item.title for item in items if len(item.title.split()) >= 8]
    chosen = chance.sample(titles, min(each, len(titles)))
    heads = head_words(titles, 4 * each)
    return {
        "head words": chance.sample(heads, min(each, len(heads))),
        "titles": [" ".join(title.split()[:6]) for title in chosen],
        "questions": [f"{title} như thế nào và ở đâu theo quy định" for title in chosen],
        "document numbers": [NUMBERS[i % len(NUMBERS)] for i in range(each)],
        "without accents": [fold(clean(" ".join(title.split()[:6]))) for title in chosen],
        "with a mistake": [with_typos(" ".join(title.split()[:4]), 1, SEED) for title in chosen],
    }


def head_words(titles: Iterable[str], most: int) -> list[str]:
    """The most frequent pairs of syllables in titles: what most people type."""
    counts: Counter[str] = Counter()
    for title in titles:
        written = [title[token.start : token.end].lower() for token in tokens(clean(title))]
        counts.update(" ".join(pair) for pair in pairwise(written) if all(part.isalpha() for part in pair))
    return [pair for pair, _ in counts.most_common(most)]


def beginnings(items: Sequence[IndexItem], each: int) -> list[str]:
    """What stands in the field while a title is typed: every beginning of 3 letters and more."""
    chance = random.Random(SEED)
    titles = [fold(clean(item.title)) for item in chance.sample(list(items), min(each, len(items)))]
    return [title[:length] for title in titles for length in (3, 6, 10, 15)]


def known_items(items: Sequence[IndexItem], each: int, syllables: int) -> list[tuple[str, int]]:
    """Items that are asked for by the first syllables of their title, without accents: the query, the item's place.

    Titles that two items have are left out: nobody could say which of them is meant.
    """
    written = [[token.folded for token in tokens(clean(item.title))] for item in items]
    often = Counter(map(tuple, written))
    places = [place for place, parts in enumerate(written) if len(parts) >= 8 and often[tuple(parts)] == 1]
    chosen = random.Random(SEED).sample(places, min(each, len(places)))
    return [(" ".join(written[place][:syllables]), place) for place in chosen]

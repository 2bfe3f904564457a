"""Items like one: those that share its most telling pairs of syllables."""

import math
from collections import Counter
from itertools import pairwise
from typing import Final

from search.analysis.lexicon import lexicon
from search.analysis.normalise import clean
from search.analysis.plan import Plan, Term, TermKind
from search.analysis.query import Query
from search.analysis.syllables import tokens

MOST_TERMS: Final = 16
LONGEST_TEXT: Final = 20_000
TITLE: Final = 3
"""How often a title's pair counts."""


def likeness(title: str, text: str) -> Plan:
    """What to ask an index for, to find items like one: the pairs that are frequent in it and rare elsewhere."""
    words = lexicon()
    counts: Counter[tuple[str, str]] = Counter()
    for part, weight in ((title, TITLE), (text[:LONGEST_TEXT], 1)):
        for pair in pairwise(token.folded for token in tokens(clean(part))):
            counts[pair] += weight
    scored = {
        pair: math.log1p(count) * math.log(words.total / (words.folded_pairs.get(" ".join(pair), 0) + 10))
        for pair, count in counts.items()
        if not any(syllable.isdigit() for syllable in pair)
    }
    best = sorted(scored, key=lambda pair: (-scored[pair], pair))[:MOST_TERMS]
    weights = {Term(TermKind.PAIR, "_".join(pair)): 1.0 for pair in best}
    # Syllables of the query are what a question is counted by.
    folded = tuple(dict.fromkeys(syllable for pair in best for syllable in pair))
    return Plan(Query(text="", accented=folded, folded=folded), weights, (), (), (), ())

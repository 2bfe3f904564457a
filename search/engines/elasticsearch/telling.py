"""Which terms of a question tell its answers from everything else: the rarest, until a small share of all items holds one.

A question of 25 syllables has a dozen that half of all items hold. Scoring and counting what shares only those with it
takes most of the time, and none of it comes near the first results. The engine on PostgreSQL draws the same line by the
frequencies it keeps (`search.engines.postgres.selection`); here the lexicon of the product says what is rare.
"""

from math import exp
from typing import Final

from search.analysis.lexicon import Lexicon, lexicon
from search.analysis.plan import Plan, Term, TermKind

TELLING_SHARE: Final = 0.08
"""Share of all items that may hold a telling term. Measured: overlap with all terms, and time, in
`docs/decisions/search-ranking.md`.
"""
ENOUGH: Final = 300
"""Where fewer items hold a telling term, any term will do: an index so small, or a question so odd, is answered soon anyway."""
SYLLABLES_OF_AN_ITEM: Final = 300
LEAST_WEIGHT: Final = 0.5
"""Of an accented syllable the form without accents finds the same items and others; it weighs less than this."""


def telling(plan: Plan) -> tuple[Term, ...]:
    """The rarest terms of a plan that together are in a small share of all items; the rarest of all in any case."""
    known = lexicon()
    shares = sorted(
        ((share(term, known), term) for term, weight in plan.weights.items() if _finds(term, weight, plan)),
        key=lambda pair: (pair[0], pair[1].kind, pair[1].text),
    )
    chosen: list[Term] = []
    left = TELLING_SHARE
    for held, term in shares:
        if chosen and held > left:
            break
        chosen.append(term)
        left -= held
    return tuple(chosen)


def _finds(term: Term, weight: float, plan: Plan) -> bool:
    return not (term.kind is TermKind.FOLDED and plan.query.has_accents and weight < LEAST_WEIGHT)


def share(term: Term, known: Lexicon) -> float:
    """The share of items (0–1) that probably hold a term; of one that is in no text of the lexicon, next to none."""
    counts = {
        TermKind.ACCENTED: known.counts,
        TermKind.FOLDED: known.folded_counts,
        TermKind.PAIR: known.folded_pairs,
    }.get(term.kind, {})
    text = term.text.replace("_", " ")
    occurrences = counts.get(text, 0) - (known.added.get(text, 0) if term.kind is TermKind.PAIR else 0)
    return 1 - exp(-SYLLABLES_OF_AN_ITEM * occurrences / known.total)

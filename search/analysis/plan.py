"""What a query asks of an index: weighted terms to rank by, groups of terms to match by. The same for
every engine.

The weights are measured (`docs/decisions/search-ranking.md`): pairs of syllables weigh as much as
syllables; where the reader wrote accents, a syllable counts mostly with its accents and a little without.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from search.analysis.lexicon import lexicon
from search.analysis.query import Query
from search.analysis.spelling import guess
from search.analysis.synonyms import Expression
from search.analysis.terms import (
    accented_key_of,
    folded_key_of,
    mention_key_of,
    pair_key_of,
)

ACCENTED: Final = 0.7
FOLDED_BESIDE_ACCENTED: Final = 0.3
FOLDED: Final = 1.0
PAIR: Final = 1.0
MENDED: Final = 0.6
"""Share of a term's weight for what a mistake may have meant; divided among the readings by their rank."""
SYNONYM: Final = 0.25
MENTION: Final = 2.0
"""Weight of an item's naming the document that the query names."""
FEW_SYLLABLES: Final = 4
"""Queries of up to so many syllables match items that hold all of them; longer ones are questions, which
no item repeats.
"""


class TermKind(StrEnum):
    """What a term is."""

    ACCENTED = "accented"
    FOLDED = "folded"
    PAIR = "pair"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an index. `text` is a syllable, two joined by an underscore, or the parts of a document's
    number.
    """

    kind: TermKind
    text: str

    @property
    def key(self) -> int:
        """The 64-bit hash under which PostgreSQL has it."""
        if self.kind is TermKind.PAIR:
            return pair_key_of(*self.text.split("_"))
        if self.kind is TermKind.MENTION:
            return mention_key_of(self.text)
        return accented_key_of(self.text) if self.kind is TermKind.ACCENTED else folded_key_of(self.text)


@dataclass(frozen=True)
class Plan:
    """What is asked of an index.

    `weights`: terms that an item is ranked by, any of them. `groups`: an item matches that holds a term of
    each group; none means that any weighted term will do. `lenient_groups`: the same, with accents left
    aside. `required`: what phrases in quotes ask for, groups too. `excluded`: an item that holds all terms
    of one of them does not match.
    """

    query: Query
    weights: dict[Term, float]
    groups: tuple[tuple[Term, ...], ...]
    lenient_groups: tuple[tuple[Term, ...], ...]
    required: tuple[tuple[Term, ...], ...]
    excluded: tuple[tuple[Term, ...], ...]

    @cached_property
    def guess(self) -> "Plan | None":
        """What to ask when nothing matches: one syllable may be a mistake that is itself a word."""
        if not self.groups or self.query.numbers:
            return None
        mended = _mended(self.query)
        return None if mended is None or mended == self.query else plan(mended)

    @cached_property
    def doubtful(self) -> tuple[Term, ...]:
        """The pairs, as written, of the syllable that may be a mistake: where no item of an index holds any of them,
        the guess is asked for first.
        """
        if self.guess is None:
            return ()
        read = self.guess.query.mended
        place = next(i for i in read if read[i] != self.query.mended.get(i))
        folded, breaks = self.query.folded, self.query.breaks
        lefts = [i for i in (place - 1, place) if 0 <= i < len(folded) - 1 and i + 1 not in breaks]
        return tuple(Term(TermKind.PAIR, f"{folded[i]}_{folded[i + 1]}") for i in lefts)

    @cached_property
    def number_parts(self) -> tuple[str, ...]:
        """The parts by which documents are found that the query names by their number."""
        return tuple(number.key for number in self.query.numbers)


def plan(query: Query) -> Plan:
    """The plan of a query."""
    short = 0 < len(query.folded) <= FEW_SYLLABLES
    phrases = tuple((term,) for phrase in query.phrases for term in _all_of(phrase))
    return Plan(
        query=query,
        weights=_weights(query),
        groups=tuple(_groups(query, with_accents=True)) if short else (),
        lenient_groups=tuple(_groups(query, with_accents=False)) if short else (),
        required=phrases,
        excluded=tuple(tuple(_all_of(expression)) for expression in query.excluded),
    )


def _mended(query: Query) -> Query | None:
    """The query with one syllable read as others too, if any are likelier."""
    found = guess(query.folded)
    if found is None:
        return None
    position, readings = found
    read = (query.folded[position], *query.mended.get(position, ())[1:], *readings)
    return replace(query, mended={**query.mended, position: tuple(dict.fromkeys(read))})


def _weights(query: Query) -> dict[Term, float]:
    weights: dict[Term, float] = {}

    def add(term: Term, weight: float) -> None:
        weights[term] = max(weight, weights.get(term, 0.0))

    for position, (accented, folded) in enumerate(zip(query.accented, query.folded, strict=True)):
        if query.has_accents and not folded.isdigit():
            add(Term(TermKind.ACCENTED, accented), ACCENTED)
            add(Term(TermKind.FOLDED, folded), FOLDED_BESIDE_ACCENTED)
        else:
            add(Term(TermKind.FOLDED, folded), FOLDED)
        for rank, reading in enumerate(query.mended.get(position, ())[1:], start=1):
            add(Term(TermKind.FOLDED, reading), MENDED * FOLDED / rank)
    for left, right, weight in _weighted_pairs(query):
        add(Term(TermKind.PAIR, f"{left}_{right}"), weight)
    for match in query.synonyms:
        for other in match.alternatives:
            for term in _essence(other):
                add(term, SYNONYM)
    for number in query.numbers:
        if number.is_full:
            add(Term(TermKind.MENTION, number.key), MENTION)
    return weights


def _weighted_pairs(query: Query) -> Iterator[tuple[str, str, float]]:
    """Neighbouring syllables; what a mistake may have meant takes part with the weight of its rank."""
    for i in range(len(query.folded) - 1):
        if i + 1 in query.breaks:
            continue
        for left_rank, left in enumerate(query.readings(i)):
            for right_rank, right in enumerate(query.readings(i + 1)):
                rank = left_rank + right_rank
                yield left, right, PAIR if rank == 0 else PAIR * MENDED / rank


def _essence(expression: Expression) -> tuple[Term, ...]:
    """The terms that stand for an expression: its pairs, or its only syllable."""
    if len(expression.folded) == 1:
        kind = TermKind.FOLDED if expression.accented == expression.folded else TermKind.ACCENTED
        return (Term(kind, expression.accented[0]),)
    return tuple(
        Term(TermKind.PAIR, f"{left}_{right}")
        for left, right in zip(expression.folded, expression.folded[1:], strict=False)
    )


def _all_of(expression: Expression) -> Iterator[Term]:
    """All terms that an item with this expression must hold: its syllables as typed, and its pairs."""
    for accented, folded in zip(expression.accented, expression.folded, strict=True):
        yield Term(TermKind.FOLDED, folded) if accented == folded else Term(TermKind.ACCENTED, accented)
    if len(expression.folded) > 1:
        yield from _essence(expression)


def _groups(query: Query, with_accents: bool) -> Iterator[tuple[Term, ...]]:
    """For each syllable, the terms of which an item holds one: the syllable, what it may have meant, the
    key of a synonym.
    """
    for position, (accented, folded) in enumerate(zip(query.accented, query.folded, strict=True)):
        exact = with_accents and accented != folded and position not in query.mended
        group = [Term(TermKind.ACCENTED, accented) if exact else Term(TermKind.FOLDED, folded)]
        group += [Term(TermKind.FOLDED, reading) for reading in query.mended.get(position, ())[1:]]
        for match in query.synonyms:
            if match.start <= position < match.end:
                group += [_rarest(other) for other in match.alternatives]
        yield tuple(dict.fromkeys(group))


def _rarest(expression: Expression) -> Term:
    """The one term that stands for an expression where only one may: its rarest pair, or its only
    syllable.
    """
    pairs = lexicon().folded_pairs
    return min(_essence(expression), key=lambda term: pairs.get(term.text.replace("_", " "), 0))

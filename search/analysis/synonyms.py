"""Abbreviations and synonyms: what a citizen writes against what an office writes, as groups of equal
expressions.

Kept as data (`search/data`) and expanded when a query is read, so that both engines behave alike and a
change needs no new index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from search.analysis.lexicon import DATA
from search.analysis.normalise import clean
from search.analysis.syllables import forms, written_tokens

LONGEST_EXPRESSION: Final = 10
MOST_ALTERNATIVES: Final = 6


@dataclass(frozen=True, slots=True)
class Expression:
    """A synonym as syllables in both forms."""

    accented: tuple[str, ...]
    folded: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """An expression from its written form; accents and case as a reader would write them."""
        pairs = [forms(written) for written in written_tokens(clean(text))]
        return cls(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


@dataclass(frozen=True, slots=True)
class Match:
    """Where a query holds an expression (`start` and `end` count syllables) and what stands for it as
    well.
    """

    start: int
    end: int
    alternatives: tuple[Expression, ...]


@dataclass(slots=True)
class Synonyms:
    """Groups of equal expressions, found by their first syllable."""

    _by_first: dict[str, list[tuple[Expression, int]]] = field(default_factory=lambda: defaultdict(list))
    _groups: list[tuple[Expression, ...]] = field(default_factory=list)

    @classmethod
    def read(cls, lines: Iterable[str]) -> Self:
        """Synonyms from lines of comma-separated expressions; blank lines and lines with # are passed
        over.
        """
        synonyms = cls()
        for line in lines:
            if line.strip() and not line.lstrip().startswith("#"):
                synonyms.add(line.split(","))
        return synonyms

    def add(self, written: Iterable[str]) -> None:
        """One more group; expressions that are empty, too long or doubled are left out."""
        group = tuple(dict.fromkeys(Expression.read(text) for text in written))
        group = tuple(item for item in group if 0 < len(item.folded) <= LONGEST_EXPRESSION)
        if len(group) < 2:
            return
        self._groups.append(group)
        for expression in group:
            self._by_first[expression.folded[0]].append((expression, len(self._groups) - 1))

    def matches(self, accented: list[str], folded: list[str]) -> Iterator[Match]:
        """Expressions that a query holds, the longest at each place, with what stands for them.

        A syllable with accents matches only itself; one without matches any of its accented forms.
        """
        position = 0
        while position < len(folded):
            found = self._longest_at(position, accented, folded)
            if found is None:
                position += 1
                continue
            expression, groups = found
            alternatives = dict.fromkeys(
                other
                for group in groups
                for other in self._groups[group]
                if other.folded != expression.folded
            )
            end = position + len(expression.folded)
            yield Match(position, end, tuple(alternatives)[:MOST_ALTERNATIVES])
            position = end

    def _longest_at(
        self, position: int, accented: list[str], folded: list[str]
    ) -> tuple[Expression, list[int]] | None:
        best: Expression | None = None
        groups: list[int] = []
        for expression, group in self._by_first.get(folded[position], ()):
            end = position + len(expression.folded)
            if tuple(folded[position:end]) != expression.folded:
                continue
            written = zip(accented[position:end], folded[position:end], expression.accented, strict=True)
            if any(typed not in {bare, meant} for typed, bare, meant in written):
                continue
            if best is None or len(expression.folded) > len(best.folded):
                best, groups = expression, [group]
            elif expression.folded == best.folded:
                groups.append(group)
        return (best, groups) if best else None


def standard_lines() -> list[str]:
    """The groups that come with the product, a line each."""
    return (DATA / "synonyms.txt").read_text("utf-8").splitlines()


@lru_cache(maxsize=1)
def standard_synonyms() -> Synonyms:
    """The groups that come with the product."""
    return Synonyms.read(standard_lines())

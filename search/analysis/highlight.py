"""What of a result is shown, with what was asked for marked: the author's own spelling, and HTML that is
safe by construction.

Everything is escaped; the only tags are `<mark>` and `</mark>`. A text is not cut into syllables, which takes a
millisecond: only what may be marked is looked for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from search.analysis.lexicon import lexicon
from search.analysis.normalise import clean, fold_in_place
from search.analysis.query import Query
from search.analysis.syllables import NUMBER, Token, forms

SNIPPET_LENGTH: Final = 220
"""Characters of text shown, about three lines on a phone."""
LONGEST_TEXT: Final = 60_000
COMMON_SHARE: Final = 0.001
"""A syllable with more than this share of all texts (`và`, `của`, `định`) is marked only beside another
one asked for.
"""
FEW_SYLLABLES: Final = 4
_ELLIPSIS: Final = "…"
_VARIES: Final = re.compile("[hklmst]i|quy")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is marked: single syllables (folded, to the accented forms that count, none for any), and
    pairs.
    """

    singles: dict[str, frozenset[str]]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def by(cls, query: Query) -> "Wanted":
        """What a query asks for, its mended syllables and its synonyms too."""
        singles: dict[str, frozenset[str]] = {}
        for position, (accented, folded) in enumerate(zip(query.accented, query.folded, strict=True)):
            exact = frozenset({accented}) if accented != folded else frozenset[str]()
            for reading in query.readings(position):
                known = singles.get(reading)
                singles[reading] = (
                    exact if known is None else known | exact if known and exact else frozenset()
                )
        pairs = set(query.pairs())
        for match in query.synonyms:
            for other in match.alternatives:
                if len(other.folded) == 1:
                    singles.setdefault(other.folded[0], frozenset())
                pairs |= set(zip(other.folded, other.folded[1:], strict=False))
        if len(query.folded) > FEW_SYLLABLES:
            singles = {folded: exact for folded, exact in singles.items() if not _is_common(folded)}
        return cls(singles, frozenset(pairs))

    def places(self, cleaned: str) -> tuple[list[Token], list[bool]]:
        """What of a cleaned text may be marked, in order, and for each whether it is."""
        folded = fold_in_place(cleaned)
        found = sorted(_occurrences(cleaned, folded, self._syllables()), key=lambda token: token.start)
        return found, self._marks(cleaned, found, lenient=folded == cleaned.lower())

    def _syllables(self) -> set[str]:
        return {*self.singles, *(syllable for pair in self.pairs for syllable in pair)}

    def _marks(self, cleaned: str, found: list[Token], lenient: bool) -> list[bool]:
        """A text or a query without accents (`lenient`) agrees with every form."""
        agrees = [lenient or self._agrees(token) for token in found]
        marked = [token.folded in self.singles and agrees[i] for i, token in enumerate(found)]
        for i in range(len(found) - 1):
            left, right = found[i], found[i + 1]
            if (left.folded, right.folded) not in self.pairs:
                continue
            if any(map(str.isalnum, cleaned[left.end : right.start])):
                continue  # another syllable stands between them
            marked[i] = marked[i] or agrees[i]
            marked[i + 1] = marked[i + 1] or agrees[i + 1]
        return marked

    def _agrees(self, token: Token) -> bool:
        """`bán` is not what `bàn` asks for."""
        exact = self.singles.get(token.folded)
        return not exact or token.accented in exact


def _is_common(folded: str) -> bool:
    words = lexicon()
    return words.folded_counts.get(folded, 0) > COMMON_SHARE * words.total


def _occurrences(cleaned: str, folded: str, syllables: Iterable[str]) -> Iterator[Token]:
    """Each syllable wherever it stands alone, in no order."""
    numbers = {syllable for syllable in syllables if syllable[0].isdigit()}
    if numbers:
        for match in NUMBER.finditer(cleaned):
            accented, bare = forms(match.group())
            if bare in numbers:
                yield Token(accented, bare, match.start(), match.end())
    for syllable in syllables:
        if syllable in numbers:
            continue
        for written in _spellings(syllable):
            start = folded.find(written)
            while start >= 0:
                end = start + len(written)
                if not folded[start - 1 : start].isalpha() and not folded[end : end + 1].isalpha():
                    yield Token(forms(cleaned[start:end])[0], syllable, start, end)
                start = folded.find(written, end)


def _spellings(syllable: str) -> tuple[str, ...]:
    """How a syllable may stand in a folded text: `ki` also as `ky`, `quy` also as `qui`."""
    if not _VARIES.fullmatch(syllable):
        return (syllable,)
    return syllable, syllable[:-1] + ("i" if syllable == "quy" else "y")


def highlighted(text: str, wanted: Wanted) -> str:
    """A whole text (a title) as HTML with what is wanted marked."""
    cleaned = clean(text)
    found, marks = wanted.places(cleaned)
    return _marked(cleaned, found, marks, 0, len(cleaned))


def snippet(text: str, wanted: Wanted, length: int = SNIPPET_LENGTH) -> str:
    """The stretch of a text that holds most of what is wanted, as HTML, cut between words; its beginning
    if it holds nothing.

    Parameters: `length` in characters of text, marks not counted.
    """
    cleaned = clean(text[:LONGEST_TEXT]).strip()
    found, marks = wanted.places(cleaned)
    start, end = _best_window(found, marks, length)
    while start and not cleaned[start - 1].isspace():
        start -= 1
    end = min(len(cleaned), max(end, start + length))
    if end < len(cleaned):
        blank = max(cleaned.rfind(" ", start, end + 1), cleaned.rfind("\n", start, end + 1))
        end = blank if blank > start else end
    body = " ".join(_marked(cleaned, found, marks, start, end).split())
    return f"{_ELLIPSIS if start else ''}{body}{_ELLIPSIS if end < len(cleaned) else ''}"


def _best_window(found: list[Token], marks: list[bool], length: int) -> tuple[int, int]:
    """Character bounds of the window with the most different marked syllables, the earliest of equals."""
    places = [i for i, marked in enumerate(marks) if marked]
    best, bounds = 0.0, (0, length)
    first = 0
    counts: dict[str, int] = {}
    for last, place in enumerate(places):
        counts[found[place].folded] = counts.get(found[place].folded, 0) + 1
        while found[place].end - found[places[first]].start > length:
            counts[found[places[first]].folded] -= 1
            first += 1
        value = sum(1 for count in counts.values() if count) + 0.01 * (last - first)
        if value > best + 0.05:
            best = value
            centre = (found[places[first]].start + found[place].end) // 2
            start = max(0, min(found[places[first]].start, centre - length // 2))
            start = 0 if start <= length // 4 else start
            bounds = (start, start + length)
    return bounds


def _marked(text: str, found: list[Token], marks: list[bool], start: int, end: int) -> str:
    """`text[start:end]` escaped, with runs of marked tokens in one `<mark>` each."""
    parts: list[str] = []
    position = start
    i = 0
    while i < len(found):
        if not marks[i] or found[i].start < start or found[i].end > end:
            i += 1
            continue
        last = i
        while (
            last + 1 < len(found)
            and marks[last + 1]
            and found[last + 1].end <= end
            and text[found[last].end : found[last + 1].start].isspace()
        ):
            last += 1
        parts += [
            escape(text[position : found[i].start]),
            f"<mark>{escape(text[found[i].start : found[last].end])}</mark>",
        ]
        position = found[last].end
        i = last + 1
    return "".join([*parts, escape(text[position:end])])

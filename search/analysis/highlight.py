"""What of a result is shown, with what was asked for marked: the author's own spelling, and HTML that is
safe by construction.

Everything is escaped; the only tags are `<mark>` and `</mark>`. A text is not cut into syllables, which takes a
millisecond: only what may be marked is looked for, and all of it only in the stretch that is shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import product
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
CHARACTERS_A_SEARCH: Final = 60
"""In a text of fewer characters for each syllable wanted it is quicker to go through its words once."""
_OF_NUMBERS: Final = frozenset("0123456789.,")
_ELLIPSIS: Final = "…"
_WORD: Final = re.compile(r"[^\W\d_]+")
Spot = tuple[int, int, str]
"""Where something is marked: its first character, the one behind it, the folded syllable."""
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

    def places(self, cleaned: str, folded: str, lenient: bool) -> tuple[list[Token], list[bool]]:
        """What of a cleaned text may be marked, in order, and for each whether it is; `folded` is the same text folded."""
        found = sorted(_occurrences(cleaned, folded, self._syllables()), key=lambda token: token.start)
        return found, self._marks(cleaned, found, lenient)

    def spots(self, cleaned: str, folded: str, lenient: bool) -> list[Spot]:
        """Where in a long text something is marked, nearly, in order: of a pair that is wanted only as one, where a blank parts it.

        Most syllables of a question stand in every sentence; each is looked for only in the stretch that is shown.
        """
        found: set[Spot] = set()
        for syllable, exact in self.singles.items():
            if syllable[0].isdigit():
                found |= {(one.start, one.end, syllable) for one in _numbers(cleaned, {syllable})}
                continue
            for written in _spellings(syllable):
                for start, end in _standing_alone(folded, written):
                    if lenient or not exact or forms(cleaned[start:end])[0] in exact:
                        found.add((start, end, syllable))
        for left, right in self.pairs:
            if left in self.singles and right in self.singles:
                continue
            for written_left, written_right in product(_spellings(left), _spellings(right)):
                for start, end in _standing_alone(folded, f"{written_left} {written_right}"):
                    found.add((start, start + len(written_left), left))
                    found.add((end - len(written_right), end, right))
        return sorted(found)

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
        yield from _numbers(cleaned, numbers)
    words = [syllable for syllable in syllables if syllable not in numbers]
    if len(folded) < CHARACTERS_A_SEARCH * len(words):
        known = {written: syllable for syllable in words for written in _spellings(syllable)}
        for match in _WORD.finditer(folded):
            if match[0] in known:
                start, end = match.span()
                yield Token(forms(cleaned[start:end])[0], known[match[0]], start, end)
        return
    for syllable in words:
        for written in _spellings(syllable):
            for start, end in _standing_alone(folded, written):
                yield Token(forms(cleaned[start:end])[0], syllable, start, end)


def _numbers(cleaned: str, numbers: set[str]) -> Iterator[Token]:
    """Each number wherever it stands, with separators of thousands or without: looked for by its last digits."""
    for number in numbers:
        begin = cleaned.find(number[-3:])
        while begin >= 0:
            end = begin + 1  # there are digits that no number is made of: ²
            while begin and cleaned[begin - 1] in _OF_NUMBERS:
                begin -= 1
            while cleaned[end : end + 1] and cleaned[end] in _OF_NUMBERS:
                end += 1
            for match in NUMBER.finditer(cleaned, begin, end):
                accented, bare = forms(match.group())
                if bare == number:
                    yield Token(accented, bare, match.start(), match.end())
            begin = cleaned.find(number[-3:], end)


def _standing_alone(folded: str, written: str) -> Iterator[tuple[int, int]]:
    """Where a text stands in another without letters beside it."""
    start = folded.find(written)
    while start >= 0:
        end = start + len(written)
        if not folded[start - 1 : start].isalpha() and not folded[end : end + 1].isalpha():
            yield start, end
        start = folded.find(written, end)


@lru_cache(maxsize=4_096)
def _spellings(syllable: str) -> tuple[str, ...]:
    """How a syllable may stand in a folded text: `ki` also as `ky`, `quy` also as `qui`."""
    if not _VARIES.fullmatch(syllable):
        return (syllable,)
    return syllable, syllable[:-1] + ("i" if syllable == "quy" else "y")


def highlighted(text: str, wanted: Wanted) -> str:
    """A whole text (a title) as HTML with what is wanted marked."""
    cleaned = clean(text)
    folded = fold_in_place(cleaned)
    return _marked(cleaned, *wanted.places(cleaned, folded, folded == cleaned.lower()))


def snippet(text: str, wanted: Wanted, length: int = SNIPPET_LENGTH) -> str:
    """The stretch of a text that holds most of what is wanted, as HTML, cut between words; its beginning
    if it holds nothing.

    Parameters: `length` in characters of text, marks not counted.
    """
    cleaned = clean(text[:LONGEST_TEXT]).strip()
    folded = fold_in_place(cleaned)
    lenient = folded == cleaned.lower()
    start, end = _best_window(wanted.spots(cleaned, folded, lenient), length)
    while start and not cleaned[start - 1].isspace():
        start -= 1
    end = min(len(cleaned), max(end, start + length))
    if end < len(cleaned):
        blank = max(cleaned.rfind(" ", start, end + 1), cleaned.rfind("\n", start, end + 1))
        end = blank if blank > start else end
    shown = cleaned[start:end]
    body = " ".join(_marked(shown, *wanted.places(shown, folded[start:end], lenient)).split())
    return f"{_ELLIPSIS if start else ''}{body}{_ELLIPSIS if end < len(cleaned) else ''}"


def _best_window(spots: list[Spot], length: int) -> tuple[int, int]:
    """Character bounds of the window with the most different marked syllables, the earliest of equals."""
    best, bounds = 0.0, (0, length)
    first = different = 0
    counts: dict[str, int] = {}
    for last, (_start, end, syllable) in enumerate(spots):
        different += not counts.get(syllable)
        counts[syllable] = counts.get(syllable, 0) + 1
        while end - spots[first][0] > length:
            gone = spots[first][2]
            counts[gone] -= 1
            different -= not counts[gone]
            first += 1
        value = different + 0.01 * (last - first)
        if value > best + 0.05:
            best = value
            centre = (spots[first][0] + end) // 2
            start = max(0, min(spots[first][0], centre - length // 2))
            start = 0 if start <= length // 4 else start
            bounds = (start, start + length)
    return bounds


def _marked(text: str, found: list[Token], marks: list[bool]) -> str:
    """A text escaped, with runs of marked tokens in one `<mark>` each."""
    parts: list[str] = []
    position = 0
    i = 0
    while i < len(found):
        if not marks[i]:
            i += 1
            continue
        last = i
        while (
            last + 1 < len(found)
            and marks[last + 1]
            and text[found[last].end : found[last + 1].start].isspace()
        ):
            last += 1
        parts += [
            escape(text[position : found[i].start]),
            f"<mark>{escape(text[found[i].start : found[last].end])}</mark>",
        ]
        position = found[last].end
        i = last + 1
    return "".join([*parts, escape(text[position:])])

"""A reader's query taken apart: syllables, phrases in quotes, exclusions, numbers of documents; bounded
whatever comes.

Nothing of a query is ever passed to an engine as its own query language: only terms made here are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from search.analysis.document_numbers import DocumentNumber, find
from search.analysis.legacy import from_legacy
from search.analysis.normalise import clean
from search.analysis.spelling import is_mistake, mend, restore
from search.analysis.syllables import Token, tokens
from search.analysis.synonyms import Expression, Match, Synonyms, standard_synonyms

LONGEST_QUERY: Final = 2_000
"""Characters; the longest question of the judged sets has 700."""
MOST_SYLLABLES: Final = 96
MOST_MISTAKES: Final = 6
MOST_CLAUSES: Final = 8

_CLAUSE = re.compile(r'(?:(?<=\s)|^)(?P<minus>[-−–](?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))|"')
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)


class QueryTooLongError(ValueError):
    """A query of more characters than anyone asks; `longest` is what is allowed."""

    def __init__(self, length: int) -> None:
        super().__init__(f"the query has {length} characters, at most {LONGEST_QUERY} are allowed")
        self.length = length
        self.longest = LONGEST_QUERY


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. Lists of syllables run parallel: `accented[i]` and `folded[i]` are one syllable
    as typed and without accents.
    """

    text: str
    accented: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    breaks: frozenset[int] = frozenset()
    phrases: tuple[Expression, ...] = ()
    excluded: tuple[Expression, ...] = ()
    numbers: tuple[DocumentNumber, ...] = ()
    synonyms: tuple[Match, ...] = ()
    mended: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing positive is asked for."""
        return not self.folded

    @property
    def has_accents(self) -> bool:
        """Whether any syllable was typed with accents: then accents count in ranking."""
        return self.accented != self.folded

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Neighbouring folded syllables; a syllable that is no word takes part with what it may have
        meant.
        """
        for i in range(len(self.folded) - 1):
            if i + 1 in self.breaks:
                continue
            for left in self.readings(i):
                for right in self.readings(i + 1):
                    yield left, right

    def readings(self, position: int) -> tuple[str, ...]:
        """The folded syllable at a position, or the syllables it was probably meant to be."""
        return self.mended.get(position) or (self.folded[position],)


def parse(text: str, synonyms: Synonyms | None = None) -> Query:
    """The query that a reader's text means.

    Parameters: `synonyms` in force for the portal (those of the product if None).
    Errors: `QueryTooLongError` above 2,000 characters; no other text is refused, however odd.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryTooLongError(len(text))
    cleaned = from_legacy(clean(text)).translate(_QUOTES).strip()
    if cleaned.count('"') % 2:
        cleaned = cleaned.replace('"', " ")
    words: list[Token] = []
    phrases: list[Expression] = []
    excluded: list[Expression] = []
    breaks: set[int] = set()
    for minus, written, is_phrase in _clauses(cleaned):
        found = list(tokens(written))[: MOST_SYLLABLES - len(words)]
        if not found:
            continue
        expression = Expression(
            tuple(token.accented for token in found), tuple(token.folded for token in found)
        )
        if minus:
            excluded.append(expression)
            breaks.add(len(words))
            continue
        if is_phrase:
            phrases.append(expression)
            breaks |= {len(words), len(words) + len(found)}
        words += found
    return _assemble(cleaned, words, phrases, excluded, frozenset(breaks), synonyms or standard_synonyms())


def _clauses(text: str) -> Iterator[tuple[bool, str, bool]]:
    """Exclusion, text and whether it is a phrase, for each blank-separated part of a query."""
    for match in _CLAUSE.finditer(text):
        written = match["phrase"] if match["phrase"] is not None else match["word"]
        if written is None:
            continue
        minus = bool(match["minus"]) and not written[:1].isdigit()
        yield minus, written, match["phrase"] is not None


def _assemble(
    text: str,
    words: list[Token],
    phrases: list[Expression],
    excluded: list[Expression],
    breaks: frozenset[int],
    synonyms: Synonyms,
) -> Query:
    accented = [token.accented for token in words]
    folded = [token.folded for token in words]
    mistakes = [i for i in range(len(words)) if is_mistake(accented[i], folded[i])][:MOST_MISTAKES]
    mended = {i: tuple(dict.fromkeys((folded[i], *mend(folded, i)))) for i in mistakes}
    return Query(
        text=text,
        accented=tuple(accented),
        folded=tuple(folded),
        breaks=breaks,
        phrases=tuple(phrases)[:MOST_CLAUSES],
        excluded=tuple(excluded)[:MOST_CLAUSES],
        numbers=tuple(number for number, _, _ in find(text))[:MOST_CLAUSES],
        synonyms=tuple(synonyms.matches(accented, folded)),
        mended={i: readings for i, readings in mended.items() if len(readings) > 1},
    )


def suggestion(query: Query) -> str | None:
    """The query with accents restored and mistakes mended (*Có phải bạn muốn tìm…*), or None where it says
    nothing new.

    A query with quotes or exclusions gets none: whoever writes those means what they write.
    """
    if query.is_empty or query.phrases or query.excluded or len(query.folded) > 16:
        return None
    restored = restore(query.accented, query.folded)
    if tuple(restored) == query.accented or " ".join(restored) == query.text.lower():
        return None
    return _in_place(query.text, restored)


def _in_place(text: str, restored: list[str]) -> str | None:
    """The text with each token replaced, its case and what stands between kept (`15/QD-UBND` stays what it
    is).
    """
    parts: list[str] = []
    last = 0
    changed = False
    numbers = [(start, end) for _, start, end in find(text)]
    for token, spelling in zip(tokens(text), restored, strict=True):
        written = text[token.start : token.end]
        inside = any(start <= token.start < end for start, end in numbers) and not written.isalpha()
        new = written if inside or token.accented == spelling or written.isupper() else spelling
        if written.isdigit():
            new = written
        new = new.capitalize() if written[:1].isupper() and new != written else new
        changed = changed or new.lower() != written.lower()
        parts += [text[last : token.start], new]
        last = token.end
    return "".join([*parts, text[last:]]) if changed else None

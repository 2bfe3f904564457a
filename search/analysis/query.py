"""A reader's query taken apart: syllables, phrases in quotes, exclusions, numbers of documents; bounded
whatever comes.

Nothing of a query is ever passed to an engine as its own query language: only terms made here are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from search.analysis.document_numbers import DocumentNumber, find
from search.analysis.legacy import from_legacy
from search.analysis.normalise import clean
from search.analysis.spelling import is_mistake, mend, restore
from search.analysis.syllables import Token, forms, tokens
from search.analysis.synonyms import Expression, Match, Synonyms, standard_synonyms

LONGEST_QUERY: Final = 2_000
"""Characters; the longest question of the judged sets has 700."""
MOST_SYLLABLES: Final = 96
MOST_MISTAKES: Final = 6
MOST_CLAUSES: Final = 8

_CLAUSE = re.compile(r'(?:(?<!\S)(?P<minus>[-−–])(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_JOINTS = "-/._0123456789"
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
    def asks_nothing(self) -> bool:
        """Whether neither a word is asked for nor one left out."""
        return not self.folded and not self.excluded

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
    matches = tuple(synonyms.matches(accented, folded))
    known = {position for match in matches for position in range(match.start, match.end)}
    unknown = (i for i in range(len(words)) if i not in known and is_mistake(accented[i], folded[i]))
    mistakes = list(islice(unknown, MOST_MISTAKES))
    mended = {i: tuple(dict.fromkeys((folded[i], *mend(folded, i)))) for i in mistakes}
    return Query(
        text=text,
        accented=tuple(accented),
        folded=tuple(folded),
        breaks=breaks,
        phrases=tuple(phrases)[:MOST_CLAUSES],
        excluded=tuple(excluded)[:MOST_CLAUSES],
        numbers=tuple(number for number, _, _ in find(text))[:MOST_CLAUSES],
        synonyms=matches,
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
    if tuple(forms(syllable)[0] for syllable in restored) == query.accented:
        return None
    return _in_place(query.text, restored)


def _in_place(text: str, restored: list[str]) -> str | None:
    """The text with each token replaced, its case and what stands between kept (`15/QD-UBND` stays what it
    is).
    """
    found = list(tokens(text))
    if len(found) != len(restored):
        return None
    numbers = [(start, end) for _, start, end in find(text)]
    parts: list[str] = []
    last = 0
    changed = False
    for token, spelling in zip(found, restored, strict=True):
        written = text[token.start : token.end]
        kept = written.isdigit() or written.isupper() or token.accented == forms(spelling)[0]
        new = written if kept or _is_in_number(text, token, numbers) else spelling
        new = new.capitalize() if written[:1].isupper() and new != written else new
        changed = changed or new != written
        parts += [text[last : token.start], new]
        last = token.end
    return "".join([*parts, text[last:]]) if changed else None


def _is_in_number(text: str, token: Token, numbers: list[tuple[int, int]]) -> bool:
    """Whether a token is joined to a document's number: `qd` in `15/qd-ubnd`, but not `nghi` in `nghi dinh
    42`.
    """
    if not any(start <= token.start < end for start, end in numbers):
        return False
    return text[max(token.start - 1, 0)] in _JOINTS or text[token.end : token.end + 1] in set(_JOINTS)

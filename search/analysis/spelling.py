"""Accents restored, and typing mistakes mended where a token is no syllable.

Fuzziness on every syllable was measured to hurt: syllables have 2 to 6 letters and half of their neighbours
are words. So only what is certainly no syllable is a mistake, and what follows what (pairs of syllables)
decides among the candidates.
"""

import math
import re
import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from search.analysis.lexicon import Lexicon, lexicon
from search.analysis.normalise import folded_key

MOST_CANDIDATES: Final = 4
MOST_GUESSED: Final = 60
LEAST_GAIN: Final = 1.0
"""How much likelier (logarithm) another syllable must be than a word that was written."""
MOST_SPELLINGS: Final = 16
_KEPT_IN_LATTICE: Final = 40
_NEAR_KEYS: Final = (
    "qwsz vghn xdfv serfcx wsdr drtgvc ftyhbv gyujnb ujko huikmn jiolm kop njk "
    "bhjm iklp ol wa edft awedxz rfgy yhji cfgb qase zsdc tghu asx"
)
NEIGHBOURS: Final = dict(zip(string.ascii_lowercase, _NEAR_KEYS.split(), strict=True))
_PAIR_WEIGHT: Final = 0.95
_EDIT_COST: Final = 6.0
_CHEAP_EDIT_COST: Final = 4.0
_RESIDUE_COST: Final = 2.0
_TELEX_TONE: Final = re.compile(r"^(.*[aeiouy].*)[sfrxj]$|^(.*[aeiouy])[sfrxj]([a-z]+)$")
_TELEX_MARKS: Final = re.compile(r"dd|aa|ee|oo|(?<=[aou])w|^w")


def is_mistake(accented: str, folded: str) -> bool:
    """Whether a token is certainly no syllable and no usual foreign word: letters only, never seen as
    written; without accents of 2 letters or more.
    """
    if accented != folded:
        return folded.isalpha() and accented not in lexicon().counts
    return len(folded) > 1 and folded.isalpha() and not lexicon().knows(folded)


def telex_residue(folded: str) -> Iterator[str]:
    """What keys of the Telex method would have meant: `dduwowngf` is `duong`, accents left to be restored."""
    readings = [folded]
    if match := _TELEX_TONE.match(folded):
        readings.append(match[1] or match[2] + match[3])
    for reading in readings:
        bare = _TELEX_MARKS.sub(lambda marks: "" if marks.group() == "w" else marks.group()[0], reading)
        bare = "u" + reading[1:] if reading.startswith("w") else bare
        if bare != folded:
            yield bare


@lru_cache(maxsize=20_000)
def typo_candidates(folded: str, most: int = 2 * MOST_CANDIDATES) -> tuple[tuple[str, float], ...]:
    """Syllables (folded) that one slip of the hand away may have been meant, with a cost; the likeliest
    first.

    A slip is a letter too few, too many or doubled, two exchanged, one mistaken; keys that lie together
    cost less.
    """
    known = lexicon().folded_counts
    costs: dict[str, float] = {}
    for reading in telex_residue(folded):
        if reading in known:
            costs[reading] = min(costs.get(reading, math.inf), _RESIDUE_COST)
    for edited, cost in _one_edit(folded):
        candidate = folded_key(edited)
        if candidate in known and cost < costs.get(candidate, math.inf):
            costs[candidate] = cost
    ranked = sorted(costs.items(), key=lambda item: item[1] - math.log(known[item[0]]))
    return tuple(ranked[:most])


def _one_edit(word: str) -> Iterator[tuple[str, float]]:
    for i in range(len(word)):
        doubled = i > 0 and word[i] == word[i - 1]
        yield word[:i] + word[i + 1 :], _CHEAP_EDIT_COST if doubled else _EDIT_COST
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :], _CHEAP_EDIT_COST
        for letter in string.ascii_lowercase:
            near = letter in NEIGHBOURS.get(word[i], "")
            yield word[:i] + letter + word[i + 1 :], _CHEAP_EDIT_COST if near else _EDIT_COST
    for i in range(len(word) + 1):
        for letter in string.ascii_lowercase:
            yield word[:i] + letter + word[i:], _EDIT_COST


def mend(folded: Sequence[str], position: int) -> list[str]:
    """Up to 4 folded syllables that the mistake at a position may have been, the likeliest in its place
    first.
    """
    candidates = typo_candidates(folded[position], MOST_GUESSED)
    ranked = sorted(candidates, key=lambda item: -_likelihood(folded, position, *item))
    return [candidate for candidate, _ in ranked[:MOST_CANDIDATES]]


def guess(folded: Sequence[str]) -> tuple[int, list[str]] | None:
    """Where a query may hold a mistake that is itself a word, and up to 4 syllables that may have been
    meant, the likeliest first; None where nothing else is likelier.
    """
    gains: list[tuple[float, int, str]] = []
    for position, written in enumerate(folded):
        if not written.isalpha() or written not in lexicon().folded_counts:
            continue
        as_written = _likelihood(folded, position, written, 0.0)
        gains += [
            (_likelihood(folded, position, candidate, cost) - as_written, position, candidate)
            for candidate, cost in typo_candidates(written, MOST_GUESSED)
            if candidate != written
        ]
    likelier = sorted((gain for gain in gains if gain[0] > LEAST_GAIN), reverse=True)
    if not likelier:
        return None
    place = likelier[0][1]
    return place, [candidate for _, position, candidate in likelier if position == place][:MOST_CANDIDATES]


def _likelihood(folded: Sequence[str], position: int, candidate: str, cost: float) -> float:
    """How likely a syllable is at a place, by its neighbours and by itself (logarithms)."""
    words = lexicon()
    before = folded[position - 1] if position else ""
    after = folded[position + 1] if position + 1 < len(folded) else ""
    pairs = words.folded_pairs
    together = pairs.get(f"{before} {candidate}", 0) + pairs.get(f"{candidate} {after}", 0)
    return 2 * math.log1p(together) + math.log(words.folded_counts[candidate]) - cost


def restore(accented: Sequence[str], folded: Sequence[str]) -> list[str]:
    """The likeliest accented spelling of a query, syllable by syllable (Viterbi over pairs of syllables).

    A syllable that has accents and occurs in texts is kept; one without may take any of its spellings; a
    mistake is mended.
    """
    words = lexicon()
    paths: dict[str, tuple[float, tuple[str, ...]]] = {"": (0.0, ())}
    for position in range(len(folded)):
        options = _options(words, accented[position], folded, position)
        following: dict[str, tuple[float, tuple[str, ...]]] = {}
        for option, cost in options:
            score, path = max(
                (score + _step(words, last, option), path) for last, (score, path) in paths.items()
            )
            following[option] = (score - cost, (*path, option))
        best = sorted(following.items(), key=lambda item: -item[1][0])[:_KEPT_IN_LATTICE]
        paths = dict(best)
    return [words.written.get(syllable, syllable) for syllable in max(paths.values())[1]]


def _options(words: Lexicon, accented: str, folded: Sequence[str], position: int) -> list[tuple[str, float]]:
    bare = folded[position]
    if accented != bare and accented in words.counts:
        return [(accented, 0.0)]
    options = [(spelling, 0.0) for spelling in words.spellings.get(bare, ())[:MOST_SPELLINGS]]
    if not options and bare.isalpha() and len(bare) > 1:
        costs = dict(typo_candidates(bare, MOST_GUESSED))
        options = [
            (spelling, costs[candidate])
            for candidate in mend(folded, position)
            for spelling in words.spellings[candidate][:MOST_SPELLINGS]
        ]
    return options or [(accented, 0.0)]


def _step(words: Lexicon, last: str, option: str) -> float:
    alone = (words.counts.get(option, 0) + 1) / (words.total + len(words.counts))
    if not last:
        return math.log(alone)
    together = words.pairs.get(f"{last} {option}", 0) / (words.counts.get(last, 0) + 1)
    return math.log(_PAIR_WEIGHT * together + (1 - _PAIR_WEIGHT) * alone)

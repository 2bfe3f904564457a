"""A seeded generator of the mistakes that people make when they type Vietnamese."""

import random
import unicodedata
from collections.abc import Callable
from typing import Final

from search.analysis.spelling import NEIGHBOURS

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_TELEX_TONE: Final = dict(zip(_TONES, "frxsj", strict=True))
_TELEX_MARK: Final = {"\u0302": None, "\u0306": "w", "\u031b": "w"}
SHORTEST: Final = 2


def _letters(word: str) -> list[str]:
    return list(unicodedata.normalize("NFC", word))


def _drop(word: str, chance: random.Random) -> str:
    letters = _letters(word)
    letters.pop(chance.randrange(len(letters)))
    return "".join(letters)


def _double(word: str, chance: random.Random) -> str:
    letters = _letters(word)
    place = chance.randrange(len(letters))
    letters.insert(place, letters[place])
    return "".join(letters)


def _swap(word: str, chance: random.Random) -> str:
    letters = _letters(word)
    place = chance.randrange(len(letters) - 1)
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _neighbour(word: str, chance: random.Random) -> str:
    letters = _letters(word)
    places = [i for i, letter in enumerate(letters) if letter.lower() in NEIGHBOURS]
    if not places:
        return _double(word, chance)
    place = chance.choice(places)
    letters[place] = chance.choice(NEIGHBOURS[letters[place].lower()])
    return "".join(letters)


def _tone(word: str, chance: random.Random) -> str:
    """The tone left out or mistaken; another mistake where the syllable has none."""
    decomposed = unicodedata.normalize("NFD", word)
    places = [i for i, mark in enumerate(decomposed) if mark in _TONES]
    if not places:
        return _neighbour(word, chance)
    other = chance.choice(["", *(tone for tone in _TONES if tone != decomposed[places[0]])])
    return unicodedata.normalize("NFC", decomposed[: places[0]] + other + decomposed[places[0] + 1 :])


def _telex(word: str, chance: random.Random) -> str:
    """What the keys leave behind when the input method is off: `đường` as `dduwowngf`."""
    decomposed = unicodedata.normalize("NFD", word)
    keys, tone = "", ""
    for mark in decomposed:
        if mark in _TELEX_TONE:
            tone = _TELEX_TONE[mark]
        elif mark in _TELEX_MARK:
            keys += _TELEX_MARK[mark] or keys[-1:]
        else:
            keys += {"đ": "dd", "Đ": "Dd"}.get(mark, mark)
    return keys + tone if keys + tone != word else _swap(word, chance)


MISTAKES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _drop,
    _double,
    _swap,
    _neighbour,
    _tone,
    _telex,
)


def with_typos(text: str, edits: int, seed: int) -> str:
    """A query with so many mistakes, each in another word of at least two letters where there are enough.

    Parameters: `seed` decides everything; the same text and seed give the same mistakes.
    """
    chance = random.Random(f"{seed}:{text}")  # noqa: S311 - mistakes, not secrets
    words = text.split()
    places = [i for i, word in enumerate(words) if word.isalpha() and len(_letters(word)) >= SHORTEST]
    for _ in range(edits):
        if not places:
            break
        place = places.pop(chance.randrange(len(places)))
        words[place] = chance.choice(MISTAKES)(words[place], chance)
    return " ".join(words)

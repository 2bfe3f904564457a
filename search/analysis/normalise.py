"""One spelling for each syllable: Unicode form, place of the tone mark, i or y, accents.

Vietnamese text reaches a portal in several legal spellings (`hoà` and `hòa`, `kĩ` and `kỹ`), in composed
and decomposed Unicode (Unikey's "tổ hợp", file names of macOS) and with the Icelandic eth for đ. What is
shown keeps its author's spelling; what is compared goes through here.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

_IS_CLEAN = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u02af\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e\u20ab]*\\Z")
"""Only characters that cleaning leaves as they are, as in nearly every text: a tenth of the time."""
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
_FOLDED_BELOW: Final = 0x2000
_SPACE_CONTROLS = "\t\n\r\v\f"


class _Cleaning(dict[int, str]):
    """Translation table made as characters come: invisible ones go, every kind of blank becomes a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _SPACE_CONTROLS:
            result = character if character == "\n" else " "
        elif unicodedata.category(character) in _INVISIBLE:
            result = ""
        elif unicodedata.category(character) == "Zs":
            result = " "
        else:
            result = character
        self[code] = result
        return result


class _Folding(dict[int, str]):
    """Translation table made as characters come: lower case, no marks, đ and ð as d."""

    _LETTERS = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code).lower())
        bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        result = "".join(self._LETTERS.get(letter, letter) for letter in bare)
        self[code] = result
        return result


_CLEANING = _Cleaning()
_FOLDING = _Folding()

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
_LATE_MARK = re.compile(
    "[\u0302\u0306\u031b]"
)  # a vowel's mark that came after its tone, and so did not combine
_TONE_BEFORE_MARK = re.compile(f"([{_TONES}])([\u0302\u0306\u031b])")
_OPEN_PAIRS = ("oa", "oe", "uy")


def _tone_placement() -> dict[str, str]:
    """The 15 open rimes whose tone mark stands on either vowel, newer placement to traditional (`oà` to
    `òa`).
    """
    pairs: dict[str, str] = {}
    for pair in _OPEN_PAIRS:
        for tone in _TONES:
            newer = unicodedata.normalize("NFC", pair[0] + pair[1] + tone)
            pairs[newer] = unicodedata.normalize("NFC", pair[0] + tone + pair[1])
    return pairs


_TRADITIONAL = _tone_placement()
_OPEN_RIME = re.compile("(?:" + "|".join(_TRADITIONAL) + ")$")
_FINAL_Y = re.compile(r"^(qu|[hklmst])([iìỉĩíị])$|^([hklmst])([yỳỷỹýỵ])$")
_I_TO_Y = dict(zip("iìỉĩíị", "yỳỷỹýỵ", strict=True))
_Y_TO_I = {y: i for i, y in _I_TO_Y.items()}


def clean(text: str) -> str:
    """Text in NFC without control and invisible characters; every kind of blank is a space, line breaks stay.

    The result has the author's spelling and is what offsets of tokens and highlights count in.
    """
    if _IS_CLEAN.match(text) and unicodedata.is_normalized("NFC", text):
        return text
    cleaned = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_CLEANING))
    if _LATE_MARK.search(cleaned) is None:
        return cleaned
    ordered = _TONE_BEFORE_MARK.sub(r"\2\1", unicodedata.normalize("NFD", cleaned))
    return unicodedata.normalize("NFC", ordered)


def fold(text: str) -> str:
    """Lower case without tone or vowel marks, đ as d; the length may differ from the text's only for
    foreign letters.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDING)


@lru_cache(maxsize=1)
def _in_place_table() -> npt.NDArray[np.uint16]:
    table = np.arange(0x10000, dtype=np.uint16)
    table[:_FOLDED_BELOW] = [ord(fold(chr(code))[:1] or " ") for code in range(_FOLDED_BELOW)]
    return table


def fold_in_place(text: str) -> str:
    """A text without marks in lower case, every letter where it was: a foreign letter that stands for two keeps the first.

    Five times as fast as `fold`, for texts that are searched and not kept.
    """
    if text.isascii():
        return text.lower()
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(text):
        return "".join(fold(letter)[:1] or " " for letter in text)
    return _in_place_table()[units].astype("<u2").tobytes().decode("utf-16-le", "surrogatepass")


def canonical(syllable: str) -> str:
    """The one spelling under which an accented syllable (lower case, NFC) is compared.

    Tone mark in the traditional place (`hoà` → `hòa`, `thuỷ` → `thủy`, but `quý` stays), i after h k l m s
    t (`kỹ` → `kĩ`), y after qu (`quí` → `quý`), đ for the eth.
    """
    if syllable.isascii():
        return _one_vowel_letter(syllable)
    syllable = syllable.replace("ð", "đ")
    if not syllable.startswith("qu"):
        syllable = _OPEN_RIME.sub(lambda match: _TRADITIONAL[match.group()], syllable)
    return _one_vowel_letter(syllable)


def _one_vowel_letter(syllable: str) -> str:
    """`kỹ` and `kĩ`, `quí` and `quý` under one letter each."""
    if len(syllable) > 3:
        return syllable
    match = _FINAL_Y.match(syllable)
    if match is None:
        return syllable
    if match[1] == "qu":
        return "qu" + _I_TO_Y[match[2]]
    if match[3]:
        return match[3] + _Y_TO_I[match[4]]
    return syllable


def folded_key(syllable: str) -> str:
    """The accent-blind form under which a syllable is compared: `Kỹ`, `kĩ` and `ky` are all `ki`."""
    return _one_vowel_letter(fold(syllable))

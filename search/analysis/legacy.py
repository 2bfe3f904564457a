"""Text pasted from documents in the encodings that Unicode replaced: TCVN3 (.VnTime) and VNI.

In a Unicode field such text shows Latin-1 letters: `Thñ tôc hµnh chÝnh`, `Thuû tuïc haønh chính`. It is
converted only when few of its syllables are Vietnamese as they stand and clearly more are after conversion;
anything else is left alone.
"""

import re
from typing import Final

from viparse.normalize.encodings import get_charmap
from viparse.normalize.tables import convert

from search.analysis.lexicon import lexicon
from search.analysis.normalise import canonical, clean

ENCODINGS: Final = ("tcvn3", "vni")
SUSPECT_BELOW: Final = 0.6
NEEDED_GAIN: Final = 0.3
_LATIN_1 = re.compile(r"[\u0080-\u00ff\u0152\u0153\u0178\u0192\u2013-\u203a]")
_VIETNAMESE = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
"""Letters that the old encodings have not: whoever typed one of them typed Unicode."""
_PUNCTUATION: Final = ".,;:!?()[]“”‘’\"'«»–"
_SYLLABLE = re.compile(r"[^\W\d_]+")


def _known_share(text: str) -> float:
    """Share of a text's syllables that are Vietnamese; letters alone say nothing."""
    words = [canonical(word.lower()) for word in _SYLLABLE.findall(text) if len(word) > 1]
    return lexicon().known_share(words) if words else 0.0


def from_legacy(text: str) -> str:
    """A cleaned text in Unicode, converted from TCVN3 or VNI where it evidently is in one of them.

    Text without Latin-1 letters, text in another language and text that is already Unicode come back
    unchanged.
    """
    if not _LATIN_1.search(text) or _VIETNAMESE.search(text):
        return text
    # Marks of TCVN3 such as ¸ or ® are no letters, so the share is taken of what stands between blanks.
    written = [canonical(part.strip(_PUNCTUATION).lower()) for part in text.split()]
    written = [part for part in written if _SYLLABLE.search(part)]
    unconverted = lexicon().known_share(written)
    if not written or unconverted >= SUSPECT_BELOW:
        return text
    candidates: list[tuple[float, str]] = []
    for name in ENCODINGS:
        charmap = get_charmap(name)
        if charmap is not None:
            converted = clean(convert(text, charmap))
            candidates.append((_known_share(converted), converted))
    share, best = max(candidates, default=(0.0, text))
    return best if share >= unconverted + NEEDED_GAIN else text

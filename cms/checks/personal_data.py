"""Finding what may be personal data in a text. Pure: no Django, no files.

It finds candidates and decides nothing: whoever submits says of each why it may be public, or takes it out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

WORDS = Path(__file__).parent / "data" / "personal_data.yaml"
NEAR = 60  # characters before a number within which a word says what the number is
AROUND = 40  # characters shown on either side of what was found


class Kind(StrEnum):
    """What may have been found."""

    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    HEALTH = "health"
    UNREADABLE = "unreadable"  # an attachment whose text cannot be read by a machine


@dataclass(frozen=True)
class Finding:
    """Something that may be personal data.

    Attributes:
        kind: what it may be.
        value: as written, digits without separators; of an unreadable attachment its key.
        excerpt: the words around it, for the person who answers.
        place: where it stands, in words (`Nội dung`, the name of an attachment).
    """

    kind: Kind
    value: str
    excerpt: str
    place: str = ""

    @property
    def key(self) -> str:
        """Return what an answer to it is kept under: the same value in the same item is answered once (64 hexadecimal digits)."""
        return hashlib.sha256(f"{self.kind}:{self.value.casefold()}".encode()).hexdigest()


# A number with the separators people write: 0912 345 678, 0912.345.678, 001-089-012345.
_DIGITS = re.compile(r"(?<![\w/.,-])(?:\(?\+84\)?)?[ .-]?\(?\d(?:[ .()-]{0,2}\d){7,18}(?![\w/]|[.,-]\d)")
# Mobile numbers by prefix (kế hoạch quy hoạch kho số viễn thông); land lines 02x and ten or eleven digits.
_MOBILE = re.compile(r"^(?:0|84)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$")
_LAND_LINE = re.compile(r"^(?:0|84)2\d{9}$")
# 12 digits: province 001–096, then century and sex 0–9, year of birth, six digits (NĐ 70/2024/NĐ-CP).
_CITIZEN_ID = re.compile(r"^0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}$")


def scan(text: str, place: str = "", known: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what may be personal data in `text`, in the order in which it stands there, each value once.

    Parameters:
        known: numbers that are public anyway, digits alone, such as the authority's own telephone.
    """
    plain = unicodedata.normalize("NFC", text)
    found: dict[str, tuple[int, Finding]] = {}
    for position, one in (*_numbers(plain, place, known), *_health(plain, place)):
        found.setdefault(one.key, (position, one))
    return [one for _position, one in sorted(found.values(), key=lambda pair: pair[0])]


def digits_of(number: str) -> str:
    """Return a number without what separates its digits, a leading +84 as 0."""
    digits = re.sub(r"\D", "", number)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) in {11, 12} else digits


def _numbers(text: str, place: str, known: frozenset[str]) -> Iterator[tuple[int, Finding]]:
    for match in _DIGITS.finditer(text):
        digits = digits_of(match.group())
        kind = _kind_of(digits, text[max(0, match.start() - NEAR) : match.start()])
        if kind is not None and digits not in known:
            yield match.start(), Finding(kind, digits, _excerpt(text, *match.span()), place)


def _kind_of(digits: str, before: str) -> Kind | None:
    if _MOBILE.match(digits) or _LAND_LINE.match(digits):
        # A word that names an account nearer than a telephone would be: numbers of accounts may look like mobile numbers.
        return Kind.BANK_ACCOUNT if _says("bank_account", before[-25:]) else Kind.PHONE
    if _says("bank_account", before) and 8 <= len(digits) <= 19:
        return Kind.BANK_ACCOUNT
    if _CITIZEN_ID.match(digits) or (len(digits) in {9, 12} and _says("citizen_id", before)):
        return Kind.CITIZEN_ID
    return None


def _health(text: str, place: str) -> Iterator[tuple[int, Finding]]:
    for match in _pattern("health").finditer(text):
        word = re.sub(r"\s+", " ", match.group()).casefold()
        yield match.start(), Finding(Kind.HEALTH, word, _excerpt(text, *match.span()), place)


def _says(kind: str, text: str) -> bool:
    return _pattern(kind).search(text) is not None


@lru_cache(maxsize=8)
def _pattern(kind: str) -> re.Pattern[str]:
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))[kind]["words"]
    longest_first = sorted((unicodedata.normalize("NFC", word) for word in words), key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _excerpt(text: str, start: int, end: int) -> str:
    said = text[max(0, start - AROUND) : end + AROUND]
    return re.sub(r"\s+", " ", said).strip()

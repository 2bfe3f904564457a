"""Content codings (RFC 9110, section 8.4): which a client takes, and bodies coded once and kept."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

import brotli
import zstandard

LEAST = 1_000
"""Bytes; a smaller body fits a packet anyhow."""

KEPT_BYTES = 64 * 1024 * 1024
COMPRESSIBLE = (
    "application/json",
    "application/problem+json",
    "application/yaml",
    "application/xml",
    "text/",
)
COMPRESSIBLE_SUFFIXES = ("+json", "+xml")


class Coding(StrEnum):
    """How a body is coded, by the names of IANA's registry."""

    BROTLI = "br"
    ZSTANDARD = "zstd"
    GZIP = "gzip"
    IDENTITY = "identity"

    @property
    def suffix(self) -> str:
        """What distinguishes the entity tag of a body coded so."""
        return "" if self is Coding.IDENTITY else f"-{self.value}"


PREFERENCE = (Coding.ZSTANDARD, Coding.BROTLI, Coding.GZIP)
"""Among those a client likes equally: the cheapest to make first."""

_ENCODERS: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.BROTLI: lambda body: brotli.compress(body, quality=5),
    Coding.ZSTANDARD: lambda body: zstandard.ZstdCompressor(level=6).compress(body),
    Coding.GZIP: lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    Coding.IDENTITY: lambda body: body,
}


def chosen(accepted: str) -> Coding:
    """The best coding that a client takes, by its `Accept-Encoding`; identity where it says nothing."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    others = weights.get("*", 0.0)
    best, most = Coding.IDENTITY, 0.0
    for coding in PREFERENCE:
        weight = weights.get(coding.value, others)
        if weight > most:
            best, most = coding, weight
    return best


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def pays(content_type: str, size: int) -> bool:
    """Whether a body of this type and size (bytes) is worth coding."""
    kind = content_type.partition(";")[0].strip()
    return size >= LEAST and (kind.startswith(COMPRESSIBLE) or kind.endswith(COMPRESSIBLE_SUFFIXES))


class Bodies:
    """Bodies by entity tag, made and coded once; the least recently used are forgotten when there are too many.

    A tag names one content for ever, so what is kept here is never out of date: which tag is right is asked each time.
    """

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[tuple[str, Coding], bytes] = OrderedDict()

    def find(self, key: str, coding: Coding) -> bytes | None:
        """A body as it is sent, coded now if only the plain one is kept; None where there is none."""
        found = self._kept.get((key, coding))
        if found is not None:
            self._kept.move_to_end((key, coding))
            return found
        plain = self._kept.get((key, Coding.IDENTITY))
        return None if plain is None else self.keep(key, plain, coding)

    def keep(self, key: str, plain: bytes, coding: Coding) -> bytes:
        """Keep a body, plain and coded; returns it coded."""
        self._put((key, Coding.IDENTITY), plain)
        if coding is Coding.IDENTITY:
            return plain
        coded = _ENCODERS[coding](plain)
        self._put((key, coding), coded)
        return coded

    def _put(self, key: tuple[str, Coding], body: bytes) -> None:
        before = self._kept.pop(key, None)
        self._size += len(body) - (len(before) if before is not None else 0)
        self._kept[key] = body
        while self._size > self._most and self._kept:
            _key, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)

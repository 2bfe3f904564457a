"""Vietnamese names in ASCII. Pure; nothing of Django in it."""

import re
import unicodedata

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


def ascii_slug(name: str) -> str:
    """A name's slug: lower case, without diacritics, `đ` as `d`, words joined by hyphens (“Đắk Lắk” → `dak-
    lak`).
    """
    decomposed = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _NOT_IN_SLUGS.sub("-", letters).strip("-")


def ascii_suffix(suffix: str) -> str:
    """A file's suffix (`.PDF`) in lower case and ASCII; empty if nothing of it is left."""
    letters = ascii_slug(suffix)
    return f".{letters}" if letters else ""

"""Vietnamese names in ASCII. Pure; nothing of Django in it."""

import re
import unicodedata

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


def ascii_slug(name: str) -> str:
    """A name's slug: lower case, without diacritics, `đ` as `d`, words joined by hyphens (“Đắk Lắk” → `dak-lak`)."""
    decomposed = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _NOT_IN_SLUGS.sub("-", letters).strip("-")

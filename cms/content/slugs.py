"""Addresses in ASCII: `Đường Hồ Chí Minh` → `duong-ho-chi-minh`."""

import unicodedata

from django.utils.text import slugify

_D_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def ascii_slug(text: str, max_length: int = 120) -> str:
    """Return an ASCII slug of Vietnamese `text`.

    Django's `slugify` drops đ, because NFKD does not decompose it; here it becomes d first.

    Parameters: `text`, any Vietnamese text; `max_length`, characters at most, cut at a hyphen where one is near.
    Returns the slug, empty where nothing of `text` is a letter or digit.
    """
    slug = slugify(unicodedata.normalize("NFC", text).translate(_D_STROKE))
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rsplit("-", 1)[0]
    return cut[:max_length].strip("-")

"""Names of units inside phrases. Pure; nothing of Django in it."""

import re

_TYPES = ("Thành phố", "Thị trấn", "Đặc khu", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
_INSIDE = re.compile(rf"(?<=[\w,;)] )(?:{'|'.join(_TYPES)})(?= \S)")


def inside_phrase(text: str) -> str:
    """A phrase with the types of units in small letters wherever they do not begin it.

    A unit's own name begins with a capital (`Tỉnh Thanh Hóa`); inside a phrase its type is an ordinary word
    (`Ủy ban nhân dân tỉnh Thanh Hóa`; Nghị định 30/2020/NĐ-CP, Phụ lục II). Only a type before a name is meant: `Xã hội` stays.
    """
    return _INSIDE.sub(lambda found: _small(text, found), text)


def _small(text: str, found: re.Match[str]) -> str:
    name = found[0]
    following = text[found.end() + 1]
    return name[0].lower() + name[1:] if following.isupper() or following.isdigit() else name

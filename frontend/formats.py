"""How dates, times, numbers and sizes are written for Vietnamese readers."""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_UNIT_TYPES = ("Tỉnh ", "Thành phố ", "Phường ", "Xã ", "Đặc khu ", "Huyện ", "Thị xã ", "Quận ", "Thị trấn ")

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\Z")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")


def as_date(value: date | datetime | None) -> str:
    """Return `21/11/2026`; an instant is read in Vietnam's time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = in_vietnam(value).date()
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def as_partial_date(value: str) -> str:
    """Return an ISO date as `21/11/2026`; where only month or year are known, as `11/2026` or `2026`."""
    return "/".join(reversed(value.split("-")))


def as_time(value: datetime | None) -> str:
    """Return `15:00` in Vietnam's time."""
    return "" if value is None else f"{in_vietnam(value):%H:%M}"


def today() -> date:
    """Return the date in Vietnam."""
    return datetime.now(VIETNAM).date()


def in_vietnam(value: datetime) -> datetime:
    """Return the instant in Vietnam's time; one without an offset is taken to be there already."""
    return value.replace(tzinfo=VIETNAM) if value.tzinfo is None else value.astimezone(VIETNAM)


def as_iso(value: date | datetime | None) -> str:
    """Return the ISO 8601 form for `datetime` attributes and metadata."""
    if value is None:
        return ""
    return in_vietnam(value).isoformat() if isinstance(value, datetime) else value.isoformat()


def as_number(value: float | int | None) -> str:
    """Return `2.530.000` or `96,5`: dots between thousands, a comma before decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{int(value):,}".replace(",", ".")


def as_size(size: int | None) -> str:
    """Return a file's size (`size` in bytes) as `118 KB` or `2,3 MB`."""
    if size is None:
        return ""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{as_number(round(size / 1024 / 1024, 1))} MB"


def read_date(text: str) -> date | None:
    """Return the date somebody typed, as `21/11/2026`, `21-11-2026` or `2026-11-21`.

    An empty text is None. Raises `ValueError` for anything else that is no date.
    """
    text = text.strip()
    if not text:
        return None
    if match := _DAY_FIRST.match(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(f"not a date: {text!r}")


def inside_sentence(name: str) -> str:
    """Return a unit's name as it stands inside a sentence: `tỉnh Thanh Hóa`, `phường Quảng Phú`."""
    return name[:1].lower() + name[1:] if name.startswith(_UNIT_TYPES) else name


def plain(text: str) -> str:
    """Return the text in lower case without Vietnamese marks, to compare what was typed without them."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())

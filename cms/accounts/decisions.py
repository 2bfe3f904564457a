"""The decision by which somebody is appointed: its number and its date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

MAX_LENGTH = 120
# A number with its symbol (NĐ 30/2020/NĐ-CP, Phụ lục I: số và ký hiệu), as 129/QĐ-UBND.
_NUMBERED = re.compile(r"\d+\s*/\s*\S*[A-ZĐa-zđ]")
_DATE = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*(\d{4})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decision:
    """A decision on paper.

    Attributes:
        number: number and symbol as printed (`129/QĐ-UBND`), or the name of a list that has none.
        signed_on: the day it was signed.
    """

    number: str
    signed_on: dt.date

    def __str__(self) -> str:
        return f"{self.number}, {self.signed_on.day}/{self.signed_on.month}/{self.signed_on.year}"

    @property
    def is_numbered(self) -> bool:
        """Return whether it has a number with a symbol, as every decision of an authority has."""
        return _NUMBERED.search(self.number) is not None

    @classmethod
    def parse(cls, text: str) -> Decision:
        """Return the decision that `text` names, e.g. `129/QĐ-UBND, 11/8/2023` or `Quyết định 7/QĐ-UBND ngày 03 tháng 7 năm 2026`.

        Raises ValueError where the number or a possible date is missing.
        """
        found = list(_DATE.finditer(text))
        if not found:
            raise ValueError(f"“{text}” names no date; write it as 129/QĐ-UBND, 11/8/2023.")
        day, month, year = (int(part) for part in found[-1].groups())
        number = (text[: found[-1].start()] + text[found[-1].end() :]).strip(" ,;:")
        if not number:
            raise ValueError(f"“{text}” names no number; write it as 129/QĐ-UBND, 11/8/2023.")
        try:
            return cls(number, dt.date(year, month, day))
        except ValueError:
            raise ValueError(f"“{found[-1].group()}” is no date of the calendar.") from None

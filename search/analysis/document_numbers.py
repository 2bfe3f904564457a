"""Numbers of documents (số, ký hiệu): `42/2022/NĐ-CP`, `15/QĐ-UBND`, `1686/NQ-UBTVQH15`, `15-QĐ/TU`,
`31/2024/QH15`.

Decree 30/2020/NĐ-CP, annex I, says how they are written; citizens write them in every other way. A number
is taken apart into its running number, year, kind and issuing body, and found by whichever of these parts a
query names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from search.analysis.lexicon import DATA
from search.analysis.normalise import clean, fold

MOST_MENTIONS: Final = 50
_YEARS: Final = range(1945, 2100)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Parts of a document's number, folded; an empty part is unknown. `year` is that of the number, or of
    issue.
    """

    number: str
    year: str = ""
    kind: str = ""
    organ: str = ""

    @property
    def key(self) -> str:
        """The term under which exactly these parts are found."""
        return f"#{self.number}/{self.year}/{self.kind}/{self.organ}"

    @property
    def is_full(self) -> bool:
        """Whether number, kind and body are known: what names a document and not just a count of
        something.
        """
        return (bool(self.kind) + bool(self.organ) + bool(self.year)) >= 2

    def part_keys(self) -> Iterator[str]:
        """The terms of every selection of parts that holds the running number: at most 8."""
        parts = ({self.year, ""}, {self.kind, ""}, {self.organ, ""})
        for year, kind, organ in product(*(sorted(part) for part in parts)):
            yield DocumentNumber(self.number, year, kind, organ).key


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Folded name of a kind of document to its abbreviation: `nghi dinh` to `nd`."""
    names: dict[str, str] = {}
    for line in (DATA / "document_kinds.tsv").read_text("utf-8").splitlines()[1:]:
        abbreviation, name = line.split("\t")
        names.setdefault(fold(name), abbreviation)
    return names


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[str, ...]:
    lines = (DATA / "document_kinds.tsv").read_text("utf-8").splitlines()[1:]
    return tuple(line.split("\t")[0] for line in lines)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    lines = (DATA / "document_organs.txt").read_text("utf-8").splitlines()
    organs = "|".join(sorted((line for line in lines if line[:1] not in {"#", ""}), key=len, reverse=True))
    kind = "|".join(sorted(_abbreviations(), key=len, reverse=True))
    name = "|".join(sorted(kinds(), key=len, reverse=True))
    number = r"(?<![\w/.,-])(?P<n>\d{1,5})(?:[a-z](?![a-z]))?"
    year = r"(?P<y>(?:19|20)\d\d)"
    gap = r"\s*[-/._]\s*|\s+"
    organ = rf"(?:\s*[-/._]\s*(?P<o>[a-z][a-z0-9&]*)|\s+(?P<o2>(?:{organs})\d*)(?!\w))?"
    when = rf"(?:\s+(?:nam\s+|ngay\s+\d{{1,2}}[-/.]\d{{1,2}}[-/.])?{year.replace('<y>', '<y2>')}(?![\w/]))?"
    return (
        # 42/2022/nd-cp, 15/qd-ubnd, 15 qd ubnd, 15qd-ubnd
        re.compile(rf"{number}(?:(?:{gap}){year})?(?:{gap})?(?P<k>{kind})(?!\w){organ}{when}"),
        # 31/2024/qh15
        re.compile(rf"{number}(?:{gap}){year}(?:{gap})(?P<o>qh)\d*(?!\w)"),
        # nghi dinh so 42 nam 2022, quyet dinh 15 ngay 1/3/2026, qd 15/2026, nd42
        re.compile(
            rf"(?<!\w)(?P<k>{name}|{kind})(?:\s+so)?[\s:.]*(?P<n>\d{{1,5}})(?![\d.,]\d)"
            rf"(?:\s*[-/.]\s*{year}|{when})(?!\w)"
        ),
        # 42/2022
        re.compile(rf"{number}/{year}(?![\w/])"),
        # so 15
        re.compile(r"(?<!\w)so[\s:.]+(?P<n>\d{1,5})(?![\w/])"),
    )


def parse(written: str, issued_year: int | None = None) -> DocumentNumber | None:
    """The parts of a document's own number as it stands on the document.

    `issued_year` completes a number that has no year (numbering restarts each year). None when there is no
    running number.
    """
    text = fold(clean(written)).strip()
    match = re.match(r"(\d{1,6})[a-z]?\s*(?:/\s*((?:19|20)\d\d)\s*)?[-/]\s*(.+)$", text) or re.match(
        r"(\d{1,6})(?:/((?:19|20)\d\d))?()$", text
    )
    if match is None:
        return None
    parts = [part for part in re.split(r"[-/\s]+", match[3]) if part]
    if parts and re.fullmatch(r"qh\d*", parts[0]):
        parts.insert(0, "")
    kind = parts[0] if parts else ""
    organ = _bare_organ(parts[1]) if len(parts) > 1 else ""
    return DocumentNumber(match[1].lstrip("0") or "0", match[2] or str(issued_year or ""), kind, organ)


def _bare_organ(written: str) -> str:
    """The body without the number of its legislature: `ubtvqh15` is `ubtvqh`."""
    return re.sub(r"\d+$", "", written)


def find(text: str) -> list[tuple[DocumentNumber, int, int]]:
    """Numbers of documents that a text names, with their place; the first pattern that fits a stretch has it.

    Parameters: `text` cleaned, in any spelling. Returns at most 50, in the order of their place.
    """
    folded = fold(text)
    if len(folded) != len(text):
        folded = "".join(fold(letter)[:1] or " " for letter in text)
    found: list[tuple[DocumentNumber, int, int]] = []
    if not any(letter.isdigit() for letter in folded):
        return found
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for _, start, end in found):
                continue
            number = _from_match(match.groupdict())
            if number is not None:
                found.append((number, match.start(), match.end()))
            if len(found) >= MOST_MENTIONS:
                break
    return sorted(found, key=lambda item: item[1])


_MENTION = re.compile(
    r"(?<![\w/.,-])\d{1,5}[a-z]?(?:/\d{4})?[/-][A-ZĐ]{1,5}[A-ZĐa-z]{0,6}\d{0,2}(?:[-/][A-ZĐ][\wĐ&]{0,11})*"
)


def mentioned(text: str) -> list[DocumentNumber]:
    """Full numbers, as they are officially written, that a long text names: at most 50, each once."""
    written = dict.fromkeys(_MENTION.findall(text))
    numbers = (parse(number) for number in list(written)[:MOST_MENTIONS])
    return [number for number in numbers if number is not None and number.is_full]


def _from_match(groups: dict[str, str | None]) -> DocumentNumber | None:
    number = (groups["n"] or "").lstrip("0") or "0"
    year = groups.get("y") or groups.get("y2") or ""
    if int(number) in _YEARS and not (groups.get("k") and groups.get("o")):
        return None  # `kế hoạch 2026` names a year, not a document
    kind = groups.get("k") or ""
    organ = groups.get("o") or groups.get("o2") or ""
    return DocumentNumber(number, year, kinds().get(kind, kind), _bare_organ(organ))


def keys_of(numbers: Iterable[DocumentNumber]) -> list[str]:
    """The terms of several numbers, each once, in order."""
    return list(dict.fromkeys(key for number in numbers for key in number.part_keys()))

"""Clauses: how a place in a regulation is written (`7.3a`), checked and read aloud ("Điểm a khoản 3 Điều 7").

The short form is: article, then khoản, then điểm or the number of a dash. `bis` marks the second of two khoản
printed with the
same number, `.p2` the second unnumbered paragraph, `.n` the closing note. `0` is the heading, `CC.4` the
fourth legal basis,
`QD.2` article 2 of the decision that issues the regulation, `QD.NN` its addressees, `PL` the annex, `*` the
whole text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
CLAUSE_PATTERN = (
    r"^(?:0|\*|QD(?:\.(?:\d{1,2}|NN))?|CC\.\d{1,2}|PL"
    rf"|\d{{1,3}}(?:\.(?:n|p\d{{1,2}}|\d{{1,3}}(?:bis)?(?:\.(?:\d{{1,2}}|p\d{{1,2}}))?))?(?:[{POINT_LETTERS}](?:-[{POINT_LETTERS}])?)?)$"
)
_CLAUSE = re.compile(CLAUSE_PATTERN)
_ARTICLE = re.compile(
    r"^(?P<article>\d+)(?:\.(?:(?P<note>n)|p(?P<paragraph>\d+)"
    r"|(?P<second>\d+)(?P<bis>bis)?(?:\.(?:p(?P<subparagraph>\d+)|(?P<third>\d+)))?))?"
    rf"(?P<point>[{POINT_LETTERS}](?:-[{POINT_LETTERS}])?)?$"
)
EXPECTED = (
    "a clause such as 7, 7.3, 7.3a, 8đ, 11.2bis, 14.1.3, 8.p2, 0, QD.2, QD.NN, CC.4, PL or * (the whole text)"
)


def is_clause(text: str) -> bool:
    """Whether `text` is a clause in the short form, without any unit's initials before it."""
    return bool(_CLAUSE.fullmatch(text))


def article_of(clause: str) -> int | None:
    """Return the number of the article (Điều) a clause stands in; None for headings, legal bases, decision
    and annex."""
    match = _ARTICLE.fullmatch(clause)
    return int(match["article"]) if match else None


@dataclass(frozen=True, slots=True)
class Numbering:
    """Which articles of a print have no numbered khoản: their parts are counted dashes or paragraphs instead.

    A reader who is told "khoản 1 Điều 7" must find that number in the signed text; where only dashes are
    printed, it is told as a dash.
    """

    dashes: Collection[int] = field(default_factory=frozenset)
    paragraphs: Collection[int] = field(default_factory=frozenset)


def clause_text(clause: str, numbering: Numbering | None = None) -> str:
    """Return the clause in words, as a Vietnamese legal text cites it.

    Args:
        clause: the short form, e.g. `7.3a`.
        numbering: which articles print no numbers; none when left out.

    Raises:
        ValueError: `clause` is not in the short form.
    """
    if not is_clause(clause):
        raise ValueError(f"{clause!r} is not {EXPECTED}")
    words = _special(clause)
    if words is None:
        words = _in_article(clause, numbering or Numbering())
    return words[0].upper() + words[1:]


def _special(clause: str) -> str | None:
    fixed = {
        "0": "tiêu đề",
        "*": "toàn văn",
        "QD": "quyết định ban hành",
        "QD.NN": "nơi nhận của quyết định ban hành",
        "PL": "phụ lục",
    }
    if clause in fixed:
        return fixed[clause]
    if clause.startswith("CC."):
        return f"căn cứ thứ {clause[3:]} của quyết định ban hành"
    if clause.startswith("QD."):
        return f"Điều {clause[3:]} quyết định ban hành"
    return None


def _in_article(clause: str, numbering: Numbering) -> str:
    match = _ARTICLE.fullmatch(clause)
    if match is None:
        raise ValueError(f"{clause!r} is not {EXPECTED}")
    article = int(match["article"])
    parts = [f"điểm {match['point'].replace('-', ' đến điểm ')}"] if match["point"] else []
    if match["third"]:
        parts.append(f"gạch đầu dòng thứ {match['third']}")
    if match["subparagraph"]:
        parts.append(f"đoạn {match['subparagraph']}")
    if match["note"]:
        parts.append("ghi chú cuối")
    if match["paragraph"]:
        parts.append(f"đoạn {match['paragraph']}")
    if match["second"]:
        parts.append(_second_level(int(match["second"]), bool(match["bis"]), article, numbering))
    return " ".join([*parts, f"Điều {article}"])


def _second_level(number: int, again: bool, article: int, numbering: Numbering) -> str:
    if number == 0:
        return "đoạn mở đầu"
    if article in numbering.dashes:
        return f"gạch đầu dòng thứ {number}"
    if article in numbering.paragraphs:
        return f"đoạn {number}"
    return f"khoản {number}" + (" (thứ hai)" if again else "")

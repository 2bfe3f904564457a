"""A list of portals to make, as a province's IT keeps it in a spreadsheet. Pure; of Django it has the words only."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

REQUIRED = ("code", "hosts")
OPTIONAL = ("name", "province", "draft")
COLUMNS = (*REQUIRED, *OPTIONAL)
DELIMITERS = ",;\t"
YES = frozenset({"1", "x", "yes", "true", "có", "co"})
NO = frozenset({"", "0", "no", "false", "không", "khong"})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")

# TCVN 5712 (TCVN3, "ABC") puts Vietnamese letters where Latin-1 has these signs; in UTF-8 text they stand beside letters only
# where such a file was converted as if it were Latin-1.
_TCVN3 = re.compile(r"[A-Za-z][­¨©ª«¬®µ¶·¸¹»¼½¾Æ]|[­¨©ª«¬®µ¶·¸¹»¼½¾Æ][A-Za-z]")


class UnitListError(ValueError):
    """The list cannot be read; the message says what, in which line and column, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One portal to make; `number` is its line in the file."""

    number: int
    code: str
    hosts: tuple[str, ...]
    name: str = ""
    province: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class UnitList:
    """What a file holds, and what is worth telling about it."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def read_unit_list(data: bytes, source: str) -> UnitList:
    """Read a list of units.

    Parameters:
        data: the file: CSV in UTF-8, separated by comma, semicolon or tab, with a line of column names.
        source: the file's name, for messages.

    Raises:
        UnitListError: it is no such file; nothing of it can be used.
    """
    notes = []
    if data.startswith(BYTE_ORDER_MARK):
        data = data[len(BYTE_ORDER_MARK) :]
        notes.append(
            _("%(source)s begins with a byte order mark, as spreadsheets write it; it was skipped.")
            % {"source": source}
        )
    text = _decoded(data, source)
    rows = _rows(text, source)
    columns = _columns(next(rows, (1, [])), source)
    lines = tuple(_line(number, values, columns, source) for number, values in rows)
    if not lines:
        raise UnitListError(
            _("%(source)s holds no unit below the line of column names.") % {"source": source}
        )
    _refuse_repeated(lines, source)
    return UnitList(lines, tuple(notes))


def _decoded(data: bytes, source: str) -> str:
    if data.startswith(UTF16):
        raise UnitListError(_("%(source)s is UTF-16; save it as “CSV UTF-8”.") % {"source": source})
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise UnitListError(
            _(
                "%(source)s, line %(line)d, byte %(byte)d: this is not UTF-8. It looks like TCVN3 (ABC), VNI or Windows-1258; "
                "convert it to Unicode and save it as “CSV UTF-8”."
            )
            % {"source": source, "line": line, "byte": column}
        ) from None


def _rows(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield reader.line_num, [value.strip() for value in values]
    except csv.Error as error:
        raise UnitListError(
            _("%(source)s, line %(line)d: a quotation mark or a separator stands where none can (%(error)s).")
            % {"source": source, "line": reader.line_num, "error": error}
        ) from None


def _columns(header: tuple[int, list[str]], source: str) -> list[str]:
    number, names = header[0], [name.lower() for name in header[1]]
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    repeated = [name for name in names if names.count(name) > 1]
    if missing or unknown or repeated:
        what = (
            _("the list lacks the column %(column)s") % {"column": missing[0]}
            if missing
            else _("the list has an unknown column “%(column)s”") % {"column": unknown[0]}
            if unknown
            else _("the list has the column %(column)s twice") % {"column": repeated[0]}
        )
        raise UnitListError(
            _("%(source)s, line %(line)d: %(what)s. Columns are %(required)s and, as you like, %(optional)s.")
            % {
                "source": source,
                "line": number,
                "what": what,
                "required": ", ".join(REQUIRED),
                "optional": ", ".join(OPTIONAL),
            }
        )
    return names


def _line(number: int, values: list[str], columns: list[str], source: str) -> Line:
    where = _("%(source)s, line %(line)d") % {"source": source, "line": number}
    if len(values) != len(columns):
        raise UnitListError(
            _("%(where)s: %(fields)d fields, and the list has %(columns)d columns.")
            % {"where": where, "fields": len(values), "columns": len(columns)}
        )
    row = dict(zip(columns, values, strict=True))
    for column, value in row.items():
        if _TCVN3.search(value):
            raise UnitListError(
                _(
                    "%(where)s, column %(column)s: “%(value)s” is TCVN3 (ABC) text that was saved as if it were Unicode; "
                    "convert the list first."
                )
                % {"where": where, "column": column, "value": value}
            )
    hosts = tuple(re.split(r"[\s;,|]+", row["hosts"])) if row["hosts"] else ()
    if not row["code"] or not hosts:
        raise UnitListError(
            _("%(where)s: the column %(column)s is empty.")
            % {"where": where, "column": "hosts" if row["code"] else "code"}
        )
    draft = row.get("draft", "").lower()
    if draft not in YES | NO:
        raise UnitListError(
            _("%(where)s, column draft: “%(value)s” is neither yes nor no.")
            % {"where": where, "value": draft}
        )
    return Line(number, row["code"], hosts, row.get("name", ""), row.get("province", ""), draft in YES)


def _refuse_repeated(lines: tuple[Line, ...], source: str) -> None:
    """A spreadsheet drops leading zeros and repeats lines: both are told before anything is made."""
    seen: dict[str, int] = {}
    for line in lines:
        where = _("%(source)s, line %(line)d") % {"source": source, "line": line.number}
        for key in (line.code, *(host.lower() for host in line.hosts)):
            if (first := seen.setdefault(key, line.number)) != line.number:
                raise UnitListError(
                    _("%(where)s: %(value)s stands in line %(first)d already.")
                    % {"where": where, "value": key, "first": first}
                )
        if not line.code.isdigit() or len(line.code) not in {2, 3, 5}:
            zeros = _("Did the spreadsheet drop a leading zero?") if line.code.isdigit() else ""
            sentence = _(
                "%(where)s: “%(code)s” is no code: 2 digits for a province, 5 for a commune, 3 for a former district."
            ) % {"where": where, "code": line.code}
            raise UnitListError(f"{sentence} {zeros}".strip())

"""Reads one file from standard input and writes its text as JSON. Runs alone, limited, in a process that a
hostile file may crash without harm; it imports nothing of the product.

    python -I reader.py pdf|docx|xlsx|pptx|odt|ods|txt|csv SECONDS BYTES < FILE
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

LONGEST_TEXT = 1_000_000
MOST_PAGES = 2_000
MOST_UNPACKED = 200_000_000
PAGE_HAS_TEXT = 20
"""Letters from which on a page counts as text; scans carry a stray mark or two."""


class Refused(ValueError):
    """The file is not read; the message says why."""


@dataclass
class Found:
    """The text of a file; pages where its format has some; whether all of them could be read, or none."""

    text: str
    pages: int = 0
    whole: bool = True
    scanned: bool = False


def limit(seconds: int, size: int) -> None:
    """Take from this process all but some seconds of processor and bytes of memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def pdf(data: bytes) -> Found:
    """The text layer of a PDF; a scan has none."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("it asks for a password")
    pages = min(len(reader.pages), MOST_PAGES)
    texts: list[str] = []
    length = with_text = 0
    for number in range(pages):
        text = reader.pages[number].extract_text() or ""
        with_text += sum(map(str.isalnum, text[:500])) >= PAGE_HAS_TEXT
        texts.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            break
    return Found("\n".join(texts), pages, with_text == len(reader.pages), pages > 0 and with_text == 0)


def packed(wanted: str, paragraph: str, run: str, data: bytes) -> Found:
    """The text of a packed format (ISO/IEC 29500, ISO/IEC 26300): its paragraphs, each on a line.

    Parameters:
        wanted: a pattern of the names of the parts that hold text.
        paragraph: the name of the element that is a paragraph, without its namespace.
        run: the name of the element in it that holds text; empty where all of it does.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if re.fullmatch(wanted, name))
        if not names:
            raise Refused("it has no part that holds text")
        return _cut(chain.from_iterable(_paragraphs(archive, name, paragraph, run) for name in names))


def xlsx(data: bytes) -> Found:
    """The text of a workbook, row by row, numbers as they stand; then what is remarked on cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(archive.namelist())
        sheets = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        remarks = [name for name in names if re.fullmatch(r"xl/(?:comments/)?comments?\d*\.xml", name)]
        shared = [
            text
            for name in names
            if name == "xl/sharedStrings.xml"
            for text in _paragraphs(archive, name, "si", "t", keep_empty=True)
        ]
        rows = chain.from_iterable(_rows(archive, name, shared) for name in sheets)
        remarked = chain.from_iterable(_paragraphs(archive, name, "text", "t") for name in remarks)
        found = _cut(chain(rows, remarked))
        found.pages = len(sheets)
        return found


def plain(data: bytes) -> Found:
    """Text as such: UTF-8, UTF-16 with its mark, or Windows' Vietnamese code page."""
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1258"):
        try:
            return _cut(iter([data.decode(encoding)]))
        except UnicodeDecodeError:
            continue
    raise Refused("its encoding is unknown")


WORD = r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
SLIDES = r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml"
ODF = r"content\.xml"

READERS: dict[str, Callable[[bytes], Found]] = {
    "pdf": pdf,
    "docx": partial(packed, WORD, "p", "t"),
    "xlsx": xlsx,
    "pptx": partial(packed, SLIDES, "p", "t"),
    "odt": partial(packed, ODF, "p", ""),
    "ods": partial(packed, ODF, "p", ""),
    "txt": plain,
    "csv": plain,
}


def _cut(lines: Iterator[str]) -> Found:
    """The lines as one text, as far as it may be long."""
    taken: list[str] = []
    length = 0
    for line in lines:
        taken.append(line)
        length += len(line) + 1
        if length > LONGEST_TEXT:
            return Found("\n".join(taken)[:LONGEST_TEXT], whole=False)
    return Found("\n".join(taken))


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    """The elements of a part, as they end, unless it unpacks to too much or declares anything of its own."""
    from defusedxml.ElementTree import iterparse

    with archive.open(name) as file:
        data = file.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED:
        raise Refused("it unpacks to too much")
    for _event, element in iterparse(io.BytesIO(data), forbid_dtd=True):
        yield element


def _paragraphs(
    archive: zipfile.ZipFile, name: str, paragraph: str, run: str, *, keep_empty: bool = False
) -> Iterator[str]:
    headings = {paragraph} if run else {paragraph, "h"}
    for element in _elements(archive, name):
        if _local(element) in headings:
            text = _text(element, run)
            element.clear()
            if text or keep_empty:
                yield text


def _rows(archive: zipfile.ZipFile, name: str, shared: list[str]) -> Iterator[str]:
    for element in _elements(archive, name):
        if _local(element) == "row":
            cells = [_cell(cell, shared) for cell in element]
            element.clear()
            if any(cells):
                yield "\t".join(cells)


def _cell(cell: Any, shared: list[str]) -> str:
    value = next((part.text or "" for part in cell if _local(part) == "v"), "")
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    return value or _text(cell, "t")


def _text(element: Any, run: str) -> str:
    if not run:
        return "".join(element.itertext())
    return "".join(part.text or "" for part in element.iter() if _local(part) == run)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def main() -> int:
    """Read, and say what was found; 1 with the reason where the file is refused."""
    extension, seconds, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _load_what_reads(extension)
    data = sys.stdin.buffer.read()
    limit(seconds, size)
    try:
        found = READERS[extension](data)
    except MemoryError:
        return _say({"why": "it needs too much memory"}, 1)
    except Exception as error:
        return _say({"why": f"{type(error).__name__}: {error}"[:200]}, 1)
    text = found.text[:LONGEST_TEXT]
    whole = found.whole and len(text) == len(found.text)
    return _say({"text": text, "pages": found.pages, "whole": whole, "scanned": found.scanned}, 0)


def _load_what_reads(extension: str) -> None:
    """Import what reads a PDF while nothing of the file is known and files may still be written: Python keeps what it compiled."""
    if extension == "pdf":
        import pypdf  # noqa: F401


def _say(answer: dict[str, object], code: int) -> int:
    # Text may hold halves of surrogate pairs, which JSON can carry and UTF-8 cannot.
    sys.stdout.write(json.dumps(answer))
    return code


if __name__ == "__main__":
    raise SystemExit(main())

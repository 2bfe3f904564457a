"""Reads one file from standard input and writes its text as JSON. Runs alone, limited, in a process that a
hostile file may crash without harm; it imports nothing of the product.

    python -I reader.py pdf|docx|xlsx|odt SECONDS BYTES < FILE
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

LONGEST_TEXT = 1_000_000
MOST_PAGES = 2_000
MOST_UNPACKED = 200_000_000
PAGE_HAS_TEXT = 20
"""Letters from which on a page counts as text; scans carry a stray mark or two."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(ValueError):
    """The file is not read; the message says why."""


def limit(seconds: int, size: int) -> None:
    """Take from this process all but some seconds of processor and bytes of memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def pdf(data: bytes) -> tuple[str, int, bool]:
    """Text, pages, and whether it is a scan without text."""
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
        with_text += sum(letter.isalnum() for letter in text[:500]) >= PAGE_HAS_TEXT
        texts.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            break
    return "\n".join(texts), pages, pages > 0 and with_text == 0


def docx(data: bytes) -> tuple[str, int, bool]:
    """Text of a Word document: paragraphs, tables, headers and notes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [
            name
            for name in archive.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", name)
        ]
        parts = [_paragraphs(_member(archive, name), f"{W}p", f"{W}t") for name in sorted(names)]
    return "\n".join(parts), 0, False


def xlsx(data: bytes) -> tuple[str, int, bool]:
    """Text of a workbook: shared and inline texts, and numbers as they stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        shared = [name for name in names if name == "xl/sharedStrings.xml"]
        sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
        parts = [_paragraphs(_member(archive, name), f"{S}si", f"{S}t") for name in shared]
        parts += [_paragraphs(_member(archive, name), f"{S}is", f"{S}t") for name in sheets]
    return "\n".join(parts), len(sheets), False


def odt(data: bytes) -> tuple[str, int, bool]:
    """Text of an OpenDocument text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(_member(archive, "content.xml"))  # noqa: S314 - no DTD passes `_member`
    lines = ["".join(element.itertext()) for element in root.iter() if element.tag in {f"{T}p", f"{T}h"}]
    return "\n".join(lines), 0, False


READERS = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "odt": odt}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of an archive, unless it unpacks to too much or declares entities of its own."""
    try:
        with archive.open(name) as file:
            data = file.read(MOST_UNPACKED + 1)
    except KeyError:
        raise Refused(f"it has no {name}") from None
    if len(data) > MOST_UNPACKED:
        raise Refused("it unpacks to too much")
    if _ENTITY.search(data[:4_000]):
        raise Refused("it declares entities")
    return data


def _paragraphs(data: bytes, paragraph: str, run: str) -> str:
    return "\n".join(_lines(data, paragraph, run))


def _lines(data: bytes, paragraph: str, run: str) -> Iterator[str]:
    length = 0
    for _, element in ElementTree.iterparse(io.BytesIO(data)):  # noqa: S314 - no DTD passes `_member`
        if element.tag != paragraph:
            continue
        text = "".join(part.text or "" for part in element.iter(run))
        element.clear()
        if text:
            yield text
            length += len(text)
        if length > LONGEST_TEXT:
            return


def main() -> int:
    """Read, and say what was found; 1 with the reason where the file is refused."""
    extension, seconds, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    data = sys.stdin.buffer.read()
    limit(seconds, size)
    try:
        text, pages, scanned = READERS[extension](data)
    except MemoryError:
        return _say({"why": "it needs too much memory"}, 1)
    except Exception as error:
        return _say({"why": f"{type(error).__name__}: {error}"[:200]}, 1)
    return _say({"text": text[:LONGEST_TEXT], "pages": pages, "scanned": scanned}, 0)


def _say(answer: dict[str, object], code: int) -> int:
    # Text may hold halves of surrogate pairs, which JSON can carry and UTF-8 cannot.
    sys.stdout.write(json.dumps(answer))
    return code


if __name__ == "__main__":
    raise SystemExit(main())

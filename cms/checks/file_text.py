"""The text of an attachment, as far as a machine can read it. Pure: no Django."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath

from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError

LARGEST = (
    30 * 1024 * 1024
)  # bytes that are unpacked of one part, so that a small file cannot become a huge one
LEAST_LETTERS = 20  # a page of a scanned document has none

# Parts of the packed formats that hold text (ISO/IEC 29500, ISO/IEC 26300).
PARTS = {
    ".docx": re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    ".xlsx": re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+|comments\d*)\.xml"),
    ".pptx": re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml"),
    ".odt": re.compile(r"content\.xml"),
    ".ods": re.compile(r"content\.xml"),
}
BLOCKS = {"p", "h", "row", "si", "tr", "t"}


class CannotRead(ValueError):
    """The text of a file cannot be read by a machine: a scan, an old or unknown format, a broken file."""


def text_of(name: str, content: bytes) -> str:
    """Return the text of the file `name`.

    Raises:
        CannotRead: it has no text that a machine could read.
    """
    suffix = PurePath(name).suffix.lower()
    try:
        if suffix == ".pdf":
            return _pdf(content)
        if suffix in PARTS:
            return "\n".join(_packed(content, PARTS[suffix]))
        if suffix in {".txt", ".csv"}:
            return _plain(content)
    except (PyPdfError, zipfile.BadZipFile, ValueError, KeyError, OSError, RecursionError) as error:
        raise CannotRead(name) from error
    raise CannotRead(name)


def _pdf(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    if any(sum(map(str.isalnum, page)) < LEAST_LETTERS for page in pages):
        raise CannotRead("a page is a picture")
    return "\n".join(pages)


def _packed(content: bytes, wanted: re.Pattern[str]) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            if wanted.fullmatch(part.filename):
                if part.file_size > LARGEST:
                    raise CannotRead(part.filename)
                yield _xml(package.read(part))


def _xml(document: bytes) -> str:
    pieces: list[str] = []
    for element in fromstring(document).iter():
        if str(element.tag).rpartition("}")[2] in BLOCKS - {"t"}:
            pieces.append("\n")
        pieces += [element.text or "", element.tail or ""]
    return "".join(pieces)


def _plain(content: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1258")
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead("unknown encoding")

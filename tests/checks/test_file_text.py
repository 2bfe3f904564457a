"""The text of attachments, as far as a machine reads it; no database."""

from __future__ import annotations

import io
import zipfile

import pytest
from fpdf import FPDF
from openpyxl import Workbook

from cms.checks.file_text import CannotRead, text_of

WORDS = "Danh sach ho ngheo: 038089012345"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(**parts: str) -> bytes:
    """A packed document of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


def docx(*runs: str) -> bytes:
    """A document of one paragraph of several runs, as a word processor divides words."""
    said = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return packed(word__document_xml=f"<w:document {NS}><w:body><w:p>{said}</w:p></w:body></w:document>")


def pdf(*pages: str) -> bytes:
    """A document with a text layer; an empty page stands for a scanned one."""
    paper = FPDF()
    paper.set_font("helvetica", size=12)
    for text in pages:
        paper.add_page()
        if text:
            paper.cell(text=text)
    return bytes(paper.output())


def xlsx() -> bytes:
    """A table of numbers and words."""
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Nguyễn Văn A", "038089012345"])
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", WORDS.encode()),
        ("a.csv", WORDS.encode("utf-16")),
        ("a.docx", docx("Danh sach ho ", "ngheo: 0380", "89012345")),
        ("a.PDF", pdf(WORDS)),
        ("a.xlsx", xlsx()),
        ("a.odt", packed(content_xml=f"<o><p>{WORDS}</p></o>")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_and_numbers_are_read_whole(name: str, content: bytes) -> None:
    assert "038089012345" in text_of(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", pdf(WORDS, "")),
        ("broken.pdf", b"%PDF-1.4 nothing"),
        ("broken.docx", b"PK nothing"),
        ("old.doc", b"\xd0\xcf\x11\xe0"),
        ("many.zip", packed(a_xml="<a/>")),
        ("picture.jpg", b"\xff\xd8"),
        ("bomb.docx", packed(word__document_xml='<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_machine_reads_is_said_and_not_taken_for_empty(name: str, content: bytes) -> None:
    with pytest.raises(CannotRead):
        text_of(name, content)


def test_a_part_that_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.checks.file_text.LARGEST", 10)

    with pytest.raises(CannotRead):
        text_of("big.docx", docx("a" * 100))


def test_paragraphs_do_not_run_into_each_other() -> None:
    content = packed(
        word__document_xml=f"<w:d {NS}><w:p><w:t>0912345</w:t></w:p><w:p><w:t>678</w:t></w:p></w:d>"
    )

    assert "0912345678" not in text_of("a.docx", content)

"""Files as word processors, spreadsheets and scanners make them."""

import io
import zipfile

from fpdf import FPDF
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image

TEXT = "Danh sách hộ được hỗ trợ di dời khỏi vùng sạt lở"
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:h>{0}</text:h><text:p>{0}</text:p>'
    "</office:document-content>"
)
SLIDE = '<p:sld xmlns:p="x" xmlns:a="y"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'


def archive(**parts: bytes | str) -> bytes:
    """A packed document of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A document in whose paragraphs each word is a run, as a word processor divides them."""
    said = "".join(
        "<w:p>{}</w:p>".format(
            "".join(f"<w:r><w:t xml:space='preserve'>{word} </w:t></w:r>" for word in text.split())
        )
        for text in paragraphs or (TEXT,)
    )
    return archive(**{"word/document.xml": WORD.format(said)})


def pdf(*pages: str) -> bytes:
    """A document with a text layer; an empty page stands for a scanned one."""
    paper = FPDF()
    paper.set_font("helvetica", size=12)
    for text in pages or ("List of households to be moved",):
        paper.add_page()
        if text:
            paper.multi_cell(0, 8, text)
    return bytes(paper.output())


def scan() -> bytes:
    """A document that is a picture."""
    document = FPDF()
    document.add_page()
    document.image(Image.new("RGB", (600, 800), "white"), x=0, y=0, w=200)
    return bytes(document.output())


def xlsx() -> bytes:
    """A table of words and numbers, with a remark."""
    book, file = Workbook(), io.BytesIO()
    book.active.append([TEXT, "038089012345", 912345678])
    book.active["A1"].comment = Comment("Hỏi lại bà Lan", "x")
    book.save(file)
    return file.getvalue()

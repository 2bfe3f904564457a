"""The demo's legal documents as PDF files, laid out as Nghị định 30/2020/NĐ-CP asks of administrative documents.

The font is the front end's own, which is kept as WOFF2 by Unicode range; it is turned into TrueType first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

FONTS = Path(__file__).resolve().parents[2] / "frontend" / "static" / "fonts"
FAMILY = "be-vietnam-pro"
WEIGHTS = {"": 400, "B": 700}
MARGIN_MM = 25.0
LINE_MM = 6.5
BODY_PT = 12


@dataclass(frozen=True)
class DocumentPaper:
    """What is printed on a document: head, number, place and date, abstract, text, signatory."""

    issuing_body: str
    number: str
    place: str
    issued_on: date
    kind: str
    abstract: str
    text: str
    signatory: str


def render_document(paper: DocumentPaper) -> bytes:
    """Return the PDF (A4) of `paper`; blank lines in its text part paragraphs."""
    pdf = FPDF(format="A4")
    pdf.set_margins(MARGIN_MM, 20, 20)
    pdf.set_auto_page_break(True, margin=20)
    pdf.set_title(f"{paper.kind} {paper.number}")
    pdf.set_author(paper.issuing_body)
    pdf.set_lang("vi")
    _add_fonts(pdf)
    pdf.add_page()
    _head(pdf, paper)
    for paragraph in paper.text.split("\n\n"):
        pdf.set_font(FAMILY, "", BODY_PT)
        pdf.multi_cell(0, LINE_MM, paragraph.strip(), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(2.5)
    _foot(pdf, paper)
    return bytes(pdf.output())


def _head(pdf: FPDF, paper: DocumentPaper) -> None:
    half = pdf.epw / 2
    top = pdf.get_y()
    pdf.set_font(FAMILY, "B", 9.5)
    pdf.multi_cell(half, 5.5, paper.issuing_body.upper(), align=Align.C)
    pdf.set_font(FAMILY, "", 11)
    pdf.set_x(MARGIN_MM)
    pdf.multi_cell(half, 7, f"Số: {paper.number}", align=Align.C)
    left_end = pdf.get_y()
    pdf.set_xy(MARGIN_MM + half, top)
    pdf.set_font(FAMILY, "B", 9.5)
    pdf.multi_cell(
        half, 5.5, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc", align=Align.C
    )
    pdf.set_x(MARGIN_MM + half)
    pdf.set_font(FAMILY, "", 10)
    when = (
        f"{paper.place}, ngày {paper.issued_on.day} tháng {paper.issued_on.month} năm {paper.issued_on.year}"
    )
    pdf.multi_cell(half, 8, when, align=Align.C)
    pdf.set_y(max(left_end, pdf.get_y()) + 6)
    pdf.set_font(FAMILY, "B", 14)
    pdf.multi_cell(0, 8, paper.kind.upper(), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font(FAMILY, "B", BODY_PT)
    pdf.multi_cell(0, LINE_MM, paper.abstract, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(5)


def _foot(pdf: FPDF, paper: DocumentPaper) -> None:
    name, _, post = paper.signatory.partition(" – ")
    half = pdf.epw / 2
    pdf.ln(4)
    for style, line in (
        ("B", (post or "Người ký").upper()),
        ("", "(Bản trình diễn, không có giá trị pháp lý)"),
        ("B", name),
    ):
        pdf.set_x(MARGIN_MM + half)
        pdf.set_font(FAMILY, style, 11)
        pdf.multi_cell(half, 7, line, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _add_fonts(pdf: FPDF) -> None:
    fallbacks = []
    for style, weight in WEIGHTS.items():
        for subset in ("vietnamese", "latin-ext", "latin"):
            source = FONTS / f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            if not source.exists():
                continue
            name = FAMILY if subset == "latin" else f"{FAMILY}-{subset}"
            pdf.add_font(name, style, _truetype(source))
            if subset != "latin" and name not in fallbacks:
                fallbacks.append(name)
    pdf.set_fallback_fonts(fallbacks)


@cache
def _truetype(source: Path) -> Path:
    font = TTFont(source)
    font.flavor = None
    target = Path(_folder().name) / f"{source.stem}.ttf"
    font.save(target)
    return target


@cache
def _folder() -> TemporaryDirectory[str]:
    """Return the folder of the turned fonts; it goes with the process."""
    return TemporaryDirectory(prefix="cong-xa-fonts-")

"""Text of files: what is read, what is refused, and that a hostile file harms nothing."""

import pytest

from cms.file_text import limited
from cms.file_text.limited import FileState, read
from tests.file_text.made import ODF, SLIDE, TEXT, WORD, archive, docx, pdf, scan, xlsx


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("extension", "data"),
        [
            ("docx", docx()),
            ("xlsx", xlsx()),
            ("odt", archive(**{"content.xml": ODF.format(TEXT)})),
            ("ods", archive(**{"content.xml": ODF.format(TEXT)})),
            ("pptx", archive(**{"ppt/slides/slide1.xml": SLIDE.format(TEXT)})),
            ("txt", TEXT.encode()),
            ("csv", TEXT.encode("utf-16")),
        ],
    )
    def test_documents(self, extension: str, data: bytes) -> None:
        reading = read(data, extension)
        assert (reading.state, reading.whole) == (FileState.TEXT, True)
        assert TEXT in " ".join(reading.text.split())

    def test_pdf(self) -> None:
        reading = read(pdf(), "pdf")
        assert (reading.state, reading.pages, reading.whole) == (FileState.TEXT, 1, True)
        assert "List of households to be moved" in reading.text

    def test_a_row_of_a_table_stands_on_one_line_with_its_numbers_and_remarks_are_read(self) -> None:
        reading = read(xlsx(), "xlsx")
        assert f"{TEXT}\t038089012345\t912345678" in reading.text
        assert "Hỏi lại bà Lan" in reading.text

    @pytest.mark.parametrize("part", ["header1", "footnotes", "comments"])
    def test_what_stands_beside_the_text_of_a_document(self, part: str) -> None:
        beside = WORD.format("<w:p><w:r><w:t>038089012345</w:t></w:r></w:p>")
        data = archive(**{"word/document.xml": WORD.format(""), f"word/{part}.xml": beside})
        assert "038089012345" in read(data, "docx").text

    def test_paragraphs_do_not_run_into_each_other_and_words_in_runs_stay_whole(self) -> None:
        runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("0380", "89012345"))
        paragraphs = WORD.format(f"<w:p>{runs}</w:p><w:p><w:r><w:t>678</w:t></w:r></w:p>")
        assert read(archive(**{"word/document.xml": paragraphs}), "docx").text == "038089012345\n678"

    def test_a_scan_is_known_as_one(self) -> None:
        assert read(scan(), "pdf").state is FileState.SCANNED

    def test_a_document_with_a_scanned_page_is_not_read_whole(self) -> None:
        reading = read(pdf("List of households to be moved", ""), "pdf")
        assert (reading.state, reading.whole) == (FileState.TEXT, False)

    def test_a_text_that_is_cut_off_is_not_read_whole(self) -> None:
        reading = read(("a" * 1_200_000).encode(), "txt")
        assert (len(reading.text), reading.whole) == (1_000_000, False)

    def test_an_empty_document(self) -> None:
        assert read(docx(""), "docx").state is FileState.EMPTY


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("extension", "data"),
        [
            ("pdf", b""),
            ("pdf", b"%PDF-1.7\n" + b"\x00" * 1000),
            ("pdf", pdf()[:400]),
            ("docx", b"PK\x03\x04nonsense"),
            ("docx", archive(**{"word/document.xml": "<a>" * 5_000})),
            ("docx", archive(**{"word/document.xml": b"\xff\xfe\x00\x00"})),
            ("odt", archive(mimetype="x")),
            ("odt", archive(**{"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
            ("txt", b"\xff\xfe\x00"),
            ("doc", b"\xd0\xcf\x11\xe0"),
            ("zip", archive(**{"a.xml": "<a/>"})),
            ("exe", b"MZ"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_a_reason(self, extension: str, data: bytes) -> None:
        reading = read(data, extension)
        assert reading.state is FileState.REFUSED
        assert reading.why
        assert not reading.whole

    def test_entities_that_multiply(self) -> None:
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!--{" " * 5_000}--><!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a9;</a>'
        reading = read(archive(**{"content.xml": bomb}), "odt")
        assert (reading.state, reading.text) == (FileState.REFUSED, "")
        assert "DTD" in reading.why

    def test_an_archive_that_unpacks_to_too_much(self) -> None:
        bomb = archive(**{"word/document.xml": b"<a>" + b" " * 201_000_000})
        assert len(bomb) < 1_000_000
        reading = read(bomb, "docx")
        assert "unpacks to too much" in reading.why

    def test_too_much_memory(self) -> None:
        big = archive(**{"content.xml": "<a>" + "<b>x</b>" * 2_500_000 + "</a>"})
        assert read(big, "odt", memory=120_000_000).state is FileState.REFUSED

    def test_too_much_time(self) -> None:
        big = archive(**{"content.xml": "<a>" + "<b>x</b>" * 3_000_000 + "</a>"})
        assert read(big, "odt", seconds=1).state is FileState.REFUSED

    def test_a_large_file_is_not_even_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limited, "LARGEST", 10)
        assert "larger" in read(docx(), "docx").why

"""Text of attachments: what is read, what is refused, and that a hostile file harms nothing."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from fpdf import FPDF
from PIL import Image

from search import verification
from search.engines.interface import Engine
from search.extraction import files, limited
from search.extraction.limited import read
from search.models import FileText
from search.models.files import FileState
from sites.releases.models import FileUse, PublicFile, Release
from tests.search.conftest import BOTH, Portals

TEXT = "Danh sách hộ được hỗ trợ di dời khỏi vùng sạt lở"
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
SHEET = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:h>{0}</text:h><text:p>{0}</text:p>'
    "</office:document-content>"
)


def archive(**parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(text: str = TEXT) -> bytes:
    runs = "".join(f"<w:r><w:t xml:space='preserve'>{word} </w:t></w:r>" for word in text.split())
    return archive(**{"word/document.xml": WORD.format(f"<w:p>{runs}</w:p>")})


def pdf(text: str = "List of households to be moved") -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=12)
    document.multi_cell(0, 8, text)
    return bytes(document.output())


def scan() -> bytes:
    document = FPDF()
    document.add_page()
    document.image(Image.new("RGB", (600, 800), "white"), x=0, y=0, w=200)
    return bytes(document.output())


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("extension", "data"),
        [
            ("docx", docx()),
            ("xlsx", archive(**{"xl/sharedStrings.xml": SHEET.format(TEXT)})),
            ("odt", archive(**{"content.xml": ODF.format(TEXT)})),
        ],
    )
    def test_office_documents(self, extension: str, data: bytes) -> None:
        reading = read(data, extension)
        assert reading.state is FileState.TEXT
        assert TEXT in " ".join(reading.text.split())

    def test_pdf(self) -> None:
        reading = read(pdf(), "pdf")
        assert (reading.state, reading.pages) == (FileState.TEXT, 1)
        assert "List of households to be moved" in reading.text

    def test_a_scan_is_known_as_one(self) -> None:
        assert read(scan(), "pdf").state is FileState.SCANNED

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
            ("exe", b"MZ"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_a_reason(self, extension: str, data: bytes) -> None:
        reading = read(data, extension)
        assert reading.state in {FileState.REFUSED, FileState.EMPTY, FileState.SCANNED}
        assert reading.why or reading.state is not FileState.REFUSED

    def test_entities_that_multiply(self) -> None:
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a9;</a>'
        assert read(archive(**{"content.xml": bomb}), "odt").state is FileState.REFUSED

    def test_an_archive_that_unpacks_to_too_much(self) -> None:
        bomb = archive(**{"word/document.xml": b"<a>" + b" " * 300_000_000})
        assert len(bomb) < 1_000_000
        assert read(bomb, "docx").state is FileState.REFUSED

    def test_too_much_memory(self) -> None:
        big = archive(**{"content.xml": "<a>" + "<b>x</b>" * 3_000_000 + "</a>"})
        reading = read(big, "odt", memory=150_000_000)
        assert reading.state is FileState.REFUSED

    def test_too_much_time(self) -> None:
        big = archive(**{"content.xml": "<a>" + "<b>x</b>" * 8_000_000 + "</a>"})
        reading = read(big, "odt", seconds=1)
        assert reading.state is FileState.REFUSED

    def test_a_large_file_is_not_even_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limited, "LARGEST", 10)
        assert read(docx(), "docx").why


@pytest.mark.django_db
@pytest.mark.portal_database(role="owner")
class TestTheyAreFound:
    @pytest.fixture
    def attach(self, portals: Portals) -> Callable[..., PublicFile]:
        def act(item: Any, data: bytes, extension: str = "docx") -> PublicFile:
            import hashlib

            file = PublicFile(
                tenant_id=item.tenant.pk,
                sha256=hashlib.sha256(data).hexdigest(),
                extension=extension,
                name=f"danh-sach.{extension}",
                content_type="application/octet-stream",
                size=len(data),
            )
            if not storages["public"].exists(file.path):
                storages["public"].save(file.path, ContentFile(data))
            file.save()
            FileUse.objects.create(release=Release.objects.get(item_id=item.item_id), file=file)
            return file

        return act

    @pytest.mark.parametrize("engine", BOTH, indirect=True)
    def test_by_what_stands_in_them(
        self,
        portals: Portals,
        release: Callable[..., Any],
        attach: Callable[..., PublicFile],
        found: Callable[..., list[str]],
        engine: Engine,
    ) -> None:
        text = "Văn phòng công khai danh sách đã được Ủy ban nhân dân phê duyệt trong tuần này. " * 4
        item = release(portals.quangphu, "Công khai danh sách", text)
        release(portals.quangphu, "Vùng sạt lở được cắm biển", "Di dời khỏi vùng sạt lở là việc gấp.")
        attach(item, docx())
        assert "Công khai danh sách" not in found("quangphu.test", "di dời khỏi vùng sạt lở")
        assert files.read_waiting() == 1
        assert found("quangphu.test", "di dời khỏi vùng sạt lở") == [
            "Vùng sạt lở được cắm biển",
            "Công khai danh sách",
        ]
        assert found("quangphu.test", "di doi khoi sat lo")[-1] == "Công khai danh sách"
        assert not list(verification.differences(engine, portals.quangphu.pk))
        assert files.read_waiting() == 0

    def test_one_content_is_read_once_for_all_portals(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        for tenant in (portals.quangphu, portals.far):
            attach(release(tenant, "Công khai"), docx())
        assert files.read_waiting() == 1
        assert FileText.objects.get().indexed

    def test_a_scan_is_flagged(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        attach(release(portals.quangphu, "Công khai"), scan(), "pdf")
        files.read_waiting()
        assert FileText.objects.get().state == FileState.SCANNED

    def test_a_file_that_is_gone_is_no_fault(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        storages["public"].delete(attach(release(portals.quangphu, "Công khai"), docx("khác")).path)
        files.read_waiting()
        assert FileText.objects.get().state == FileState.REFUSED

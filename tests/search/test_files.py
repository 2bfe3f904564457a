"""Items are found by what stands in their attachments."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from cms.file_text.limited import FileState
from search import file_texts, verification
from search.engines.interface import Engine
from search.models import FileText
from sites.releases.models import FileUse, PublicFile, Release
from tests.file_text.made import docx, scan
from tests.search.conftest import BOTH, Portals


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
        assert file_texts.read_waiting() == 1
        assert found("quangphu.test", "di dời khỏi vùng sạt lở") == [
            "Vùng sạt lở được cắm biển",
            "Công khai danh sách",
        ]
        assert found("quangphu.test", "di doi khoi sat lo")[-1] == "Công khai danh sách"
        assert not list(verification.differences(engine, portals.quangphu.pk))
        assert file_texts.read_waiting() == 0

    def test_one_content_is_read_once_for_all_portals(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        for tenant in (portals.quangphu, portals.far):
            attach(release(tenant, "Công khai"), docx())
        assert file_texts.read_waiting() == 1
        assert FileText.objects.get().indexed

    def test_a_scan_is_flagged(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        attach(release(portals.quangphu, "Công khai"), scan(), "pdf")
        file_texts.read_waiting()
        assert FileText.objects.get().state == FileState.SCANNED

    def test_a_file_that_is_gone_is_no_fault(
        self, portals: Portals, release: Callable[..., Any], attach: Callable[..., PublicFile]
    ) -> None:
        storages["public"].delete(attach(release(portals.quangphu, "Công khai"), docx("khác")).path)
        file_texts.read_waiting()
        assert FileText.objects.get().state == FileState.REFUSED

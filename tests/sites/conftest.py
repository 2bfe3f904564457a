"""The portals that the tests of delivery look at, and a hand that writes and publishes in them."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from PIL import Image

from cms.content.models import (
    ArticlePage,
    Attachment,
    LegalDocumentPage,
    PortalImage,
    PortalPage,
    SectionPage,
    StaticPage,
)
from cms.moderation.publishing import grant_provisioned
from sites.releases import changes
from sites.releases.models import Release
from tenants.context import tenant_context
from tenants.models import Tenant

QUANG_PHU, THANH_DONG, THANH_HOA, HAI_PHONG, NHU_XUAN = "16522", "10507", "38", "31", "402"


@dataclass
class Portal:
    """A portal of the demo: its tenant, its host, and a client that asks there."""

    tenant: Tenant
    host: str
    client: Client

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """Ask on the portal's host."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, query or {}, headers={"host": self.host, **names})

    def json(self, address: str, status: int = 200, **query: Any) -> Any:
        """The JSON that is answered, with the status that is expected."""
        response = self.get(address, query)
        assert response.status_code == status, response.content[:500]
        return json.loads(response.content)

    def listed(self, **query: Any) -> list[str]:
        """Titles of the items listed."""
        return [item["title"] for item in self.json("/api/v1/items/", page_size=100, **query)["items"]]

    def resolve(self, path: str, status: int = 200) -> Any:
        """What stands at a path."""
        return self.json("/api/v1/resolve/", status, path=path)


class Desk:
    """Writes and publishes in one portal. Publishing needs an approval like everybody's; it is granted with a reason."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    def section(self, slug: str) -> SectionPage:
        """A section by its slug."""
        return SectionPage.objects.get(slug=slug)

    def published(self, page: PortalPage, parent: Any = None) -> Any:
        """A page, public: added below `parent`, or saved anew."""
        page.live = True
        with transaction.atomic():
            grant_provisioned(page, "test of delivery")
        if parent is not None:
            parent.specific.__class__.objects.get(pk=parent.pk).add_child(instance=page)
        else:
            page.save()
        changes.assign_positions()
        return type(page).objects.get(pk=page.pk)

    def article(self, title: str, section: str = "tin-tuc", **fields: Any) -> ArticlePage:
        """A public article."""
        values = {
            "category": "news",
            "field": "culture",
            "author_name": "Lê Thị Hoa",
            "source_name": "Phòng Văn hóa",
        }
        page = ArticlePage(title=title, **{**values, **fields})
        return self.published(page, self.section(section))

    def document(
        self, number: str, *files: Attachment, section: str = "van-ban", **fields: Any
    ) -> LegalDocumentPage:
        """A public legal document."""
        values: dict[str, Any] = {
            "title": f"{number}: Về việc thử",
            "category": "documents",
            "number": number,
            "abstract": "Về việc thử",
            "kind": "quyet-dinh",
            "issuing_body": "Ủy ban nhân dân phường",
            "signatory": "Nguyễn Văn An",
            "issued_on": date(2026, 3, 1),
        }
        stream = [
            {"type": "file", "value": file.pk, "id": f"{n:08d}-0000-4000-8000-000000000000"}
            for n, file in enumerate(files)
        ]
        page = LegalDocumentPage(**{**values, **fields}, files=json.dumps(stream))
        return self.published(page, self.section(section))

    def static(self, title: str, section: str = "gioi-thieu", **fields: Any) -> StaticPage:
        """A public page that stays."""
        return self.published(
            StaticPage(title=title, category="introduction", **fields), self.section(section)
        )

    def image(self, colour: str = "navy", size: tuple[int, int] = (700, 400), **fields: Any) -> PortalImage:
        """An image of one colour."""
        values = {"title": colour, "alt_text": f"Một màu {colour}", "credit": "Ảnh: Văn phòng"}
        file = ImageFile(io.BytesIO(picture_bytes(colour, size)), name=f"{colour}.png")
        return PortalImage.objects.create(file=file, **{**values, **fields})

    def attachment(self, name: str = "qd-15.pdf", content: bytes = b"%PDF-1.7 one") -> Attachment:
        """A file to hang on an item."""
        attachment = Attachment(title="Toàn văn")
        attachment.file.save(name, ContentFile(content), save=False)
        attachment.save()
        return attachment


def picture_bytes(colour: str, size: tuple[int, int] = (700, 400)) -> bytes:
    """A PNG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


def paragraph(html: str) -> str:
    """A body of one paragraph."""
    return json.dumps([{"type": "paragraph", "value": html, "id": "00000000-0000-4000-8000-000000000001"}])


def release_of(page: PortalPage) -> Release | None:
    """The release of a page in its language."""
    return Release.objects.filter(item_id=page.item_id, language=page.locale.language_code).first()


@pytest.fixture
def portals(settings: Any) -> Callable[[str], Portal]:
    """The demo's portals by code, as citizens reach them."""
    client = Client()

    def portal(code: str) -> Portal:
        tenant = Tenant.objects.with_code(code).exclude(state="deleted").get()
        host = tenant.canonical_host()
        assert host is not None
        return Portal(tenant, host.name, client)

    settings.ROOT_URLCONF = "cms.urls_delivery"
    return portal


@pytest.fixture
def quang_phu(portals: Callable[[str], Portal]) -> Portal:
    """The ward of Quảng Phú, province Thanh Hóa."""
    return portals(QUANG_PHU)


@pytest.fixture
def thanh_hoa(portals: Callable[[str], Portal]) -> Portal:
    """The province above Quảng Phú."""
    return portals(THANH_HOA)


@pytest.fixture
def hai_phong(portals: Callable[[str], Portal]) -> Portal:
    """Another province."""
    return portals(HAI_PHONG)


@pytest.fixture
def desk(quang_phu: Portal) -> Iterator[Desk]:
    """Quảng Phú's authoring side, entered."""
    with tenant_context(quang_phu.tenant):
        yield Desk(quang_phu.tenant)

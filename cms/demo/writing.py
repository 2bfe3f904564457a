"""From a content file to pages, through the acts that editors use: write, submit, approve, publish."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Page

from cms.accounts.models import User
from cms.content.enums import DocumentKind, Origin
from cms.content.models import (
    ArticlePage,
    Attachment,
    ContactDirectoryPage,
    HomePage,
    LegalDocumentPage,
    PortalImage,
    PortalPage,
    SchedulePage,
    SectionPage,
    StaticPage,
)
from cms.demo import content_schema as files
from cms.demo.pdf import DocumentPaper, render_document
from cms.demo.pictures import render, seed_for
from cms.moderation.publishing import grant_provisioned
from tenants.models import Tenant

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
BLOCK_IDS = NAMESPACE_URL  # stable ids, so that building twice makes the same content
PUBLISHED_AT = dt.time(9, 30)
HALF_A_DAY = dt.timedelta(hours=4)


class Writer:
    """Writes the pages of one content file into the current tenant."""

    def __init__(self, tenant: Tenant, content: files.PortalContent, author: User) -> None:
        self.tenant = tenant
        self.content = content
        self.author = author
        self.home: HomePage = HomePage.objects.get()
        self.sections: dict[str, SectionPage] = {}
        self.pictures: dict[str, PortalImage] = {}

    def make_sections(self) -> None:
        """Make the sections as a tree below the home page; they come with the portal."""
        for section in self.content.sections:
            self._make_section(section, self.home)

    def drafts(self) -> Iterator[tuple[PortalPage, dt.datetime]]:
        """Write every item as a draft; yield it with the instant at which it is to count as published."""
        for page in self.content.pages:
            yield self._add(page.section, self._static(page)), self._at(dt.date(2026, 7, 2))
        for directory in self.content.contacts:
            yield self._add(directory.section, self._directory(directory)), self._at(dt.date(2026, 7, 2))
        for schedule in self.content.schedules:
            yield self._add(schedule.section, self._schedule(schedule)), self._at(dt.date(2026, 7, 2))
        for document in self.content.documents:
            yield self._add(document.section, self._document(document)), self._at(document.issued_on)
        for article in self.content.articles:
            yield (
                self._add(article.section, self._article(article)),
                article.event_at.replace(tzinfo=LOCAL) + dt.timedelta(hours=3),
            )

    def _make_section(self, section: files.Section, parent: Page) -> None:
        page = SectionPage(
            title=section.title,
            slug=section.key,
            summary=section.intro or "",
            column_key=section.key,
            show_in_menus=True,
            live=True,
        )
        grant_provisioned(page, "section of the demo")
        parent.add_child(instance=page)
        self.sections[section.key] = page
        for child in section.children:
            self._make_section(child, page)

    def _add(self, section: str, page: PortalPage) -> PortalPage:
        page.owner = self.author
        page.live = False
        parent = SectionPage.objects.get(pk=self.sections[section].pk)
        parent.add_child(instance=page)
        page.save_revision(user=self.author)
        return page

    def _static(self, page: files.StaticPage) -> StaticPage:
        return StaticPage(
            title=page.title,
            slug=page.key,
            summary=page.summary,
            category=page.category,
            field=page.field,
            body=self._body(page.key, page.body),
            show_in_menus=True,
        )

    def _directory(self, directory: files.ContactDirectory) -> ContactDirectoryPage:
        groups = [{"type": "group", "value": group.model_dump()} for group in directory.groups]
        return ContactDirectoryPage(
            title=directory.title,
            slug=directory.key,
            category="contacts",
            contacts=json.dumps(self._with_ids(directory.key, groups)),
            show_in_menus=True,
        )

    def _schedule(self, schedule: files.Schedule) -> SchedulePage:
        entries = [{"type": "entry", "value": entry.model_dump(mode="json")} for entry in schedule.entries]
        return SchedulePage(
            title=schedule.title,
            slug=schedule.key,
            summary=schedule.summary,
            category="leader_schedule",
            kind=schedule.kind,
            entries=json.dumps(self._with_ids(schedule.key, entries), ensure_ascii=False),
            show_in_menus=True,
        )

    def _article(self, article: files.Article) -> ArticlePage:
        began = article.event_at.replace(tzinfo=LOCAL)
        return ArticlePage(
            title=article.title,
            slug=article.key,
            summary=article.summary,
            category=article.category,
            field=article.field,
            event_at=began,
            event_end_at=began + HALF_A_DAY if article.category == "major_events" else None,
            major_event=article.category == "major_events",
            author_name=article.author,
            source_name=article.source,
            origin=Origin.STAFF,
            lead=article.lead,
            lead_image=self._picture(article.image) if article.image else None,
            body=self._body(article.key, article.body),
        )

    def _document(self, document: files.LegalDocument) -> LegalDocumentPage:
        attachments = [
            {"type": "file", "value": self._attachment(document, file, position).pk}
            for position, file in enumerate(document.files)
        ]
        return LegalDocumentPage(
            title=f"{document.number}: {document.abstract}"[:255],
            slug=document.key,
            summary=document.summary,
            category=document.category,
            field=document.field,
            number=document.number,
            abstract=document.abstract,
            kind=document.kind,
            issuing_body=document.issuing_body,
            signatory=document.signatory,
            issued_on=document.issued_on,
            signed_at=self._at(document.issued_on),
            effective_on=document.effective_on,
            status=document.status,
            files=json.dumps(self._with_ids(document.key, attachments)),
            body=self._body(document.key, document.body),
        )

    def _attachment(
        self, document: files.LegalDocument, file: files.DocumentFile, position: int
    ) -> Attachment:
        paper = DocumentPaper(
            issuing_body=document.issuing_body,
            number=document.number,
            place=self.tenant.identity().short_name,
            issued_on=document.issued_on,
            kind=str(DocumentKind(document.kind).label),
            abstract=document.abstract,
            text=file.text,
            signatory=document.signatory,
        )
        name = f"{document.key}{f'-{position + 1}' if position else ''}.pdf"
        attachment = Attachment(title=file.title, uploaded_by_user=self.author)
        attachment.file.save(name, ContentFile(render_document(paper)), save=False)
        attachment.save()
        return attachment

    def _picture(self, picture: files.Picture) -> PortalImage:
        if picture.key not in self.pictures:
            data = render(picture.scene, seed_for(picture.key))
            self.pictures[picture.key] = PortalImage.objects.create(
                title=picture.alt[:250],
                file=ImageFile(io.BytesIO(data), f"{picture.key}.jpg"),
                alt_text=picture.alt[:250],
                credit=picture.credit,
                uploaded_by_user=self.author,
            )
        return self.pictures[picture.key]

    def _body(self, key: str, blocks: Iterable[Any]) -> str:
        return json.dumps(self._with_ids(key, [self._block(block) for block in blocks]), ensure_ascii=False)

    def _block(self, block: Any) -> dict[str, Any]:
        match block:
            case files.Paragraph():
                value: Any = f"<p>{block.html}</p>"
            case files.Heading():
                value = {"text": block.text, "level": "2"}
            case files.ListBlock():
                value = {"ordered": block.ordered, "items": [f"<p>{item}</p>" for item in block.items]}
            case files.Quote():
                value = {"text": block.text, "cite": block.cite or ""}
            case files.Table():
                table = {
                    "data": [block.header, *block.rows],
                    "first_row_is_table_header": True,
                    "table_caption": block.caption,
                }
                value = {"caption": block.caption, "table": table}
            case files.ImageBlock():
                value = {
                    "image": self._picture(block.image).pk,
                    "alt_text": "",
                    "caption": block.caption or "",
                }
            case _:
                value = block.text
        return {"type": block.type, "value": value}

    @staticmethod
    def _with_ids(key: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**block, "id": str(uuid5(BLOCK_IDS, f"{key}/{position}"))}
            for position, block in enumerate(blocks)
        ]

    @staticmethod
    def _at(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, PUBLISHED_AT, LOCAL)

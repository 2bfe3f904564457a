"""From a page to what citizens get: finished JSON, text for search, facets. It writes nothing but files onto its shelf."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from wagtail.models import Page

from cms.content.enums import ItemType
from cms.content.models import Attachment, PortalPage
from sites.releases import metadata, regulation
from sites.releases.blocks import Rendered, contact_groups, render
from sites.releases.models import Release
from sites.releases.moments import day, instant
from sites.releases.places import Place
from sites.releases.richtext import LinkTarget
from sites.releases.schedules import schedule
from sites.releases.shelf import Shelf
from tenants.models import Tenant

Shape = dict[str, Any]
BODY_TYPES = {ItemType.ARTICLE, ItemType.DOCUMENT, ItemType.PAGE, ItemType.ANSWER}


@dataclass(frozen=True)
class Surroundings:
    """What a page does not know of itself: its portal, its place, how it was approved, what the regulation asks to be said."""

    tenant: Tenant
    place: Place
    attribution: str
    approval: Shape | None
    first_published_at: datetime | None = None
    corrections: list[Shape] = field(default_factory=list)


@dataclass
class Built:
    """A finished item: the columns of its release."""

    columns: Shape
    uses: set[UUID] = field(default_factory=set)

    @property
    def etag(self) -> str:
        """A digest of everything that readers get (32 hexadecimal digits)."""
        return etag_of(self.columns)


SAID = (
    "type", "path", "parent_path", "title", "category", "field", "section_id",
    "section_ids", "published_at", "updated_at", "event_at", "issued_on", "expires_at", "shared", "lead", "facets",
    "summary", "full",
)  # fmt: skip
"""The columns that an entity tag covers, in the order in which it does."""


def etag_of(columns: Shape) -> str:
    """A digest of the columns that readers get; those that are absent count as null."""
    said = json.dumps([_plain(columns.get(name)) for name in SAID], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def build(page: PortalPage, around: Surroundings, shelf: Shelf) -> Built:
    """Make the public form of the content that `page` holds.

    Parameters:
        page: a page of its own type, with the content to show.
        around: what it does not know of itself.
        shelf: where its pictures and attachments go.

    Raises:
        PictureMissing: the file of a picture cannot be read.
    """
    uses: set[UUID] = set()
    rendered = Rendered(shelf=shelf, target=link_target(around.tenant.pk, shelf, uses), uses=uses)
    language = page.locale.language_code
    with translation.override(language):
        summary = _summary(page, around, rendered)
        full = {**summary, **_full(page, around, rendered, summary)}
    columns = {
        **_columns(page, around, summary),
        "summary": summary,
        "full": full,
        "text": "\n".join([summary["summary"], *rendered.lines]).strip(),
    }
    return Built(columns=columns, uses=uses)


def link_target(tenant_id: UUID, shelf: Shelf, uses: set[UUID]) -> LinkTarget:
    """What links inside rich text lead to: a released page's path, an attachment's public file, or nothing.

    Whatever is linked is remembered in `uses`, so that the item is made anew when it becomes public, moves or goes.
    """

    def target(kind: str, key: str) -> str | None:
        if not key.isdecimal():
            return None
        if kind == "page":
            linked = Page.objects.filter(pk=int(key)).values_list("translation_key", flat=True).first()
            if linked is None:
                return None
            uses.add(linked)
            return (
                Release.objects.of(tenant_id).filter(page_id=int(key)).values_list("path", flat=True).first()
            )
        if kind == "document":
            attachment = Attachment.objects.filter(pk=int(key)).first()
            if attachment is None:
                return None
            uses.add(attachment.item_id)
            return str(shelf.attachment(attachment)["href"])
        return None

    return target


def _published_at(page: PortalPage, around: Surroundings) -> datetime:
    return page.first_published_at or around.first_published_at or page.last_published_at or timezone.now()


def _summary(page: PortalPage, around: Surroundings, rendered: Rendered) -> Shape:
    section = around.place.section
    published = _published_at(page, around)
    image = getattr(page, "lead_image", None)
    abstract = str(getattr(page, "abstract", ""))
    return {
        "id": str(page.item_id),
        "type": page.item_type.value,
        "language": page.locale.language_code,
        "title": page.title,
        "summary": page.summary or abstract,
        "path": around.place.path,
        "category": regulation.shape(regulation.category(getattr(page, "category", ""))),
        "field": regulation.shape(regulation.field(getattr(page, "field", ""))),
        "section": {"id": str(section.item_id), "title": section.title, "path": section.path}
        if section
        else None,
        "published_at": instant(published),
        "updated_at": instant(page.last_published_at or published),
        "event_at": instant(getattr(page, "event_at", None)),
        "image": rendered.picture(image) if image else None,
        "document": _document(page) if page.item_type == ItemType.DOCUMENT else None,
        "lead": bool(getattr(page, "lead", False)),
    }


def _document(page: Any) -> Shape:
    return {
        "number": page.number,
        "kind": {"key": page.kind, "label": str(page.get_kind_display())},
        "abstract": page.abstract,
        "issuing_body": page.issuing_body,
        "signatory": page.signatory,
        "issued_on": day(page.issued_on),
        "effective_on": day(page.effective_on),
        "expires_on": day(page.expires_on),
        "status": {"key": page.status, "label": str(page.get_status_display())},
    }


def _answer(page: Any) -> Shape:
    return {
        "question": page.question,
        "answered_by": page.answered_by,
        "answered_on": day(page.answered_on),
    }


def _full(page: PortalPage, around: Surroundings, rendered: Rendered, summary: Shape) -> Shape:
    author = str(getattr(page, "author_name", ""))
    origin = str(getattr(page, "source_name", ""))
    rendered.say(*_searched_facts(summary["document"]), author, origin)
    if page.item_type == ItemType.ANSWER:
        rendered.say(str(getattr(page, "question", "")), str(getattr(page, "answered_by", "")))
    if page.item_type in BODY_TYPES:
        render(page.body, rendered)
    publisher = around.tenant.identity().name
    groups = contact_groups(page.contacts, rendered) if page.item_type == ItemType.CONTACTS else []
    return {
        "author": author,
        "origin": {"name": origin, "url": getattr(page, "source_url", "")} if origin else None,
        "attribution": around.attribution,
        "body": rendered.blocks,
        "files": _files(page, rendered),
        "contacts": groups,
        "answer": _answer(page) if page.item_type == ItemType.ANSWER else None,
        "schedule": schedule(page, rendered) if page.item_type == ItemType.SCHEDULE else None,
        "breadcrumbs": [{"title": above.title, "path": above.path} for above in around.place.ancestors],
        "children": [_child(below) for below in around.place.children],
        "corrections": around.corrections,
        "relations": [],
        "translations": [
            {"language": other.language, "id": str(other.item_id), "path": other.path}
            for other in around.place.translations
        ],
        "approval": around.approval,
        "dublin_core": metadata.dublin_core(
            page,
            summary,
            creator=author or str(getattr(page, "issuing_body", "")),
            origin=origin,
            publisher=publisher,
            rights=around.attribution,
        ),
        "json_ld": metadata.json_ld(
            page, summary, author=author, publisher=publisher, rights=around.attribution
        ),
    }


def _searched_facts(document: Shape | None) -> list[str]:
    if document is None:
        return []
    return [document["number"], document["abstract"], document["issuing_body"], document["signatory"]]


def _files(page: Any, rendered: Rendered) -> list[Shape]:
    if page.item_type != ItemType.DOCUMENT:
        return []
    return rendered.files(child.value for child in page.files)


def _child(release: Release) -> Shape:
    return {"title": release.title, "path": release.path, "summary": release.summary.get("summary", "")}


def _columns(page: PortalPage, around: Surroundings, summary: Shape) -> Shape:
    place = around.place
    own = [page.item_id] if page.item_type == ItemType.SECTION else []
    published = _published_at(page, around)
    return {
        "translation_key": page.translation_key,
        "page_id": page.pk,
        "type": page.item_type.value,
        "path": place.path,
        "parent_path": place.parent_path,
        "title": page.title,
        "category": getattr(page, "category", ""),
        "field": getattr(page, "field", ""),
        "section_id": place.section.item_id if place.section else None,
        "section_ids": [section.item_id for section in place.sections] + own,
        "published_at": published,
        "updated_at": page.last_published_at or published,
        "event_at": getattr(page, "event_at", None),
        "issued_on": getattr(page, "issued_on", None),
        "expires_at": page.expire_at,
        "lead": summary["lead"],
        "facets": _facets(page, summary, around.corrections),
        "approval": around.approval or {},
    }


def _facets(page: PortalPage, summary: Shape, corrections: list[Shape]) -> Shape:
    """What search counts and filters by, keys and labels."""
    facets: Shape = {name: summary[name] for name in ("category", "field") if summary[name]}
    document = summary["document"]
    if document:
        facets |= {
            "kind": document["kind"],
            "status": document["status"],
            "number": document["number"],
            "issuing_body": document["issuing_body"],
            "year": (document["issued_on"] or "")[:4],
        }
    else:
        facets["year"] = (summary["published_at"] or "")[:4]
    if corrections:
        facets["corrected_at"] = corrections[0]["at"]
    return facets


def _plain(value: Any) -> Any:
    """The same with keys, instants and dates as text, for the digest."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, (UUID, date)) else value

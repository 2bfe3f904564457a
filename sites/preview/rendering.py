"""A draft as the API would give it: made by the builder of releases, from the revision that a link shows. Nothing is stored or made public."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from cms.content.models import Attachment, PortalImage, PortalPage
from sites.api.output import voice_of
from sites.preview.links import PREFIX, LinkOver, Opened
from sites.preview.models import PreviewLink
from sites.releases import prepared, regulation, writer
from sites.releases.approvals import items_of
from sites.releases.models import Release
from sites.releases.pictures import Encoded, Format, Original, Rendition, renditions_of
from sites.releases.places import standing_of
from sites.releases.shelf import picture_shape, read_original
from tenants.context import current_tenant

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Shown:
    href: str
    width: int | None
    height: int | None


class PreviewShelf:
    """Gives the addresses of a draft's pictures and files below its link; it stores nothing."""

    def __init__(self, token: str) -> None:
        self._below = f"{PREFIX}{token}/"

    def picture(self, image: PortalImage) -> Shape:
        """The picture in the widths and formats it would be published in."""
        shown = {each: self._shown(image, each) for each in renditions_of(image.width)}
        return picture_shape(shown)

    def attachment(self, attachment: Attachment) -> Shape:
        """The attachment as it is."""
        name = PurePath(str(attachment.filename)).name
        return {
            "title": str(attachment.title),
            "name": name,
            "href": f"{self._below}tep/{attachment.item_id}/",
            "size": attachment.file.size,
            "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        }

    def _shown(self, image: PortalImage, rendition: Rendition) -> _Shown:
        height = max(1, round(image.height * rendition.width / image.width))
        href = f"{self._below}anh/{image.item_id}/{rendition.width}.{rendition.format.value}"
        return _Shown(href, rendition.width, height)


def draft(found: Opened) -> Shape:
    """The full item that the link's revision would become.

    Raises:
        LinkOver: the revision is not what it was when the link was made.
        cms.content.delivery.CannotBeReleased: it cannot be shown as it is; the message says what to mend.
    """
    link = found.link
    page = link.revision.as_object()
    if not isinstance(page, PortalPage) or page.content_digest != link.digest:
        raise LinkOver
    tenant = current_tenant()
    held = (
        Release.objects.of(tenant.pk).filter(item_id=page.item_id, language=page.locale.language_code).first()
    )
    with regulation.asked_once():
        made = writer.built(
            page, held, PreviewShelf(found.token), None, standing_of(page, tenant.pk, items_of(page))
        )
    _remember_uses(link, made.uses)
    voice = voice_of(tenant.pk)
    path = made.columns["path"]
    full: Shape = made.columns["full"]
    return {**full, "url": voice.origin + path, "source": voice.shape(path)}


def picture(link: PreviewLink, item_id: UUID, width: int, extension: str) -> Encoded | None:
    """A picture that the draft shows, in one of the renditions it is offered in; None for any other.

    Raises:
        sites.releases.pictures.PictureError, OSError: its file cannot be read.
    """
    image = PortalImage.objects.filter(item_id=item_id).first() if item_id in link.uses else None
    if image is None or extension not in {each.value for each in Format}:
        return None
    rendition = Rendition(Format(extension), width)
    if rendition not in renditions_of(image.width):
        return None
    data = read_original(image)
    made_before = prepared.find(hashlib.sha256(data).hexdigest(), rendition)
    return made_before or Original(data).encode(rendition)


def attachment(link: PreviewLink, item_id: UUID) -> Attachment | None:
    """An attachment that the draft offers; None for any other."""
    return Attachment.objects.filter(item_id=item_id).first() if item_id in link.uses else None


def _remember_uses(link: PreviewLink, uses: set[UUID]) -> None:
    if set(link.uses) != uses:
        link.uses = sorted(uses)
        link.save(update_fields=["uses"])

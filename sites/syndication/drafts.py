"""An own draft made of an item that was offered: its text and pictures, with where they come from.

The draft keeps the key of the item it was made of, through every edit and copy. What is published of it later is not shared upward and
not sent on: nothing that was sent comes back as new.
"""

import io
import json
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.utils.html import escape

from cms.accounts.models import User
from cms.content.enums import Origin
from cms.content.models import ArticlePage, PortalImage, SectionPage
from cms.regulation import registers
from sites.api.output import Voice, voice_of
from sites.releases.models import Release
from sites.syndication.released import Sent
from tenants.context import current_tenant
from tenants.fleet.usage import refuse_file
from tenants.identity import new_id

Shape = dict[str, Any]
_HREF = re.compile(r'href="([^"]*)"')
OTHER_CATEGORY = "news"
LONGEST_ADDRESS = 200
"""Characters that `ArticlePage.source_url` takes."""


def make(sender_id: UUID, sent: Sent, section: SectionPage, by: User) -> ArticlePage:
    """Make the draft in the current portal, in the running transaction.

    Raises:
        ActRefused: a picture does not fit into what the portal may store.
        FileNotFoundError: a picture's file is not there.
    """
    release = Release.objects.only("full", "event_at").get(pk=sent.row)
    full: Shape = release.full
    voice = voice_of(sender_id)
    taken = _Taken(voice, by)
    address = voice.origin + sent.path
    page = ArticlePage(
        title=sent.title,
        summary=full["summary"],
        category=_category(full),
        field=(full["field"] or {}).get("key", ""),
        event_at=release.event_at,
        author_name=full["author"] or voice.name,
        source_name=(full["origin"] or {}).get("name") or voice.name,
        source_url=address if len(address) <= LONGEST_ADDRESS else voice.origin,
        origin=Origin.SUPPLYING_UNIT,
        came_from=sent.item_id,
        lead_image=taken.picture(full["image"]) if full["image"] else None,
        body=json.dumps(taken.blocks(full["body"]), ensure_ascii=False),
        owner=by,
        live=False,
    )
    SectionPage.objects.get(pk=section.pk).add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def _category(full: Shape) -> str:
    key = str((full["category"] or {}).get("key", ""))
    return key if key in registers.categories() else OTHER_CATEGORY


class _Taken:
    """What is taken over of one item; a picture that stands there twice is taken once."""

    def __init__(self, voice: Voice, by: User) -> None:
        self._voice, self._by = voice, by
        self._pictures: dict[str, PortalImage] = {}

    def blocks(self, body: list[Shape]) -> list[Shape]:
        """The blocks of a body as authoring stores them."""
        made = []
        for block in body:
            kind, value = self._block(block)
            made.append({"type": kind, "value": value, "id": str(new_id())})
        return made

    def picture(self, shape: Shape) -> PortalImage:
        """A picture with its text alternative, as an image of this portal."""
        href = str(shape["src"])
        if href not in self._pictures:
            with storages["public"].open(href.removeprefix("/media/")) as file:
                data: bytes = file.read()
            refuse_file(current_tenant(), len(data))
            self._pictures[href] = PortalImage.objects.create(
                title=(shape["alt"] or self._voice.name)[:250],
                file=ImageFile(io.BytesIO(data), PurePosixPath(href).name),
                alt_text=shape["alt"][:250],
                credit=(shape["credit"] or self._voice.name)[:150],
                uploaded_by_user=self._by,
            )
        return self._pictures[href]

    def _block(self, block: Shape) -> tuple[str, Any]:
        match block["type"]:
            case "heading":
                return "heading", {"text": block["text"], "level": str(block["level"])}
            case "image":
                image = self.picture(block["image"])
                given = block["image"]["alt"]
                alt = given if given != image.alt_text else ""
                return "image", {"image": image.pk, "alt_text": alt, "caption": block["caption"]}
            case "list":
                items = [f"<p>{self._html(item)}</p>" for item in block["items"]]
                return "list", {"ordered": block["ordered"], "items": items}
            case "quote":
                return "quote", {"text": block["text"], "cite": block["cite"]}
            case "table":
                return "table", _table(block)
            case "notice":
                return "notice", block["text"]
            case "files":
                return "paragraph", self._files(block["files"])
        return "paragraph", self._html(block["html"])

    def _html(self, html: str) -> str:
        """Rich text whose links lead to the sender's portal where they led within it."""
        return _HREF.sub(lambda found: f'href="{urljoin(f"{self._voice.origin}/", found[1])}"', html)

    def _files(self, files: list[Shape]) -> str:
        """Attachments stay the sender's; the draft links to them."""
        links = (
            f'<a href="{escape(self._voice.origin + file["href"])}">{escape(file["title"] or file["name"])}</a>'
            for file in files
        )
        return "".join(f"<p>{link}</p>" for link in links)


def _table(block: Shape) -> Shape:
    table = {
        "data": [block["header"], *block["rows"]],
        "first_row_is_table_header": True,
        "table_caption": block["caption"],
    }
    return {"caption": block["caption"], "table": table}

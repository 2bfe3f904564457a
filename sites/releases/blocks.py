"""The blocks of a body as the API gives them: one function for each type of block."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms.content.delivery import CannotBeReleased
from cms.content.models import Attachment, PortalImage
from cms.content.slugs import ascii_slug
from sites.releases.pictures import PictureError
from sites.releases.richtext import LinkTarget, inline_html, plain_text, public_html
from sites.releases.shelf import Shelf

Shape = dict[str, Any]


class PictureMissing(CannotBeReleased):
    """An item shows a picture whose file cannot be read; it cannot be released until that is mended."""


@dataclass
class Rendered:
    """A body under way: its blocks, its text for search, the images and attachments it uses."""

    shelf: Shelf
    target: LinkTarget
    blocks: list[Shape] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    uses: set[UUID] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)

    def say(self, *texts: str) -> None:
        """Add to the text that search reads."""
        self.lines.extend(text.strip() for text in texts if text and text.strip())

    def picture(self, image: PortalImage, alt_text: str = "") -> Shape:
        """A picture in the shape of the API.

        Raises:
            PictureMissing: its file cannot be read.
        """
        self.uses.add(image.item_id)
        try:
            sizes = self.shelf.picture(image)
        except (PictureError, OSError) as error:
            why = (
                error.strerror or "" if isinstance(error, OSError) else str(error)
            )  # no path of the private storage
            detail = _("The picture “%(title)s” cannot be shown: %(error)s") % {
                "title": image.title,
                "error": why,
            }
            raise PictureMissing(detail) from error
        return {"alt": alt_text or image.alt_text, "credit": image.credit, **sizes}

    def files(self, attachments: Iterable[Attachment | None]) -> list[Shape]:
        """Attachments in the shape of the API; one that was deleted is left out."""
        shapes = []
        for attachment in attachments:
            if attachment is not None:
                self.uses.add(attachment.item_id)
                shapes.append(self.shelf.attachment(attachment))
        self.say(*(shape["title"] for shape in shapes))
        return shapes

    def anchor(self, text: str) -> str:
        """An anchor for a heading, different from all others of this body."""
        stem = ascii_slug(text, 60) or "muc"
        anchor, number = stem, 2
        while anchor in self.anchors:
            anchor, number = f"{stem}-{number}", number + 1
        self.anchors.add(anchor)
        return anchor


def render(stream: Any, rendered: Rendered) -> None:
    """Add the blocks of a StreamField's value; a block without anything to show is left out."""
    for child in stream:
        block = RENDERERS[child.block_type](child.value, rendered)
        if block is not None:
            rendered.blocks.append(block)


def _paragraph(value: Any, rendered: Rendered) -> Shape | None:
    html = public_html(value.source, rendered.target)
    rendered.say(plain_text(html))
    return {"type": "paragraph", "html": html} if html else None


def _heading(value: Any, rendered: Rendered) -> Shape:
    text = value["text"].strip()
    rendered.say(text)
    return {"type": "heading", "level": int(value["level"]), "text": text, "anchor": rendered.anchor(text)}


def _image(value: Any, rendered: Rendered) -> Shape | None:
    image = value["image"]
    if image is None:
        return None
    rendered.say(value["caption"])
    shown = rendered.picture(image, value["alt_text"].strip())
    return {"type": "image", "image": shown, "caption": value["caption"]}


def _list(value: Any, rendered: Rendered) -> Shape | None:
    items = [html for item in value["items"] if (html := inline_html(item.source, rendered.target))]
    rendered.say(*(plain_text(item) for item in items))
    return {"type": "list", "ordered": bool(value["ordered"]), "items": items} if items else None


def _quote(value: Any, rendered: Rendered) -> Shape:
    rendered.say(value["text"], value["cite"])
    return {"type": "quote", "text": value["text"], "cite": value["cite"]}


def _table(value: Any, rendered: Rendered) -> Shape | None:
    data = (value["table"] or {}).get("data") or []
    rows = [["" if cell is None else str(cell) for cell in row] for row in data]
    if not rows:
        return None
    rendered.say(value["caption"], *(" ".join(row) for row in rows))
    return {"type": "table", "caption": value["caption"], "header": rows[0], "rows": rows[1:]}


def _notice(value: Any, rendered: Rendered) -> Shape | None:
    rendered.say(value)
    return {"type": "notice", "text": value} if value.strip() else None


def _files(value: Any, rendered: Rendered) -> Shape | None:
    files = rendered.files(value["files"])
    return {"type": "files", "files": files} if files else None


RENDERERS: dict[str, Callable[[Any, Rendered], Shape | None]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "image": _image,
    "list": _list,
    "quote": _quote,
    "table": _table,
    "notice": _notice,
    "files": _files,
}
"""By the names of `cms.content.blocks.BODY_BLOCKS`; a test compares the two."""


def contact_groups(stream: Any, rendered: Rendered) -> list[Shape]:
    """The groups of a contact directory."""
    groups = []
    for child in stream:
        entries = [
            {name: entry[name] for name in ("name", "position", "phone", "email", "unit")}
            for entry in child.value["entries"]
        ]
        rendered.say(child.value["group"], *(" ".join(entry.values()) for entry in entries))
        groups.append({"group": child.value["group"], "entries": entries})
    return groups

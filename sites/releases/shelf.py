"""Where the files of a release lie: pictures in all their sizes, attachments as they are.

The builder asks a shelf and does not know which: `PublicShelf` stores for citizens.
"""

import hashlib
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from cms.content.models import Attachment, PortalImage
from sites.releases import prepared
from sites.releases.changes import require_transaction
from sites.releases.models import PublicFile
from sites.releases.models.files import storage_path
from sites.releases.pictures import Encoded, Format, Original, Rendition, recipe_of, renditions_of

FILE_LOCKS = 0x46494C45  # "FILE": first half of the advisory locks that writers and the sweep of files share
MAX_NAME = 255


class Shelf(Protocol):
    """Gives the addresses of pictures and attachments in the shape of the API."""

    def picture(self, image: PortalImage) -> dict[str, Any]:
        """`{"width", "height", "src", "sources"}` of a picture. Raises PictureError where it is none."""

    def attachment(self, attachment: Attachment) -> dict[str, Any]:
        """`{"title", "name", "href", "size", "content_type"}` of an attachment."""


class ShownFile(Protocol):
    """A picture's file as its shape names it; sizes in pixels."""

    @property
    def href(self) -> str:
        """Its address."""

    @property
    def width(self) -> int | None:
        """Its width."""

    @property
    def height(self) -> int | None:
        """Its height."""


@dataclass(frozen=True, slots=True)
class _Content:
    """Bytes to store and what is known of them."""

    data: bytes
    extension: str
    name: str
    content_type: str
    width: int | None = None
    height: int | None = None
    recipe: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class PublicShelf:
    """Stores in the public storage, with a row for each file, before the release commits.

    `files` collects the keys of all files that were asked for: the release names them as its own.
    """

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.files: set[int] = set()

    def picture(self, image: PortalImage) -> dict[str, Any]:
        """The picture in every width and format, made where it was not made before."""
        data = read_original(image)
        source = hashlib.sha256(data).hexdigest()
        wanted = renditions_of(image.width)
        made = self._made_before(source, wanted)
        missing = [rendition for rendition in wanted if rendition not in made]
        if missing:
            stem = PurePath(str(image.file.name)).stem
            for rendition, encoded in _encoded(data, source, missing):
                made[rendition] = self._keep(_picture_content(source, stem, rendition, encoded))
        self.files.update(file.pk for file in made.values())
        return picture_shape({rendition: made[rendition] for rendition in wanted})

    def attachment(self, attachment: Attachment) -> dict[str, Any]:
        """The attachment as it is."""
        name = PurePath(str(attachment.filename)).name[:MAX_NAME]
        content = _Content(
            data=read_original(attachment),
            extension=(PurePath(name).suffix.lstrip(".").lower() or "bin")[:10],
            name=name,
            content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )
        file = self._keep(content)
        self.files.add(file.pk)
        return {
            "title": str(attachment.title),
            "name": name,
            "href": file.href,
            "size": file.size,
            "content_type": file.content_type,
        }

    def _made_before(self, source: str, wanted: Iterable[Rendition]) -> dict[Rendition, PublicFile]:
        """The renditions of an original that are there, held until the transaction ends."""
        recipes = {recipe_of(source, rendition): rendition for rendition in wanted}
        held = PublicFile.objects.raw(
            "SELECT * FROM public.releases_publicfile WHERE tenant_id = %s AND recipe = ANY(%s) FOR KEY SHARE",
            [self.tenant_id, list(recipes)],
        )
        return {recipes[file.recipe]: file for file in held}

    def _keep(self, content: _Content) -> PublicFile:
        """Store the bytes and their row, or find both; holds them against removal until the transaction ends."""
        require_transaction()
        sha256 = content.sha256
        _hold(sha256)
        path = storage_path(sha256, content.extension)
        storage = storages["public"]
        if not storage.exists(path):
            storage.save(path, ContentFile(content.data))
        return self._found(sha256, content.extension) or self._entered(sha256, content)

    def _found(self, sha256: str, extension: str) -> PublicFile | None:
        held = PublicFile.objects.raw(
            "SELECT * FROM public.releases_publicfile"
            " WHERE tenant_id = %s AND sha256 = %s AND extension = %s FOR KEY SHARE",
            [self.tenant_id, sha256, extension],
        )
        return next(iter(held), None)

    def _entered(self, sha256: str, content: _Content) -> PublicFile:
        try:
            with transaction.atomic():
                return PublicFile.objects.create(
                    tenant_id=self.tenant_id,
                    sha256=sha256,
                    extension=content.extension,
                    name=content.name,
                    content_type=content.content_type,
                    size=len(content.data),
                    width=content.width,
                    height=content.height,
                    recipe=content.recipe,
                )
        except IntegrityError:  # another act entered it meanwhile
            found = self._found(sha256, content.extension)
            if found is None:
                raise
            return found


def read_original(stored: PortalImage | Attachment) -> bytes:
    """The bytes of an image or attachment from the private storage.

    Raises:
        FileNotFoundError: the storage does not have the file.
    """
    with stored.file.storage.open(stored.file.name, "rb") as file:
        data: bytes = file.read()
    return data


def picture_shape(files: Mapping[Rendition, ShownFile]) -> dict[str, Any]:
    """A picture's addresses as the API names them; `src` is the largest JPEG."""
    fallback = max(
        (rendition for rendition in files if rendition.format is Format.JPEG), key=lambda each: each.width
    )
    largest = files[fallback]
    return {
        "width": largest.width,
        "height": largest.height,
        "src": largest.href,
        "sources": [
            {
                "type": kind.content_type,
                "srcset": [
                    {"src": files[rendition].href, "width": rendition.width}
                    for rendition in sorted(files, key=lambda each: each.width)
                    if rendition.format is kind
                ],
            }
            for kind in Format
        ],
    }


def _picture_content(source: str, stem: str, rendition: Rendition, encoded: Encoded) -> _Content:
    return _Content(
        data=encoded.data,
        extension=rendition.format.value,
        name=f"{stem[:200]}-{rendition.width}.{rendition.format.value}",
        content_type=rendition.format.content_type,
        width=encoded.width,
        height=encoded.height,
        recipe=recipe_of(source, rendition),
    )


def _encoded(data: bytes, source: str, wanted: list[Rendition]) -> Iterator[tuple[Rendition, Encoded]]:
    """The renditions of an original: those that were prepared, and the others made now."""
    left = []
    for rendition in wanted:
        found = prepared.find(source, rendition)
        if found is None:
            left.append(rendition)
        else:
            yield rendition, found
    if left:
        yield from Original(data).encode_all(left)


def stripe_of(sha256: str) -> int:
    """Which of 256 locks guards a file's bytes."""
    return int(sha256[:2], 16)


def _hold(sha256: str) -> None:
    """Keep the sweep from removing the bytes until this transaction has ended; writers do not hinder each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [FILE_LOCKS, stripe_of(sha256)])

"""Pictures for citizens: the widths and formats that pages offer. Pure; nothing of Django in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

WIDTHS = (320, 640, 960, 1280)
"""Pixels; a page of 360 px at twofold density up to a full column. No original is enlarged."""

FALLBACK_WIDTHS = (640, 1280)
"""Pixels; JPEG for the few readers without WebP."""

MAX_PIXELS = 80_000_000
"""Larger originals are refused: decoding one would take a worker's memory."""


class PictureError(ValueError):
    """A file cannot be shown as a picture; the message says why."""


class Format(StrEnum):
    """What pictures are encoded as; the value is the file's extension."""

    WEBP = "webp"
    JPEG = "jpg"

    @property
    def content_type(self) -> str:
        """The media type (RFC 9649 for WebP)."""
        return {Format.WEBP: "image/webp", Format.JPEG: "image/jpeg"}[self]


@dataclass(frozen=True, slots=True, order=True)
class Rendition:
    """A format and a width in pixels in which a picture is offered."""

    format: Format
    width: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is sent; sizes in pixels."""

    data: bytes
    width: int
    height: int


def renditions_of(width: int) -> list[Rendition]:
    """What is offered of an original of this width (pixels): smaller ones, and its own width or the largest allowed."""
    largest = min(width, WIDTHS[-1])
    webp = [each for each in WIDTHS if each < largest] + [largest]
    jpeg = [each for each in FALLBACK_WIDTHS if each < largest] + [largest]
    return [Rendition(Format.WEBP, each) for each in webp] + [Rendition(Format.JPEG, each) for each in jpeg]


def recipe_of(source: str, rendition: Rendition) -> str:
    """How a picture is made: of which original (by its SHA-256), in which format and width."""
    return f"{source}:{rendition.format.value}:{rendition.width}"


class Original:
    """A decoded original, upright. Nothing the camera wrote into it (place, device, time) is carried over.

    Raises:
        PictureError: it is no picture, or too large to decode.
    """

    def __init__(self, data: bytes) -> None:
        try:
            opened = Image.open(BytesIO(data))
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureError(
                    f"The picture has {opened.width}x{opened.height} pixels; allowed are {MAX_PIXELS} together."
                )
            self.width, self.height = _upright_size(opened)
            opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # a JPEG is then decoded no larger than needed
            self._decoded = ImageOps.exif_transpose(opened)
            self._decoded.load()
        except PictureError:
            raise
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise PictureError(f"The file cannot be read as a picture: {error}") from error

    def encode(self, rendition: Rendition) -> Encoded:
        """The picture in one of its renditions."""
        width = rendition.width
        height = max(1, round(self.height * width / self.width))
        picture = _opaque(self._decoded) if rendition.format is Format.JPEG else _plain(self._decoded)
        if picture.size != (width, height):
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        goal = BytesIO()
        if rendition.format is Format.WEBP:
            picture.save(goal, "WEBP", quality=80, method=4)
        else:
            picture.save(goal, "JPEG", quality=82, optimize=True, progressive=True)
        return Encoded(goal.getvalue(), width, height)

    def encode_all(self, renditions: list[Rendition]) -> Iterator[tuple[Rendition, Encoded]]:
        """Each of the renditions with the picture in it."""
        for rendition in renditions:
            yield rendition, self.encode(rendition)


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """The original's size as it is seen, whatever way the camera was held (EXIF tag 0x0112)."""
    width, height = picture.size
    turned = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (height, width) if turned else (width, height)


def _plain(picture: Image.Image) -> Image.Image:
    transparent = "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}
    return picture.convert("RGBA" if transparent else "RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    plain = _plain(picture)
    if plain.mode != "RGBA":
        return plain
    white = Image.new("RGB", plain.size, "white")
    white.paste(plain, mask=plain.getchannel("A"))
    return white

"""Pictures for citizens: widths, formats, and nothing of what the camera wrote. Pure."""

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from sites.releases.pictures import Format, Original, PictureError, Rendition, renditions_of


def encoded(mode: str, size: tuple[int, int], kind: str, **options: object) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else "teal").save(made, kind, **options)
    return made.getvalue()


def opened(data: bytes) -> Image.Image:
    """A picture to look at."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("width", "webp", "jpeg"),
    [
        (4000, [320, 640, 960, 1280], [640, 1280]),
        (1280, [320, 640, 960, 1280], [640, 1280]),
        (1000, [320, 640, 960, 1000], [640, 1000]),
        (640, [320, 640], [640]),
        (200, [200], [200]),
    ],
)
def test_no_picture_is_enlarged(width: int, webp: list[int], jpeg: list[int]) -> None:
    offered = renditions_of(width)

    assert [each.width for each in offered if each.format is Format.WEBP] == webp
    assert [each.width for each in offered if each.format is Format.JPEG] == jpeg


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("goal", list(Format))
def test_every_kind_of_original_is_encoded_in_its_proportions(kind: str, goal: Format) -> None:
    original = Original(encoded("RGB", (900, 600), kind))

    made = original.encode(Rendition(goal, 320))

    picture = opened(made.data)
    assert (picture.format, picture.size) == ({"webp": "WEBP", "jpg": "JPEG"}[goal.value], (320, 213))
    assert (made.width, made.height) == (320, 213)


def test_what_the_camera_wrote_is_not_passed_on_but_its_turn_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    exif.get_ifd(0x8825)[2] = (IFDRational(19), IFDRational(48), IFDRational(0))  # where it was taken
    original = Original(encoded("RGB", (800, 400), "JPEG", exif=exif))

    made = opened(original.encode(Rendition(Format.JPEG, 200)).data)

    assert (original.width, original.height) == (400, 800)
    assert made.size == (200, 400)
    assert len(made.getexif()) == 0


def test_a_transparent_picture_stands_on_white_where_the_format_knows_no_transparency() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(made, "PNG")
    original = Original(made.getvalue())

    jpeg = opened(original.encode(Rendition(Format.JPEG, 100)).data)
    webp = opened(original.encode(Rendition(Format.WEBP, 100)).data)

    assert min(jpeg.convert("L").getdata()) > 250
    assert webp.convert("RGBA").getpixel((50, 50))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("data", [b"", b"not a picture", encoded("RGB", (90, 90), "JPEG")[:300]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        Original(data)


def test_a_picture_too_large_to_decode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sites.releases.pictures.MAX_PIXELS", 100 * 100 - 1)

    with pytest.raises(PictureError, match="100x100"):
        Original(encoded("RGB", (100, 100), "PNG"))


def test_the_same_original_gives_the_same_bytes() -> None:
    data = encoded("RGB", (700, 500), "PNG")

    assert [Original(data).encode(each).data for each in renditions_of(700)] == [
        Original(data).encode(each).data for each in renditions_of(700)
    ]

"""The demo's own illustrations: the same every time, of the size asked for, never a blank."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageStat

from cms.demo.content_schema import load_all_content
from cms.demo.pictures import SCENES, Scene, render, seed_for
from cms.demo.pictures.canvas import LIGHTS, Canvas, mix, rgb


@cache
def drawn(scene: Scene) -> bytes:
    return render(scene, 1)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_every_scene_can_be_drawn() -> None:
    assert set(SCENES) == set(Scene)


@pytest.mark.parametrize("scene", list(Scene))
class TestScenes:
    def test_is_a_jpeg_of_a_card_s_size(self, scene: Scene) -> None:
        picture = opened(drawn(scene))
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1280, 720), "RGB")

    def test_is_light_enough_to_serve(self, scene: Scene) -> None:
        assert len(drawn(scene)) < 200_000

    def test_shows_something_everywhere(self, scene: Scene) -> None:
        picture = opened(drawn(scene))
        for left in (0, 640):
            for top in (0, 360):
                quarter = picture.crop((left, top, left + 640, top + 360))
                assert max(ImageStat.Stat(quarter).stddev) > 4, (left, top)

    def test_is_the_same_for_the_same_seed(self, scene: Scene) -> None:
        assert render(scene, 1) == drawn(scene)

    def test_is_another_for_another_seed(self, scene: Scene) -> None:
        assert render(scene, 2) != drawn(scene)


@pytest.mark.parametrize("size", [(640, 360), (600, 600), (320, 480)])
def test_other_sizes_are_cropped_and_not_squeezed(size: tuple[int, int]) -> None:
    assert opened(render("lake", 1, size)).size == size


def test_a_scene_is_asked_for_by_its_plain_name() -> None:
    assert render("tea-hills", 7) == render(Scene.TEA_HILLS, 7)


def test_an_unknown_scene_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no scene 'volcano'; scenes are tea-hills, river-delta"):
        render("volcano", 1)


def test_the_seed_of_a_key_is_the_same_on_every_machine() -> None:
    assert seed_for("anh-doi-che") == 712453707
    assert seed_for("anh-doi-che") != seed_for("anh-ho-nuoc")


def test_light_changes_with_the_seed() -> None:
    assert {Canvas(seed).light.haze for seed in range(40)} == {light.haze for light in LIGHTS}


def test_colours_mix_from_the_first_to_the_second() -> None:
    black, white = rgb("000000"), rgb("ffffff")
    assert mix(black, white, 0) == black
    assert mix(black, white, 1) == white
    assert mix(black, white, 0.5) == (128, 128, 128)


def test_a_gradient_reaches_its_colours_at_both_ends() -> None:
    canvas = Canvas(1)
    canvas.gradient(0, 720, (rgb("102030"), rgb("a0b0c0")))
    assert canvas.image.getpixel((10, 0)) == pytest.approx(rgb("102030"), abs=2)
    assert canvas.image.getpixel((10, canvas.image.height - 1)) == pytest.approx(rgb("a0b0c0"), abs=2)


def test_every_picture_of_the_content_is_a_drawable_scene() -> None:
    scenes = {picture.scene for content in load_all_content() for picture in content.pictures()}
    assert scenes <= set(SCENES)

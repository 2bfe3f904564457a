"""A portal's accent can be read, whatever colour it was given."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from frontend.colour import DEFAULT_ACCENT, WANTED_CONTRAST, contrast, palette_for

COLOURS = some.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@given(COLOURS)
def test_every_accent_is_readable_on_white_and_on_its_own_tint(colour: str) -> None:
    palette = palette_for(colour)
    assert contrast(palette.accent, "#ffffff") >= WANTED_CONTRAST
    assert contrast(palette.accent, palette.tint) >= 4.5
    assert contrast(palette.dark, palette.tint) >= 4.5


def test_a_readable_accent_is_left_alone() -> None:
    assert palette_for("#0B5C8A").accent == "#0b5c8a"


def test_a_pale_accent_is_darkened_and_keeps_its_hue() -> None:
    accent = palette_for("#f2c14e").accent
    red, green, blue = (int(accent[place : place + 2], 16) for place in (1, 3, 5))
    assert red > green > blue


@pytest.mark.parametrize("accent", [None, "", "red", "#fff", "#12345g", "#123456;}body{display:none"])
def test_what_is_no_colour_falls_back(accent: str | None) -> None:
    assert palette_for(accent).accent == DEFAULT_ACCENT


@given(some.text())
def test_the_style_holds_nothing_but_colours(accent: str) -> None:
    assert re.fullmatch(r":root\{(--[a-z-]+:#[0-9a-f]{6};?){4}\}", palette_for(accent).style)

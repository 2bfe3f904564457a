"""One accent colour for each portal, made safe to read.

WCAG 2.2 asks 4.5:1 for text (1.4.3). Links, buttons and headings use the accent on white and white on the
accent, so a portal's colour is darkened, its hue kept, until it has 5.5:1: room for the tinted grounds on
which links also stand.
"""

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_ACCENT = "#12467a"
WANTED_CONTRAST = 5.5

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a portal, as `#rrggbb`: `dark` when pointed at, `tint` for grounds, `line` for edges."""

    accent: str
    dark: str
    tint: str
    line: str

    @property
    def style(self) -> str:
        """Return the rule that sets the colours of a page."""
        return (
            f":root{{--accent:{self.accent};--accent-dark:{self.dark};"
            f"--accent-tint:{self.tint};--accent-line:{self.line}}}"
        )


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (`#rrggbb`), from 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(_parse(first)), _luminance(_parse(second))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@lru_cache(maxsize=512)
def palette_for(accent: str | None) -> Palette:
    """Return the palette for a portal's accent; what is no colour falls back to the default accent."""
    chosen = accent if accent and _HEX.match(accent) else DEFAULT_ACCENT
    readable = _darken_until(chosen.lower(), WANTED_CONTRAST)
    return Palette(
        accent=readable,
        dark=_mix(readable, "#000000", 0.3),
        tint=_mix(readable, "#ffffff", 0.93),
        line=_mix(readable, "#ffffff", 0.72),
    )


def _darken_until(colour: str, ratio: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parse(colour))
    while contrast(colour, "#ffffff") < ratio:
        lightness = max(0.0, lightness - 0.01)
        colour = _format(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_parse(colour), _parse(other), strict=True)
    red, green, blue = (one * (1 - share) + two * share for one, two in pairs)
    return _format((red, green, blue))


def _parse(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _format(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""Contrast of colours (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

AA_TEXT = 4.5  # contrast ratio asked of text of ordinary size
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours written `#rrggbb`."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def validate_accent(value: str) -> None:
    """Raise ValidationError unless `value` is a colour that white text, and links on white, can be read with."""
    if not _HEX.match(value):
        raise ValidationError(_("Write the colour as # and six hexadecimal digits, e.g. #1d4f91."))
    ratio = contrast(value, WHITE)
    if ratio < AA_TEXT:
        raise ValidationError(
            _("%(colour)s is too light: its contrast with white is %(ratio)s, at least %(needed)s is needed.")
            % {"colour": value, "ratio": f"{ratio:.1f}", "needed": AA_TEXT}
        )


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

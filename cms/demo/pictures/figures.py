"""What people build and who they are: houses, flags, boats, people without faces."""

import math

from cms.demo.pictures.canvas import BARK, Canvas, Colour, mix, rgb

WALL = rgb("f4ead6")
OCHRE = rgb("eccf8f")
TILE = rgb("b8583f")
TIMBER = rgb("8a6242")
GLASS = rgb("9fc3cf")
RED, GOLD = rgb("c8352b"), rgb("f7cf46")
NAVY = rgb("2c4a63")
SKIN = rgb("d9ab86")
HAIR = rgb("3a302c")
CLOTHES = (rgb("3f6f8f"), rgb("b4584a"), rgb("4f8a6a"), rgb("d09a4a"), rgb("6a5f8c"), rgb("5b7c93"))
STRAW = rgb("ecd9a4")


def star(c: Canvas, x: float, y: float, radius: float, colour: Colour) -> None:
    """A five-pointed star standing on two points."""
    points = []
    for i in range(10):
        r = radius if i % 2 == 0 else radius * 0.4
        angle = -math.pi / 2 + i * math.pi / 5
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    c.fill(points, colour)


def flag(c: Canvas, x: float, y: float, height: float) -> None:
    """The national flag on a pole that stands on (x, y)."""
    c.box(x - 2, y - height, 4, height, rgb("8d9499"))
    w = height * 0.34
    h = w * 2 / 3
    c.box(x + 2, y - height + 4, w, h, RED)
    star(c, x + 2 + w / 2, y - height + 4 + h * 0.52, h * 0.3, GOLD)


def person(
    c: Canvas, x: float, y: float, height: float, colour: Colour | None = None, *, hat: bool = False
) -> None:
    """A standing figure whose feet are on (x, y); ``hat`` is the conical one."""
    top = colour or c.chance.choice(CLOTHES)
    h = height
    legs = mix(top, rgb("2b3440"), 0.65)
    c.box(x - 0.085 * h, y - 0.46 * h, 0.075 * h, 0.46 * h, legs, round_by=0.02 * h)
    c.box(x + 0.01 * h, y - 0.46 * h, 0.075 * h, 0.46 * h, legs, round_by=0.02 * h)
    c.line([(x - 0.12 * h, y - 0.76 * h), (x - 0.16 * h, y - 0.48 * h)], mix(top, (0, 0, 0), 0.12), 0.06 * h)
    c.line([(x + 0.12 * h, y - 0.76 * h), (x + 0.16 * h, y - 0.48 * h)], mix(top, (0, 0, 0), 0.12), 0.06 * h)
    c.box(x - 0.13 * h, y - 0.82 * h, 0.26 * h, 0.42 * h, top, round_by=0.07 * h)
    c.box(x - 0.03 * h, y - 0.86 * h, 0.06 * h, 0.07 * h, SKIN)
    head(c, x, y - 0.92 * h, 0.078 * h, hat=hat)


def head(c: Canvas, x: float, y: float, radius: float, *, hat: bool = False, behind: bool = False) -> None:
    """A head without a face, seen from the front or from behind."""
    c.oval(x, y, radius, radius * 1.12, HAIR)
    if not behind:
        c.oval(x, y + radius * 0.28, radius * 0.82, radius * 0.84, SKIN)
    if hat:
        c.fill(
            [
                (x - radius * 2.1, y - radius * 0.1),
                (x + radius * 2.1, y - radius * 0.1),
                (x, y - radius * 1.9),
            ],
            STRAW,
        )
        c.fill(
            [
                (x, y - radius * 1.9),
                (x + radius * 2.1, y - radius * 0.1),
                (x + radius * 0.4, y - radius * 0.1),
            ],
            mix(STRAW, BARK, 0.18),
        )


def bust(c: Canvas, x: float, y: float, width: float, colour: Colour, *, behind: bool = False) -> None:
    """Head and shoulders of a seated person; (x, y) is the middle of the lower edge."""
    c.box(x - width / 2, y - width * 0.62, width, width * 0.7, colour, round_by=width * 0.26)
    c.box(x - width * 0.1, y - width * 0.74, width * 0.2, width * 0.2, mix(SKIN, BARK, 0.12))
    head(c, x, y - width * 0.9, width * 0.22, behind=behind)


def house(c: Canvas, x: float, y: float, w: float, h: float, wall: Colour, roof: Colour) -> None:
    """A house with a hipped roof standing on (x, y), its middle."""
    c.box(x - w / 2, y - h, w, h, wall)
    c.box(x + w * 0.2, y - h, w * 0.3, h, mix(wall, BARK, 0.1))
    eave = w * 0.1
    c.fill(
        [
            (x - w / 2 - eave, y - h),
            (x + w / 2 + eave, y - h),
            (x + w * 0.3, y - h - w * 0.3),
            (x - w * 0.3, y - h - w * 0.3),
        ],
        roof,
    )
    c.box(x - w / 2 - eave, y - h - 2, w + 2 * eave, 4, mix(roof, (0, 0, 0), 0.2))
    c.box(x - w * 0.08, y - h * 0.62, w * 0.16, h * 0.62, TIMBER)
    for dx in (-0.34, 0.2):
        c.box(x + dx * w, y - h * 0.66, w * 0.15, h * 0.32, GLASS)
        c.box(x + (dx + 0.068) * w, y - h * 0.66, w * 0.014, h * 0.32, wall)


def stilt_house(c: Canvas, x: float, y: float, w: float) -> None:
    """A house on stilts of the northern mountains, standing on (x, y)."""
    floor, ceiling, ridge = y - w * 0.22, y - w * 0.46, y - w * 0.82
    for i in range(6):
        c.box(x - w * 0.44 + i * w * 0.172, floor, w * 0.025, w * 0.22, mix(TIMBER, HAIR, 0.35))
    c.box(x - w * 0.48, ceiling, w * 0.96, floor - ceiling, TIMBER)
    for i in range(4):
        c.box(x - w * 0.38 + i * w * 0.21, ceiling + w * 0.07, w * 0.09, w * 0.11, mix(TIMBER, HAIR, 0.6))
    c.box(x - w * 0.5, floor - w * 0.01, w, w * 0.03, mix(TIMBER, STRAW, 0.35))
    thatch = rgb("9d8460")
    c.fill(
        [(x - w * 0.6, ceiling + 4), (x + w * 0.6, ceiling + 4), (x + w * 0.4, ridge), (x - w * 0.4, ridge)],
        thatch,
    )
    c.fill(
        [(x + w * 0.12, ceiling + 4), (x + w * 0.6, ceiling + 4), (x + w * 0.4, ridge), (x + w * 0.2, ridge)],
        mix(thatch, HAIR, 0.16),
    )
    c.line([(x - w * 0.58, y), (x - w * 0.46, floor)], mix(TIMBER, STRAW, 0.3), w * 0.025)


def temple_roof(c: Canvas, x: float, y: float, w: float, h: float, colour: Colour) -> None:
    """A tiled roof with upturned corners whose eave lies at height y."""
    left, right = x - w / 2, x + w / 2
    c.fill(
        [
            (left - w * 0.07, y - h * 0.2),
            (left, y),
            (right, y),
            (right + w * 0.07, y - h * 0.2),
            (right - w * 0.04, y - h * 0.16),
            (x + w * 0.34, y - h),
            (x - w * 0.34, y - h),
            (left + w * 0.04, y - h * 0.16),
        ],
        colour,
    )
    for i in range(1, 18):
        t = i / 18
        c.line(
            [(x - w * 0.34 + w * 0.68 * t, y - h + 3), (left + w * t, y - 3)],
            mix(colour, HAIR, 0.22),
            1.4,
            150,
        )
    c.box(x - w * 0.36, y - h - h * 0.07, w * 0.72, h * 0.1, mix(colour, HAIR, 0.3), round_by=3)


def boat(c: Canvas, x: float, y: float, w: float, colour: Colour) -> None:
    """A small wooden boat lying in the water at height y."""
    c.fill(
        [
            (x - w / 2, y - w * 0.09),
            (x + w / 2, y - w * 0.09),
            (x + w * 0.36, y + w * 0.05),
            (x - w * 0.36, y + w * 0.05),
        ],
        colour,
    )
    c.box(x - w * 0.4, y + w * 0.055, w * 0.8, w * 0.018, (255, 255, 255), round_by=2, alpha=90)


def bunting(c: Canvas, y: float, sag: float, count: int = 26) -> None:
    """A line of festival flags across the picture."""
    colours = (RED, GOLD, rgb("3f8f6a"), rgb("3f78a8"), rgb("e8843c"))
    points = [(1280 * i / count, y + sag * math.sin(math.pi * i / count)) for i in range(count + 1)]
    c.line(points, rgb("70655c"), 1.5)
    for i, (x, top) in enumerate(points[:-1]):
        c.fill([(x + 6, top + 1), (x + 38, top + 1), (x + 22, top + 34)], colours[i % len(colours)])

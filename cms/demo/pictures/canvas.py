"""The drawing surface and the elements that the scenes share: light, land, plants, water.

All coordinates are those of a 1280×720 picture; the surface is twice as large and is reduced at the end,
which smooths every edge.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageOps

WIDTH, HEIGHT = 1280, 720
OVERSAMPLING = 2

Colour = tuple[int, int, int]
Point = tuple[float, float]
Profile = Callable[[float], float]


def rgb(code: str) -> Colour:
    """The colour written as six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two: ``share`` 0 is the first, 1 the second."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(first, second, strict=True))
    return a, b, c


@dataclass(frozen=True)
class Light:
    """A time of day: the sky from top to horizon, the sun, and what distance fades into."""

    sky: tuple[Colour, Colour, Colour]
    sun: Colour
    haze: Colour


LIGHTS = (
    Light((rgb("8fc7d9"), rgb("cfe6e0"), rgb("fbeeda")), rgb("fff4d6"), rgb("dfeae3")),
    Light((rgb("7fb9d8"), rgb("b9dcea"), rgb("eef6f1")), rgb("fffbe8"), rgb("d9ebee")),
    Light((rgb("9aa9c9"), rgb("f0c6a8"), rgb("fbe3c0")), rgb("fff0c9"), rgb("f3dcc4")),
    Light((rgb("b9d3d3"), rgb("dde8e2"), rgb("f5f1e4")), rgb("fffaf0"), rgb("e6ece6")),
)

LEAF = (rgb("2f6b4f"), rgb("3d7d56"), rgb("4b8d5a"), rgb("28604f"))
BARK = rgb("6b5140")
WATER = rgb("7fb4c4")


class Canvas:
    """A surface to draw on, with its chance; equal seeds draw equal pictures."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - for pictures
        self.light = LIGHTS[self.chance.randrange(len(LIGHTS))]
        self.image = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING))
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def encoded(self, size: tuple[int, int]) -> bytes:
        """The finished picture as JPEG, of ``size`` pixels."""
        picture = self.image.reduce(OVERSAMPLING)
        if size != picture.size:
            picture = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
        out = BytesIO()
        picture.save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue()

    # Shapes -----------------------------------------------------------------------------------

    def fill(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """A filled polygon."""
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self.draw.polygon(scaled, fill=(*colour, alpha))

    def box(
        self, x: float, y: float, w: float, h: float, colour: Colour, *, round_by: float = 0, alpha: int = 255
    ) -> None:
        """A filled rectangle from its upper left corner."""
        s = OVERSAMPLING
        area = (x * s, y * s, (x + w) * s, (y + h) * s)
        self.draw.rounded_rectangle(area, round_by * s, fill=(*colour, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255) -> None:
        """A filled ellipse around its centre."""
        s = OVERSAMPLING
        self.draw.ellipse(((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s), fill=(*colour, alpha))

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        """A line with smooth joints."""
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self.draw.line(
            scaled, fill=(*colour, alpha), width=max(1, round(width * OVERSAMPLING)), joint="curve"
        )

    def gradient(self, top: float, bottom: float, colours: Sequence[Colour]) -> None:
        """A band of the whole width whose colour runs through ``colours`` from top to bottom."""
        strip = Image.new("RGB", (1, len(colours)))
        strip.putdata(list(colours))
        height = round((bottom - top) * OVERSAMPLING)
        # The margin of half a colour at both ends keeps the outer colours where they were asked for.
        margin = 0.5
        area = (0, margin, 1, len(colours) - margin)
        band = strip.resize((1, height), Image.Resampling.BILINEAR, box=area)
        self.image.paste(band.resize((WIDTH * OVERSAMPLING, height)), (0, round(top * OVERSAMPLING)))

    # Sky and land -----------------------------------------------------------------------------

    def far(self, colour: Colour, distance: float) -> Colour:
        """``colour`` as seen at a distance: 0 is here, 1 has faded into the haze."""
        return mix(colour, self.light.haze, distance)

    def sky(self, horizon: float = 460, *, sun: bool = True, clouds: int = 3) -> None:
        """The sky down to ``horizon``, the haze below it, a sun and some clouds."""
        self.gradient(0, horizon, self.light.sky)
        self.gradient(horizon, HEIGHT, (self.light.sky[2], self.light.haze))
        if sun:
            x, y = self.chance.uniform(760, 1120), self.chance.uniform(110, 210)
            for radius, alpha in ((190, 22), (130, 34), (88, 60)):
                self.oval(x, y, radius, radius, self.light.sun, alpha)
            self.oval(x, y, 54, 54, self.light.sun, 235)
        for _ in range(clouds):
            self.cloud(
                self.chance.uniform(60, 1220), self.chance.uniform(60, 220), self.chance.uniform(0.6, 1.2)
            )

    def cloud(self, x: float, y: float, size: float) -> None:
        """A flat-bottomed cloud around a point."""
        tone = mix(self.light.sky[1], (255, 255, 255), 0.7)
        for dx, dy, r in ((-58, -8, 24), (-22, -24, 36), (24, -16, 30), (58, -6, 20)):
            self.draw.chord(
                [
                    (v * OVERSAMPLING)
                    for v in (
                        x + (dx - r) * size,
                        y + (dy * 0.2 - r) * size,
                        x + (dx + r) * size,
                        y + (dy * 0.2 + r) * size,
                    )
                ],
                180,
                360,
                fill=(*tone, 190),
            )

    def waves(self, base: float, height: float, length: float = 420) -> Profile:
        """A soft line of hills around ``base``, ``height`` high and about ``length`` long."""
        parts = [
            (
                height * share,
                self.chance.uniform(0.8, 1.25) * math.tau / (length * stretch),
                self.chance.random(),
            )
            for share, stretch in ((0.6, 1.6), (0.3, 0.75), (0.1, 0.32))
        ]
        return lambda x: base - sum(a * math.sin(f * x + p * math.tau) for a, f, p in parts)

    def karst(self, base: float, height: float, count: int) -> Profile:
        """A row of limestone peaks: steep sides, rounded tops."""
        peaks = [
            (
                WIDTH * (i + self.chance.uniform(0.1, 0.9)) / count,
                self.chance.uniform(0.55, 1) * height,
                self.chance.uniform(0.32, 0.62) * WIDTH / count,
            )
            for i in range(count)
        ]
        ripple = self.waves(0, height * 0.05, 90)
        return lambda x: base + ripple(x) - max(h * math.exp(-(abs((x - c) / w) ** 2.6)) for c, h, w in peaks)

    def land(self, profile: Profile, colour: Colour, bottom: float = HEIGHT) -> None:
        """Everything below a profile."""
        points = [(float(x), profile(x)) for x in range(-20, WIDTH + 21, 8)]
        self.fill([*points, (WIDTH + 20, bottom), (-20, bottom)], colour)

    def water(self, top: float, bottom: float = HEIGHT, colour: Colour = WATER) -> None:
        """Water between two heights, with streaks of light."""
        self.gradient(top, bottom, (mix(colour, self.light.sky[2], 0.55), mix(colour, rgb("2f6f86"), 0.35)))
        for _ in range(34):
            depth = self.chance.random() ** 1.6
            y, w = top + 4 + (bottom - top) * depth, 30 + 150 * depth
            x = self.chance.uniform(-40, WIDTH)
            self.box(x, y, w, 1.5 + 2 * depth, (255, 255, 255), round_by=1, alpha=38)

    # Plants -----------------------------------------------------------------------------------

    def tree(self, x: float, y: float, size: float, colour: Colour | None = None) -> None:
        """A broad-leaved tree standing on (x, y), about ``size`` high."""
        leaf = colour or self.chance.choice(LEAF)
        self.box(x - size * 0.035, y - size * 0.42, size * 0.07, size * 0.42, mix(BARK, leaf, 0.25))
        for dx, dy, r in ((-0.17, -0.5, 0.2), (0.18, -0.52, 0.19), (0.0, -0.7, 0.26)):
            self.oval(x + dx * size, y + dy * size, r * size, r * size * 0.95, leaf)
        lit = mix(leaf, rgb("f4f0b0"), 0.2)
        for dx, dy, r in ((-0.05, -0.76, 0.15), (0.13, -0.58, 0.09), (-0.2, -0.55, 0.09)):
            self.oval(x + dx * size, y + dy * size, r * size, r * size * 0.85, lit, 170)

    def conifer(self, x: float, y: float, size: float, colour: Colour) -> None:
        """A pine or fir standing on (x, y)."""
        for low, high, half in ((0.08, 0.5, 0.2), (0.3, 0.74, 0.16), (0.54, 1.0, 0.11)):
            self.fill(
                [(x - half * size, y - low * size), (x + half * size, y - low * size), (x, y - high * size)],
                colour,
            )
        self.box(x - size * 0.02, y - size * 0.1, size * 0.04, size * 0.1, mix(BARK, colour, 0.4))

    def palm(self, x: float, y: float, size: float, lean: float = 0.0) -> None:
        """An areca or coconut palm standing on (x, y); ``lean`` moves its crown sideways."""
        top = (x + lean * size, y - size)
        bend = [(x + lean * size * t * t, y - size * t) for t in (0, 0.25, 0.5, 0.75, 1)]
        self.line(bend, mix(BARK, rgb("c0a98c"), 0.35), size * 0.035)
        for angle in (-172, -148, -120, -62, -34, -8):
            tip_x = top[0] + math.cos(math.radians(angle)) * size * 0.36
            tip_y = top[1] + math.sin(math.radians(angle)) * size * 0.2 + size * 0.1
            mid_x = (top[0] + tip_x) / 2
            crest = min(top[1], tip_y) - size * 0.07
            self.fill(
                [top, (mid_x, crest), (tip_x, tip_y), (mid_x, crest + size * 0.075)],
                self.chance.choice(LEAF[:3]),
            )

    def grove(self, profile: Profile, count: int, size: float, colour: Colour, left: float = 0) -> None:
        """Trees scattered along a profile, faded as ``colour`` says."""
        for _ in range(count):
            x = self.chance.uniform(left, WIDTH)
            tall = size * self.chance.uniform(0.7, 1.2)
            self.tree(x, profile(x) + tall * 0.06, tall, mix(colour, LEAF[3], self.chance.uniform(0, 0.25)))

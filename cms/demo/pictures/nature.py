"""Scenes of land and water."""

import itertools
import math

from cms.demo.pictures.canvas import HEIGHT, LEAF, WIDTH, Canvas, Colour, Profile, mix, rgb
from cms.demo.pictures.figures import STRAW, TIMBER, boat, house, person, stilt_house

FIELD = (rgb("8fb35c"), rgb("a9c168"), rgb("c9cf74"), rgb("7ba557"), rgb("dccb76"))
SOIL = rgb("b98d62")


def ranges(c: Canvas, bottom: float = 480, count: int = 3, height: float = 70) -> None:
    """Distant ranges of hills, each nearer one darker."""
    for i in range(count):
        fade = 0.78 - 0.17 * i
        profile = c.waves(bottom - (count - 1 - i) * height * 0.52, height * (0.8 - 0.12 * i), 520 - 60 * i)
        c.land(profile, c.far(rgb("4f8578"), fade))


def _tea_rows(c: Canvas, profile: Profile, colour: Colour, gap: float, left: float, right: float) -> None:
    """A hill with its rows of tea bushes following the slope."""
    c.land(profile, mix(colour, rgb("1f4d3a"), 0.25))
    row, depth = 0, 4.0
    while depth < HEIGHT - 330:
        spread = gap * (1 + row * 0.13)
        bend = 0.16 + row * 0.012
        points = [
            (float(x), profile(x) * (1 - bend) + profile((left + right) / 2) * bend + depth + 10)
            for x in range(-20, WIDTH + 21, 16)
        ]
        lit = mix(colour, rgb("dbe58a"), 0.1 + 0.16 * (row % 2))
        c.line(points, mix(colour, rgb("1f4d3a"), 0.1), spread * 0.74)
        c.line([(x, y - spread * 0.13) for x, y in points], lit, spread * 0.42)
        depth += spread
        row += 1


def tea_hills(c: Canvas) -> None:
    c.sky(400)
    ranges(c, 400, 3, 86)
    middle = c.waves(392, 38, 700)
    c.grove(middle, 12, 46, c.far(LEAF[1], 0.35))
    _tea_rows(c, middle, c.far(rgb("5f9a55"), 0.2), 15, 0, WIDTH)
    near = c.waves(500, 62, 980)
    _tea_rows(c, near, rgb("4e8f4a"), 25, 0, WIDTH)
    for _ in range(4):
        x = c.chance.uniform(140, 1140)
        y = near(x) + c.chance.uniform(66, 130)
        person(c, x, y, 104, hat=True)
        c.oval(x + 26, y - 34, 17, 12, TIMBER)
        c.oval(x + 26, y - 39, 15, 6, rgb("8fbf5d"))
    front = c.waves(672, 20, 600)
    _tea_rows(c, front, rgb("3f7d44"), 36, 0, WIDTH)


def river_delta(c: Canvas) -> None:
    c.sky(360)
    ranges(c, 372, 2, 44)
    c.gradient(366, HEIGHT, (c.far(FIELD[1], 0.35), FIELD[3]))
    for i in range(11):
        y = 374 + (i / 10) ** 1.7 * 320
        x, w = c.chance.uniform(-100, 1100), c.chance.uniform(220, 520)
        h = 8 + i * 5.4
        c.fill([(x, y), (x + w, y), (x + w + h * 1.6, y + h), (x - h, y + h)], c.chance.choice(FIELD), 150)
    left, right = [], []
    swing = c.chance.choice((-1, 1))
    for i in range(61):
        t = i / 60
        y = 368 + t**1.5 * 360
        centre = 640 + swing * (math.sin(t * 5.2) * (60 + 230 * t))
        half = 7 + 150 * t**1.5
        left.append((centre - half, y))
        right.append((centre + half, y))
    c.fill(left + right[::-1], c.far(rgb("6aa7bb"), 0.1))
    c.line(left, rgb("e8e2c2"), 3, 150)
    c.line(right, rgb("e8e2c2"), 3, 150)
    for t in (0.45, 0.66, 0.84):
        i = round(t * 60)
        centre = (left[i][0] + right[i][0]) / 2
        boat(
            c,
            centre + c.chance.uniform(-0.3, 0.3) * (right[i][0] - left[i][0]),
            left[i][1],
            40 + 110 * t**2,
            TIMBER,
        )
    for _ in range(16):
        x = c.chance.uniform(0, WIDTH)
        c.tree(x, c.chance.uniform(378, 402), c.chance.uniform(26, 44), c.far(LEAF[0], 0.3))
    for x in (70, 1190):
        c.tree(x, 706, 230)


def rice_fields(c: Canvas) -> None:
    c.sky(380)
    ranges(c, 384, 2, 60)
    for spot in range(-10, WIDTH, 34):
        c.tree(spot + c.chance.uniform(-14, 14), 398, c.chance.uniform(34, 66), c.far(LEAF[0], 0.28))
    for _ in range(5):
        house(c, c.chance.uniform(80, 1200), 399, 46, 22, rgb("f2e6cf"), c.far(rgb("b8583f"), 0.15))
    c.gradient(396, HEIGHT, (FIELD[1], FIELD[3]))
    lines = [396 + (i / 7) ** 1.75 * 330 for i in range(8)]
    slants = [c.chance.uniform(-0.25, 0.25) + (i - 5) * 0.42 for i in range(11)]
    for top, bottom in itertools.pairwise(lines):
        for first, second in itertools.pairwise(slants):
            edge = [640 + s * (y - 330) * 1.9 for s in (first, second) for y in (top, bottom)]
            colour = mix(c.chance.choice(FIELD), rgb("9fc9c4"), c.chance.choice((0, 0, 0.12, 0.55)))
            pad = (bottom - top) * 0.045
            c.fill(
                [
                    (edge[0] + pad, top + pad),
                    (edge[2] - pad, top + pad),
                    (edge[3] - pad, bottom - pad),
                    (edge[1] + pad, bottom - pad),
                ],
                colour,
            )
    for _ in range(5):
        x, y = c.chance.uniform(120, 1160), c.chance.uniform(500, 690)
        person(c, x, y, (y - 360) * 0.42, hat=True)
    for _ in range(7):
        x, y = c.chance.uniform(200, 1100), c.chance.uniform(240, 350)
        c.line([(x - 15, y - 6), (x, y), (x + 15, y - 7)], (255, 255, 255), 3, 230)


def mountain_village(c: Canvas) -> None:
    c.sky(430)
    c.land(c.karst(420, 250, 5), c.far(rgb("557f86"), 0.66))
    c.land(c.karst(450, 230, 4), c.far(rgb("46766f"), 0.42))
    near = c.waves(470, 34, 640)
    c.grove(near, 26, 60, c.far(LEAF[0], 0.22))
    c.land(near, c.far(rgb("6d9a5a"), 0.14))
    for i in range(7):
        y = 500 + i * 26 + i * i * 2.2
        step = c.waves(y, 9, 460)
        c.land(step, mix(FIELD[i % 3], rgb("5d8f4e"), 0.1 * i))
        c.line([(float(x), step(x)) for x in range(-20, 1301, 16)], rgb("e9e6b0"), 2 + i * 0.4, 150)
    for x, y, w in ((250, 560, 150), (480, 520, 104), (1010, 590, 190), (760, 512, 90)):
        stilt_house(c, x + c.chance.uniform(-40, 40), y, w)
    for x in (80, 1210):
        c.tree(x, 650, 190)
    for _ in range(3):
        person(c, c.chance.uniform(380, 860), c.chance.uniform(630, 690), 92)


def forest(c: Canvas) -> None:
    c.sky(380, clouds=2)
    for i in range(5):
        fade = 0.68 - 0.16 * i
        profile = c.waves(350 + i * 70, 44, 560)
        colour = c.far(rgb("2f6655"), max(0.0, fade))
        for _ in range(46 - i * 5):
            x = c.chance.uniform(-20, WIDTH + 20)
            tall = (56 + i * 26) * c.chance.uniform(0.75, 1.2)
            c.conifer(x, profile(x) + 12, tall, mix(colour, LEAF[2], c.chance.uniform(0, 0.22)))
        c.land(profile, mix(colour, rgb("6f9a5e"), 0.25))
    c.fill([(560, 720), (820, 720), (700, 640), (668, 640)], rgb("d9c493"))
    for x in (600, 770):
        person(c, x, 712, 110, hat=x == 600)


def orchard(c: Canvas) -> None:
    c.sky(380)
    ranges(c, 392, 3, 78)
    c.gradient(398, HEIGHT, (c.far(FIELD[1], 0.2), rgb("7aa04f")))
    fruit = c.chance.choice((rgb("c9443c"), rgb("d9cf6a"), rgb("e59a3c")))
    for row in range(4):
        y, size = 440 + row * 68 + row * row * 8, 84 + row * 44
        for i in range(9 - row):
            x = (i + 0.5 * (row % 2) + 0.2) * WIDTH / (8.2 - row)
            c.oval(x, y + 2, size * 0.34, size * 0.06, rgb("4f7440"), 120)
            c.tree(x, y, size, c.far(LEAF[row % 3], 0.3 - row * 0.1))
            for _ in range(9):
                angle, reach = c.chance.uniform(0, math.tau), c.chance.uniform(0.05, 0.27)
                c.oval(
                    x + math.cos(angle) * reach * size,
                    y - size * 0.6 + math.sin(angle) * reach * size,
                    size * 0.027,
                    size * 0.027,
                    fruit,
                )
    for x in (360, 830):
        person(c, x, 700, 150, hat=True)
        c.fill([(x + 40, 660), (x + 112, 660), (x + 100, 702), (x + 52, 702)], TIMBER)
        for i in range(5):
            c.oval(x + 52 + i * 12, 658, 11, 11, fruit)


def lake(c: Canvas) -> None:
    c.sky(370)
    ranges(c, 400, 4, 92)
    shore = c.waves(410, 12, 500)
    c.grove(shore, 30, 52, c.far(LEAF[0], 0.24))
    c.land(shore, c.far(LEAF[2], 0.2), 432)
    c.water(424)
    for _ in range(9):
        x = c.chance.uniform(0, WIDTH)
        c.oval(x, 432, c.chance.uniform(60, 150), c.chance.uniform(8, 26), c.far(LEAF[0], 0.3), 60)
    for x, y, w in ((430, 520, 90), (850, 600, 170)):
        boat(c, x, y, w, TIMBER)
        person(c, x, y - 2, w * 0.46, hat=True)
    bank = c.waves(694, 18, 600)
    c.land(bank, LEAF[1])
    for x in (96, 1180):
        c.tree(x, 704, 270)
    for i in range(60):
        x = 260 + i * 13.5
        c.line(
            [(x, bank(x) + 4), (x + c.chance.uniform(-9, 9), bank(x) - c.chance.uniform(14, 38))],
            LEAF[2],
            2.5,
        )


def beach(c: Canvas) -> None:
    c.sky(330)
    c.land(c.waves(322, 20, 300), c.far(rgb("5b8d8c"), 0.5), 334)
    c.water(330, 560, rgb("6fb6c6"))
    shore = c.waves(520, 16, 760)
    c.land(lambda x: shore(x) - 14, (255, 255, 255))
    c.land(shore, rgb("f1dfb4"))
    c.land(lambda x: shore(x) + 70, rgb("ead19c"))
    for x, y, w in ((300, 420, 70), (700, 380, 46), (980, 450, 100)):
        boat(c, x, y, w, TIMBER)
        c.fill([(x, y - w), (x, y - w * 0.12), (x + w * 0.4, y - w * 0.12)], rgb("f6efe0"))
    for x, colour in ((420, rgb("d9604a")), (760, rgb("3f86a0")), (1010, rgb("e0a13c"))):
        c.box(x - 2, 560, 5, 96, rgb("8a7358"))
        c.fill([(x - 78, 570), (x + 80, 570), (x + 52, 540), (x, 526), (x - 50, 540)], colour)
        c.fill([(x - 20, 570), (x + 20, 570), (x, 526)], (255, 255, 255), 120)
        person(c, x + 40, 668, 84)
    for x, lean in ((90, 0.2), (190, -0.1), (1200, -0.25)):
        c.palm(x, 700, 330 + lean * 100, lean)


def storm(c: Canvas) -> None:
    dark = rgb("5d7280")
    c.gradient(0, HEIGHT, (rgb("485c6b"), rgb("7d909a"), rgb("b9c4c3")))
    for _ in range(12):
        x, y, r = c.chance.uniform(0, WIDTH), c.chance.uniform(-30, 120), c.chance.uniform(70, 150)
        c.oval(x, y, r * 1.7, r * 0.6, mix(dark, rgb("33444f"), c.chance.random()), 190)
    c.land(c.waves(430, 40, 500), rgb("7b929a"))
    c.land(c.waves(480, 26, 420), rgb("5f7f7d"))
    for x in (300, 520, 900, 1100):
        house(c, x, 560, 130, 62, rgb("d9d3c3"), rgb("8c5548"))
    for x in (150, 410, 720, 1010):
        c.palm(x, 570, 210, 0.35)
    c.water(560, HEIGHT, rgb("8f9f8f"))
    c.fill([(0, 640), (WIDTH, 596), (WIDTH, 720), (0, 720)], rgb("7d8a6a"))
    for i in range(20):
        c.box(30 + i * 64, 618 - i * 2.2, 58, 26, STRAW, round_by=10)
        c.box(60 + i * 64, 600 - i * 2.2, 58, 24, mix(STRAW, TIMBER, 0.15), round_by=10)
    for x in (330, 560, 800):
        person(c, x, 690, 120, rgb("e0913a"))
    for _ in range(230):
        x, y, length = c.chance.uniform(-60, WIDTH), c.chance.uniform(0, HEIGHT), c.chance.uniform(16, 44)
        c.line([(x + length * 0.42, y), (x, y + length)], (255, 255, 255), 1.3, 80)

"""Scenes of streets and buildings."""

import math

from cms.demo.pictures.canvas import HEIGHT, LEAF, WIDTH, Canvas, Colour, mix, rgb
from cms.demo.pictures.figures import (
    GLASS,
    GOLD,
    NAVY,
    OCHRE,
    RED,
    TILE,
    TIMBER,
    WALL,
    boat,
    bunting,
    flag,
    house,
    person,
    temple_roof,
)

PAVING = rgb("e2d8c4")
ASPHALT = rgb("77808a")
STEEL = rgb("8796a1")


def _yard(c: Canvas, top: float, colour: Colour = PAVING) -> None:
    c.gradient(top, HEIGHT, (mix(colour, c.light.haze, 0.25), mix(colour, rgb("c7b795"), 0.5)))
    for i in range(13):
        c.line([(640 + (i - 6) * 90, top), (640 + (i - 6) * 250, HEIGHT)], rgb("bdae8e"), 1.2, 90)
    for i in range(4):
        c.box(0, top + (i + 1) ** 1.8 * 11, WIDTH, 1.3, rgb("bdae8e"), alpha=90)


def _windows(c: Canvas, x: float, y: float, count: int, gap: float, w: float, h: float) -> None:
    for i in range(count):
        left = x + i * gap
        c.box(left - 4, y - 4, w + 8, h + 8, mix(WALL, TIMBER, 0.2))
        c.box(left, y, w, h, GLASS)
        c.fill(
            [(left, y + h), (left, y + h * 0.4), (left + w, y), (left + w, y + h * 0.3)], (255, 255, 255), 60
        )
        c.box(left + w / 2 - 1.5, y, 3, h, WALL)


def ward_office(c: Canvas) -> None:
    c.sky(470)
    for spot in range(0, WIDTH, 70):
        c.tree(spot, 516, c.chance.uniform(90, 150), c.far(LEAF[0], 0.38))
    _yard(c, 512)
    for x, w, top in ((190, 320, 290), (770, 320, 290)):
        c.box(x, top, w, 230, OCHRE)
        c.box(x - 10, top - 16, w + 20, 18, mix(TILE, OCHRE, 0.1))
        for row in range(2):
            _windows(c, x + 30, top + 28 + row * 100, 4, 70, 40, 58)
    c.box(480, 226, 320, 296, mix(OCHRE, WALL, 0.45))
    c.fill([(462, 228), (818, 228), (640, 152)], TILE)
    c.fill([(500, 222), (780, 222), (640, 164)], mix(OCHRE, WALL, 0.6))
    c.oval(640, 200, 17, 17, RED)
    _windows(c, 512, 258, 5, 54, 38, 56)
    c.box(470, 344, 340, 14, WALL)
    c.box(500, 366, 280, 26, RED)
    c.box(524, 376, 232, 5, GOLD, round_by=2)
    c.box(586, 404, 108, 118, mix(TIMBER, OCHRE, 0.2))
    for x in (592, 644):
        c.box(x, 410, 44, 108, GLASS)
    for x in (484, 556, 708, 780):
        c.box(x, 356, 17, 164, WALL)
    for i in range(4):
        c.box(470 - i * 16, 518 + i * 8, 340 + i * 32, 9, mix(WALL, rgb("b9ab90"), i * 0.22))
    flag(c, 640 - 250, 612, 300)
    for x in (90, 1190):
        c.tree(x, 600, 240)
    for x in (220, 1010):
        c.box(x, 596, 120, 26, rgb("c98a62"), round_by=4)
        for i in range(7):
            c.oval(x + 10 + i * 17, 590, 14, 15, LEAF[i % 3])
            c.oval(x + 10 + i * 17, 582, 5, 5, c.chance.choice((RED, GOLD, rgb("e889a0"))))
    for x in (560, 612, 820, 900):
        person(c, x + c.chance.uniform(-20, 20), c.chance.uniform(620, 680), 104)


def market_street(c: Canvas) -> None:
    c.sky(330, clouds=2)
    fronts = (rgb("ecd2a0"), rgb("d8b58c"), rgb("b9cbb6"), rgb("e8c5b0"), rgb("c4cfd6"))
    x = -30.0
    while x < WIDTH:
        w, h = c.chance.uniform(120, 190), c.chance.uniform(230, 370)
        colour = c.chance.choice(fronts)
        c.box(x, 500 - h, w, h, colour)
        c.box(x - 3, 500 - h - 10, w + 6, 12, mix(colour, TIMBER, 0.35))
        _windows(c, x + w * 0.16, 500 - h + 30, 2, w * 0.4, w * 0.26, 60)
        if h > 300:
            _windows(c, x + w * 0.16, 500 - h + 136, 2, w * 0.4, w * 0.26, 54)
        x += w
    _yard(c, 496)
    stripes = (rgb("cf5d4a"), rgb("3f8a80"), rgb("d9993c"), rgb("4f7aa3"))
    for i in range(5):
        left, colour = 20 + i * 256 + c.chance.uniform(-16, 16), stripes[i % 4]
        c.box(left + 8, 420, 6, 170, TIMBER)
        c.box(left + 206, 420, 6, 170, TIMBER)
        c.box(left, 540, 220, 52, mix(TIMBER, rgb("e0c59a"), 0.45), round_by=4)
        person(c, left + 112, 588, 128)
        c.box(left, 544, 220, 50, mix(TIMBER, rgb("e0c59a"), 0.35), round_by=4)
        for k in range(14):
            tone = c.chance.choice(
                (rgb("d0483c"), rgb("e7b53c"), rgb("6fa04a"), rgb("d9783c"), rgb("8fbf5d"))
            )
            c.oval(left + 16 + k * 14.6, 540 - (k % 3) * 4, 11, 10, tone)
        for k in range(8):
            tone = colour if k % 2 == 0 else rgb("fbf3e2")
            c.fill(
                [
                    (left - 6 + k * 29, 440),
                    (left + 23 + k * 29, 440),
                    (left + 18 + k * 25, 392),
                    (left - 7 + k * 25 + 18, 392),
                ],
                tone,
            )
            c.oval(left + 8.5 + k * 29, 441, 14.5, 11, tone)
    for i in range(8):
        person(c, 80 + i * 160 + c.chance.uniform(-40, 40), c.chance.uniform(650, 706), 150, hat=i % 3 == 0)


def school_yard(c: Canvas) -> None:
    c.sky(430)
    _yard(c, 500, rgb("e6d2b2"))
    c.box(150, 224, 980, 284, mix(OCHRE, WALL, 0.35))
    c.box(136, 204, 1008, 24, TILE)
    for row in range(2):
        top = 246 + row * 136
        c.box(150, top + 96, 980, 12, WALL)
        for i in range(10):
            left = 172 + i * 96
            c.box(left, top, 66, 92, mix(GLASS, NAVY, 0.25))
            c.box(left + 4, top + 4, 27, 84, GLASS)
            c.box(left + 35, top + 4, 27, 84, GLASS)
            c.box(left + 74, top - 12, 13, 130, WALL)
        if row == 0:
            for i in range(82):
                c.box(154 + i * 12, top + 74, 3, 24, rgb("7a9a86"))
            c.box(150, top + 70, 980, 5, rgb("7a9a86"))
    flag(c, 640, 640, 330)
    c.oval(640, 640, 60, 11, rgb("b9a680"))
    for x, size in ((110.0, 330), (1170.0, 350)):
        c.tree(x, 640, size, LEAF[0])
        for _ in range(60):
            angle, reach = c.chance.uniform(0, math.tau), c.chance.uniform(0.05, 0.36)
            c.oval(
                x + math.cos(angle) * reach * size,
                640 - size * 0.62 + math.sin(angle) * reach * size * 0.8,
                7,
                6,
                rgb("d84a34"),
            )
    for i in range(13):
        x = 250 + i * 66 + c.chance.uniform(-16, 16)
        y = c.chance.uniform(600, 700)
        person(c, x, y, 78 + (y - 600) * 0.2, rgb("f7f5ee"))
        c.fill(
            [
                (x - 8, y - 64 - (y - 600) * 0.16),
                (x + 8, y - 64 - (y - 600) * 0.16),
                (x, y - 50 - (y - 600) * 0.14),
            ],
            RED,
        )


def clinic(c: Canvas) -> None:
    green = rgb("3f9a86")
    c.sky(450)
    for spot in range(20, WIDTH, 90):
        c.tree(spot, 508, c.chance.uniform(110, 170), c.far(LEAF[1], 0.4))
    _yard(c, 504)
    c.box(230, 270, 820, 244, rgb("f8f7f1"))
    c.box(216, 250, 848, 24, green)
    _windows(c, 268, 310, 3, 84, 54, 76)
    _windows(c, 812, 310, 3, 80, 54, 76)
    c.box(520, 200, 240, 314, rgb("eef3ee"))
    c.box(508, 184, 264, 20, mix(green, NAVY, 0.15))
    c.box(620, 222, 40, 100, green, round_by=4)
    c.box(590, 252, 100, 40, green, round_by=4)
    c.box(560, 366, 160, 148, GLASS)
    c.box(637, 366, 6, 148, rgb("f8f7f1"))
    c.box(500, 340, 280, 18, green)
    c.fill([(540, 514), (740, 514), (800, 560), (480, 560)], rgb("cfd6cf"))
    c.box(880, 540, 210, 96, rgb("fdfdfb"), round_by=14)
    c.fill([(1090, 560), (1140, 594), (1140, 636), (1080, 636)], rgb("fdfdfb"))
    c.fill([(1076, 562), (1100, 566), (1122, 594), (1076, 594)], GLASS)
    c.box(880, 598, 260, 14, rgb("d2564a"))
    c.box(962, 556, 14, 40, rgb("d2564a"))
    c.box(949, 569, 40, 14, rgb("d2564a"))
    for x in (930, 1090):
        c.oval(x, 638, 24, 24, rgb("3b444c"))
        c.oval(x, 638, 10, 10, rgb("c9cfd2"))
    for x, colour in ((330, rgb("f6f6f2")), (396, None), (610, None), (690, rgb("f6f6f2"))):
        person(c, x, 668, 138, colour)
    c.tree(130, 640, 260)


def temple(c: Canvas) -> None:
    c.sky(440)
    ranges = c.waves(430, 40, 480)
    c.land(ranges, c.far(LEAF[0], 0.55))
    for spot in range(0, WIDTH, 80):
        c.tree(spot, 506, c.chance.uniform(110, 180), c.far(LEAF[0], 0.3))
    c.gradient(500, HEIGHT, (rgb("b9bd7e"), rgb("8aa05c")))
    c.box(300, 486, 680, 26, rgb("cdbfa0"))
    c.box(340, 392, 600, 96, rgb("7d4a36"))
    for i in range(12):
        c.box(352 + i * 49, 400, 38, 84, mix(rgb("7d4a36"), rgb("3b2620"), 0.45 if 3 < i < 8 else 0.15))
    for i in range(7):
        c.box(338 + i * 98, 384, 15, 106, rgb("9a3c2e"))
    temple_roof(c, 640, 394, 700, 92, rgb("a5573f"))
    c.box(452, 262, 376, 40, rgb("8a5a40"))
    for i in range(13):
        c.box(460 + i * 28.5, 270, 20, 24, mix(rgb("7d4a36"), rgb("3b2620"), 0.5))
    temple_roof(c, 640, 264, 430, 84, rgb("a5573f"))
    for i in range(3):
        c.box(540 - i * 22, 512 + i * 9, 200 + i * 44, 10, rgb("bfb193"))
    c.oval(640, 670, 560, 90, mix(rgb("7fb4c4"), LEAF[1], 0.2))
    c.oval(640, 662, 540, 76, rgb("8fbfc4"))
    for _ in range(46):
        angle, reach = c.chance.uniform(0, math.tau), c.chance.uniform(0.35, 0.95)
        x, y = 640 + math.cos(angle) * reach * 520, 664 + math.sin(angle) * reach * 62
        c.oval(x, y, 24, 8, c.chance.choice(LEAF[:3]))
        if c.chance.random() < 0.4:
            for dx in (-8, 0, 8):
                c.oval(x + dx, y - 13 - (4 if dx == 0 else 0), 5, 12, rgb("e58fa8"))
    for x in (96, 1190):
        c.tree(x, 600, 360, LEAF[3])


def citadel_gate(c: Canvas) -> None:
    stone = rgb("a9a596")
    c.sky(430)
    c.land(c.waves(430, 44, 520), c.far(LEAF[0], 0.58))
    c.land(c.waves(470, 18, 500), c.far(LEAF[1], 0.3))
    c.box(-10, 380, WIDTH + 20, 150, mix(stone, LEAF[1], 0.12))
    c.box(270, 250, 740, 290, stone)
    c.box(256, 236, 768, 20, mix(stone, TIMBER, 0.25))
    for row in range(9):
        shift = 0 if row % 2 else 46
        for i in range(-1, 9):
            x, y = 270 + i * 92 + shift, 258 + row * 32
            left, right = max(270.0, x), min(1010.0, x + 88.0)
            if right > left:
                tone = mix(stone, rgb("d6d0bb"), c.chance.uniform(0, 0.4))
                c.box(left, y, right - left, 28, tone, round_by=3)
    for x, w, h in ((420, 110, 170), (640, 150, 210), (860, 110, 170)):
        for grow, tone in ((20, mix(stone, TIMBER, 0.35)), (0, mix(rgb("4a4f4a"), c.light.haze, 0.25))):
            c.box(x - w / 2 - grow, 540 - h + w / 2 - grow, w + 2 * grow, h - w / 2 + grow, tone)
            c.oval(x, 540 - h + w / 2, w / 2 + grow, w / 2 + grow, tone)
    c.gradient(536, HEIGHT, (rgb("b5bf75"), rgb("8fa85c")))
    c.fill([(585, 538), (695, 538), (900, 720), (380, 720)], rgb("dfcda2"))
    for x in (60, 190, 1110, 1230):
        c.tree(x, 590, c.chance.uniform(180, 250))
    flag(c, 640, 250, 120)
    for x in (600, 690, 730):
        person(c, x, c.chance.uniform(600, 680), 92)


def factory(c: Canvas) -> None:
    c.sky(440)
    ridge = c.waves(440, 26, 460)
    c.land(ridge, c.far(LEAF[0], 0.5))
    c.gradient(500, HEIGHT, (rgb("b4bd8a"), rgb("96a878")))
    for x in (920, 1000):
        c.fill([(x, 300), (x + 30, 300), (x + 40, 510), (x - 10, 510)], rgb("d8cfc0"))
        c.box(x - 1, 320, 32, 16, RED)
    for i in range(5):
        left = 150 + i * 140
        c.fill(
            [(left, 510), (left, 330), (left + 140, 390), (left + 140, 510)], mix(rgb("7fa3b4"), WALL, 0.35)
        )
        c.fill([(left, 330), (left, 378), (left + 112, 378)], GLASS, 210)
    c.box(150, 390, 700, 122, mix(rgb("a9bcc4"), WALL, 0.4))
    for i in range(9):
        c.box(176 + i * 74, 416, 48, 34, GLASS)
    c.box(1030, 400, 170, 112, rgb("e9e3d4"))
    _windows(c, 1046, 420, 3, 50, 34, 50)
    c.box(0, 560, WIDTH, 170, ASPHALT)
    for i in range(9):
        c.box(20 + i * 150, 636, 80, 6, WALL)
    for x, colour in ((250, rgb("d9843c")), (760, rgb("3f7f8f"))):
        c.box(x, 540, 200, 96, colour, round_by=6)
        c.box(x + 206, 570, 66, 66, mix(colour, WALL, 0.55), round_by=8)
        c.box(x + 238, 578, 28, 26, GLASS)
        for dx in (36, 80, 236):
            c.oval(x + dx, 638, 20, 20, rgb("394049"))
            c.oval(x + dx, 638, 8, 8, rgb("c9cfd2"))
    for spot in range(30, WIDTH, 130):
        c.tree(spot, 556, 78)


def sea_port(c: Canvas) -> None:
    c.sky(420)
    c.land(c.waves(414, 26, 420), c.far(rgb("557f86"), 0.55), 430)
    c.water(420)
    for x, tall in ((760, 330), (1010, 370)):
        for dx in (0, 86):
            c.fill(
                [
                    (x + dx, 520),
                    (x + dx + 12, 520),
                    (x + dx + 18, 520 - tall * 0.6),
                    (x + dx + 8, 520 - tall * 0.6),
                ],
                rgb("d0604a"),
            )
        c.box(x - 190, 520 - tall * 0.62, 330, 13, rgb("d0604a"))
        c.line([(x + 50, 520 - tall), (x - 180, 520 - tall * 0.6)], STEEL, 3)
        c.line([(x + 50, 520 - tall), (x + 130, 520 - tall * 0.6)], STEEL, 3)
        c.fill([(x + 38, 520 - tall * 0.6), (x + 64, 520 - tall * 0.6), (x + 52, 520 - tall)], rgb("d0604a"))
        c.box(x - 112, 520 - tall * 0.6, 3, 80, STEEL)
    tones = (rgb("cf6a4a"), rgb("3f7f96"), rgb("d9a441"), rgb("5f9377"), rgb("a3566a"), rgb("8796a1"))
    c.fill([(120, 500), (720, 500), (670, 590), (170, 590)], rgb("2f4a63"))
    c.fill([(140, 552), (702, 552), (670, 590), (170, 590)], rgb("a84a3c"))
    c.box(150, 420, 74, 82, rgb("f4efe2"))
    c.box(160, 432, 54, 14, GLASS)
    for i in range(8):
        for level in range(c.chance.randint(2, 4)):
            c.box(238 + i * 58, 472 - level * 28, 54, 26, c.chance.choice(tones), round_by=2)
    c.box(700, 520, 600, 210, rgb("c9bfa9"))
    for i in range(9):
        for level in range(c.chance.randint(1, 4)):
            c.box(730 + i * 62, 600 - level * 34, 58, 32, c.chance.choice(tones), round_by=2)
    c.box(690, 632, 620, 10, rgb("a79c84"))
    boat(c, 330, 664, 130, TIMBER)


def city_skyline(c: Canvas) -> None:
    c.sky(430)
    for layer, fade in enumerate((0.72, 0.5, 0.28)):
        x = -20.0
        while x < WIDTH:
            w, h = c.chance.uniform(50, 110), c.chance.uniform(80, 250 - layer * 20)
            tone = c.far(c.chance.choice((rgb("6f93a6"), rgb("8aa0a8"), rgb("a99a86"))), fade)
            c.box(x, 470 - h + layer * 12, w, h + 30, tone)
            for row in range(int(h // 24)):
                for col in range(int(w // 20)):
                    c.box(
                        x + 7 + col * 20,
                        482 - h + layer * 12 + row * 24,
                        10,
                        12,
                        c.far(rgb("fff2c9"), 0.25),
                        alpha=110,
                    )
            x += w + c.chance.uniform(0, 22)
    for spot in range(-10, WIDTH, 46):
        c.tree(spot + c.chance.uniform(-12, 12), 522, c.chance.uniform(50, 84), c.far(LEAF[1], 0.12))
    c.water(514)
    c.box(-10, 560, WIDTH + 20, 14, rgb("e9e0cd"))
    for i in range(9):
        x = 60 + i * 150
        c.box(x - 7, 560, 14, 90, rgb("d3c8b2"))
        c.line([(x, 470), (x - 75, 560)], rgb("f3ecdc"), 2)
        c.line([(x, 470), (x + 75, 560)], rgb("f3ecdc"), 2)
        c.box(x - 3, 470, 6, 92, rgb("f3ecdc"))
    bunting(c, 30, 34, 24) if c.chance.random() < 0.3 else None
    house(c, 1090, 700, 120, 54, WALL, TILE)
    for x in (60, 170, 1220):
        c.tree(x, 712, 170)

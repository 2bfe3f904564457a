"""Scenes of work, meetings and feasts."""

import math

from cms.demo.pictures.canvas import HEIGHT, LEAF, WIDTH, Canvas, mix, rgb
from cms.demo.pictures.figures import (
    CLOTHES,
    GLASS,
    GOLD,
    HAIR,
    NAVY,
    RED,
    STRAW,
    TIMBER,
    bunting,
    bust,
    head,
    person,
    star,
)
from cms.demo.pictures.nature import ranges

PAPER = rgb("fbf8f0")
TEAL = rgb("3f8a86")


def _room(c: Canvas, wall: str, floor: str, edge: float = 500) -> None:
    c.gradient(0, edge, (mix(rgb(wall), (255, 255, 255), 0.25), rgb(wall)))
    c.gradient(edge, HEIGHT, (rgb(floor), mix(rgb(floor), HAIR, 0.2)))
    c.box(0, edge - 8, WIDTH, 10, mix(rgb(wall), TIMBER, 0.3))


def plant(c: Canvas, x: float, y: float, size: float) -> None:
    """A potted plant standing on (x, y)."""
    for i in range(9):
        angle = math.radians(-165 + i * 19)
        tip = (x + math.cos(angle) * size * 0.55, y - size * 0.35 + math.sin(angle) * size * 0.75)
        mid = (x + math.cos(angle) * size * 0.22, y - size * 0.5 + math.sin(angle) * size * 0.38)
        c.fill([(x - 4, y - size * 0.2), mid, tip, (mid[0] + size * 0.1, mid[1] + size * 0.08)], LEAF[i % 3])
    c.fill(
        [
            (x - size * 0.2, y - size * 0.26),
            (x + size * 0.2, y - size * 0.26),
            (x + size * 0.14, y),
            (x - size * 0.14, y),
        ],
        rgb("c77d56"),
    )


def one_stop_desk(c: Canvas) -> None:
    _room(c, "e3ebe6", "cfc4b0", 520)
    c.box(140, 70, 1000, 70, RED)
    c.box(330, 98, 620, 12, GOLD, round_by=6)
    star(c, 230, 106, 20, GOLD)
    for i in range(4):
        left = 130 + i * 262
        c.box(left, 186, 232, 260, rgb("f4f6f2"), round_by=6)
        c.box(left + 10, 196, 212, 40, TEAL, round_by=4)
        c.oval(left + 34, 216, 13, 13, PAPER)
        c.box(left + 58, 210, 140, 11, PAPER, round_by=5, alpha=220)
        c.box(left + 10, 246, 212, 196, GLASS, alpha=90)
        bust(c, left + 116, 452, 112, (NAVY, rgb("f2f2ee"))[i % 2])
        c.box(left + 26, 372, 66, 48, rgb("36424c"), round_by=4)
        c.box(left + 52, 420, 14, 24, rgb("36424c"))
    c.box(100, 440, 1080, 26, mix(TIMBER, STRAW, 0.5), round_by=6)
    c.box(116, 464, 1048, 90, mix(TIMBER, STRAW, 0.2))
    for i in range(8):
        c.box(132 + i * 130, 476, 114, 66, mix(TIMBER, STRAW, 0.28), round_by=3)
    for i in range(4):
        x = 250 + i * 262 + c.chance.uniform(-30, 30)
        person(c, x, 690 - (i % 2) * 26, 250, CLOTHES[(i * 2 + c.chance.randrange(3)) % 6])
        c.box(x + 28, 528 - (i % 2) * 26, 40, 54, PAPER, round_by=2)
    plant(c, 62, 640, 190)
    plant(c, 1222, 640, 190)


def meeting_hall(c: Canvas) -> None:
    _room(c, "8f2f2a", "7a5a42", 430)
    for i in range(22):
        c.box(i * 60, 0, 26, 424, rgb("a63a33"), alpha=150)
    c.gradient(424, 470, (rgb("caa071"), rgb("a97f55")))
    c.box(300, 70, 680, 150, rgb("b93a32"), round_by=4)
    c.box(380, 112, 520, 16, GOLD, round_by=8)
    c.box(450, 150, 380, 12, GOLD, round_by=6)
    star(c, 180, 146, 54, GOLD)
    c.box(60, 250, 5, 180, STRAW)
    c.fill([(65, 254), (150, 262), (142, 318), (65, 322)], RED)
    star(c, 104, 290, 20, GOLD)
    c.box(420, 360, 470, 66, mix(TIMBER, RED, 0.2), round_by=4)
    for i in range(4):
        bust(c, 484 + i * 114, 366, 78, NAVY if i % 2 else rgb("f2f0ea"))
    c.box(414, 356, 482, 14, mix(TIMBER, STRAW, 0.4))
    c.fill([(1000, 330), (1120, 330), (1108, 440), (1012, 440)], mix(TIMBER, STRAW, 0.15))
    bust(c, 1060, 332, 84, rgb("3f6f8f"))
    c.box(994, 322, 132, 14, mix(TIMBER, STRAW, 0.5))
    plant(c, 330, 430, 110)
    plant(c, 950, 430, 110)
    for row in range(3):
        y, width, count = 520 + row * 92, 92 + row * 30, 12 - row * 2
        for i in range(count + 1):
            x = (i + 0.5 * (row % 2)) * WIDTH / count
            tone = mix(c.chance.choice((*CLOTHES, rgb("f0eee8"))), HAIR, 0.12)
            bust(c, x, y + 30, width, tone, behind=True)
        c.box(0, y + 14, WIDTH, 70, mix(rgb("6d3a34"), HAIR, 0.1 * row))


def library(c: Canvas) -> None:
    _room(c, "efe3cc", "b98f66", 560)
    tones = (*CLOTHES, rgb("e6d3a8"), rgb("8b3f3a"), rgb("2f5b57"))
    for shelf in range(3):
        left = 60 + shelf * 400
        c.box(left, 60, 360, 504, mix(TIMBER, HAIR, 0.1), round_by=4)
        for row in range(5):
            top = 74 + row * 98
            c.box(left + 12, top, 336, 86, mix(TIMBER, HAIR, 0.45))
            x = left + 16.0
            while x < left + 326:
                w, h = c.chance.uniform(11, 25), c.chance.uniform(56, 80)
                if c.chance.random() < 0.88:
                    tone = c.chance.choice(tones)
                    c.box(x, top + 86 - h, w, h, tone, round_by=2)
                    c.box(x, top + 86 - h * 0.8, w, 4, mix(tone, PAPER, 0.6))
                x += w + 2
    c.box(150, 610, 980, 24, mix(TIMBER, STRAW, 0.45), round_by=6)
    for i in range(4):
        x = 290 + i * 234
        bust(c, x, 616, 122, c.chance.choice(CLOTHES))
        c.fill([(x - 62, 606), (x, 616), (x, 588), (x - 54, 578)], PAPER)
        c.fill([(x + 62, 606), (x, 616), (x, 588), (x + 54, 578)], mix(PAPER, STRAW, 0.4))
    c.box(150, 610, 980, 26, mix(TIMBER, STRAW, 0.45), round_by=6)
    for x in (200, 1060):
        c.box(x, 634, 22, 90, TIMBER)
    plant(c, 1230, 690, 210)


def festival(c: Canvas) -> None:
    c.sky(330)
    ranges(c, 344, 2, 60)
    for spot in range(-10, WIDTH, 40):
        c.tree(spot, 392, c.chance.uniform(50, 90), c.far(LEAF[0], 0.2))
    for i in range(44):
        person(c, i * 30 + c.chance.uniform(-8, 8), c.chance.uniform(398, 410), 50, hat=i % 4 == 0)
    c.box(0, 404, WIDTH, 12, rgb("c9b98d"))
    c.water(414)
    bunting(c, 40, 60)
    for i, (y, tone) in enumerate(((500, rgb("c9473c")), (584, rgb("3f7f96")), (672, rgb("4f9a63")))):
        x, w = 150 + i * 90 + c.chance.uniform(-60, 60), 620 + i * 60
        for k in range(9):
            px = x + 80 + k * (w - 150) / 9
            c.line([(px + 16, y - 26), (px - 16, y + 24)], TIMBER, 5)
            c.box(px - 15, y - 50, 30, 40, tone, round_by=9)
            head(c, px + 4, y - 60, 13)
        hull = [
            (x, y - 30),
            (x + w * 0.94, y - 24),
            (x + w + 30, y - 74),
            (x + w * 0.97, y + 10),
            (x + w * 0.9, y + 22),
            (x + 60, y + 22),
        ]
        c.fill(hull, mix(tone, HAIR, 0.25))
        c.line([(x + 10, y - 14), (x + w * 0.95, y - 8)], GOLD, 7)
        c.oval(x + w + 26, y - 76, 26, 20, tone)
        c.oval(x + w + 34, y - 82, 5, 5, GOLD)
        c.fill([(x + w + 10, y - 92), (x + w + 26, y - 118), (x + w + 32, y - 90)], GOLD)
        c.fill([(x, y - 30), (x - 40, y - 76), (x + 34, y - 28)], tone)
        c.box(x + 40, y + 22, w * 0.9, 5, (255, 255, 255), round_by=2, alpha=150)


def sports_ground(c: Canvas) -> None:
    c.sky(330)
    c.land(c.waves(330, 24, 420), c.far(LEAF[0], 0.4))
    for row in range(3):
        c.box(0, 318 + row * 24, WIDTH, 24, mix(rgb("b9a88c"), PAPER, 0.25 * row))
        for i in range(52):
            head(c, i * 25 + (row % 2) * 12, 322 + row * 24, 7)
            c.box(i * 25 + (row % 2) * 12 - 9, 330 + row * 24, 18, 13, c.chance.choice(CLOTHES), round_by=5)
    c.gradient(390, HEIGHT, (rgb("86b765"), rgb("5f9a4f")))
    for i in range(6):
        top, bottom = 390 + (i / 6) ** 1.5 * 330, 390 + ((i + 0.5) / 6) ** 1.5 * 330
        c.box(0, top, WIDTH, bottom - top, (255, 255, 255), alpha=22)
    c.line([(40, 420), (1240, 420)], PAPER, 3, 220)
    c.line([(40, 420), (-300, 720)], PAPER, 4, 220)
    c.line([(1240, 420), (1580, 720)], PAPER, 4, 220)
    c.line([(640 + 250 * math.cos(a / 20), 590 + 84 * math.sin(a / 20)) for a in range(127)], PAPER, 4, 200)
    for x in (540.0, 734.0):
        c.box(x, 356, 6, 70, PAPER)
    c.box(540, 352, 200, 6, PAPER)
    for i in range(11):
        c.line([(546 + i * 19, 358), (546 + i * 19, 420)], PAPER, 1, 130)
    for i in range(9):
        x, y = 130 + i * 124 + c.chance.uniform(-40, 40), c.chance.uniform(470, 700)
        c.oval(x, y, (y - 300) * 0.12, (y - 300) * 0.025, rgb("3f6f3a"), 110)
        person(c, x, y, (y - 300) * 0.44, (RED, rgb("3f78a8"))[i % 2])
    c.oval(640, 610, 13, 13, PAPER)
    c.oval(644, 612, 5, 5, NAVY)
    bunting(c, 26, 40)


def people(c: Canvas) -> None:
    base = c.chance.choice((rgb("dfeae3"), rgb("f3e6d0"), rgb("dbe6ee")))
    c.gradient(0, HEIGHT, (mix(base, PAPER, 0.5), base))
    for _ in range(7):
        r = c.chance.uniform(90, 230)
        c.oval(
            c.chance.uniform(0, WIDTH),
            c.chance.uniform(60, 460),
            r,
            r,
            mix(base, c.chance.choice(CLOTHES), 0.16),
            120,
        )
    for x, y, flip in ((330.0, 170, 1), (820.0, 120, -1)):
        c.box(x - 90, y - 56, 220, 104, PAPER, round_by=30)
        c.fill([(x + 10, y + 44), (x + 62, y + 44), (x + 30 + 20 * flip, y + 86)], PAPER)
        for k in range(3):
            c.box(x - 60, y - 32 + k * 24, 160 - k * 38, 10, mix(base, NAVY, 0.35), round_by=5)
    c.land(lambda x: 640 + 16 * math.sin(x / 200), mix(base, LEAF[1], 0.35))
    count = 8
    for i in range(count):
        x = 130 + i * (WIDTH - 260) / (count - 1) + c.chance.uniform(-18, 18)
        c.oval(x, 672, 62, 11, HAIR, 40)
        person(
            c,
            x,
            672,
            c.chance.choice((280, 320, 340, 220)),
            CLOTHES[(i + c.chance.randrange(2)) % 6],
            hat=i in (2, 6),
        )
    plant(c, 60, 690, 200)


def tree_planting(c: Canvas) -> None:
    c.sky(420)
    ranges(c, 430, 3, 80)
    slope = c.waves(470, 30, 800)
    c.land(slope, rgb("a3b86c"))
    for row in range(5):
        for i in range(14 - row):
            x = (i + 0.5 * (row % 2)) * WIDTH / (13 - row)
            y = slope(x) + 26 + row * 38
            size = 22 + row * 9
            c.oval(x, y, size * 0.5, size * 0.13, rgb("8a6a48"), 200)
            c.line([(x, y), (x, y - size * 1.3)], LEAF[0], 2.4)
            for dx, dy in ((-0.35, 0.9), (0.35, 1.0), (-0.2, 1.35), (0.22, 1.45)):
                c.oval(x + dx * size, y - dy * size, size * 0.28, size * 0.15, LEAF[2])
    front = c.waves(664, 14, 600)
    c.land(front, rgb("8fa257"))
    for i, x in enumerate((190, 460, 700, 1010)):
        y = 694
        c.oval(x + 78, y + 2, 52, 12, rgb("7a5a3c"))
        c.line([(x + 78, y), (x + 78, y - 104)], rgb("6d8a4a"), 6)
        for dx, dy in ((-26, 62), (26, 74), (-20, 98), (22, 108), (0, 122)):
            c.oval(x + 78 + dx, y - dy, 25, 13, LEAF[1 + (dy // 20) % 2])
        person(c, x, y, 210, (rgb("3f78a8"), rgb("4f8a6a"))[i % 2], hat=i % 2 == 0)
        c.line([(x + 34, y - 150), (x + 56, y - 4)], TIMBER, 6)
        c.fill([(x + 47, y - 26), (x + 66, y - 30), (x + 62, y + 10), (x + 52, y + 8)], rgb("8b959c"))


def road_works(c: Canvas) -> None:
    c.sky(390)
    ranges(c, 400, 2, 60)
    for spot in range(-10, WIDTH, 52):
        c.tree(spot, 416, c.chance.uniform(56, 100), c.far(LEAF[1], 0.24))
    c.gradient(408, HEIGHT, (rgb("b9bd7e"), rgb("a5a368")))
    c.fill([(590, 410), (690, 410), (1130, 720), (60, 720)], rgb("8b9198"))
    c.fill([(590, 410), (640, 410), (600, 720), (60, 720)], rgb("6a727b"))
    for i in range(6):
        t, u = (i / 6) ** 1.8, ((i + 0.5) / 6) ** 1.8
        y, bottom = 410 + t * 310, 410 + u * 310
        c.fill(
            [
                (640 - 40 * t - 2 - 6 * t, y),
                (640 - 40 * t + 2 + 6 * t, y),
                (640 - 40 * u + 3 + 7 * u, bottom),
                (640 - 40 * u - 3 - 7 * u, bottom),
            ],
            PAPER,
        )
    yellow = rgb("e3a633")
    c.oval(330, 596, 60, 60, rgb("4a5159"))
    c.oval(330, 596, 44, 44, rgb("6d757d"))
    c.oval(500, 604, 52, 52, rgb("3b4249"))
    c.oval(500, 604, 22, 22, yellow)
    c.box(316, 500, 200, 70, yellow, round_by=12)
    c.box(380, 420, 110, 84, mix(yellow, PAPER, 0.1), round_by=6)
    c.box(392, 434, 86, 60, GLASS)
    c.box(366, 408, 138, 16, mix(yellow, HAIR, 0.2), round_by=5)
    for x, y in ((700, 470), (760, 510), (836, 566), (930, 640)):
        s = (y - 400) / 100
        c.fill(
            [
                (x - 14 * s, y + 20 * s),
                (x + 14 * s, y + 20 * s),
                (x + 4 * s, y - 18 * s),
                (x - 4 * s, y - 18 * s),
            ],
            rgb("e0683c"),
        )
        c.fill(
            [
                (x - 9.6 * s, y + 6 * s),
                (x + 9.6 * s, y + 6 * s),
                (x + 7 * s, y - 4 * s),
                (x - 7 * s, y - 4 * s),
            ],
            PAPER,
        )
    for x, y in ((640, 560), (720, 620), (170, 640), (1060, 600)):
        person(c, x, y, (y - 330) * 0.46, rgb("e0843a"))
        c.oval(x, y - (y - 330) * 0.46, (y - 330) * 0.046, (y - 330) * 0.03, GOLD)

"""Scenes without land or people: papers, screens, maps."""

import math

from cms.demo.pictures.canvas import HEIGHT, WIDTH, Canvas, mix, rgb
from cms.demo.pictures.figures import GOLD, HAIR, NAVY, RED, STRAW, TIMBER, WALL, star
from cms.demo.pictures.life import PAPER, TEAL, plant


def documents(c: Canvas) -> None:
    desk = c.chance.choice((rgb("c99f73"), rgb("b98d68"), rgb("8fa3a3")))
    c.gradient(0, HEIGHT, (mix(desk, PAPER, 0.18), mix(desk, HAIR, 0.1)))
    for i in range(9):
        c.box(0, i * 84 + c.chance.uniform(-8, 8), WIDTH, 2, mix(desk, HAIR, 0.25), alpha=70)

    def sheet(x: float, y: float, w: float, h: float, tilt: float, lines: int) -> None:
        angle = math.radians(tilt)

        def at(u: float, v: float) -> tuple[float, float]:
            return x + u * math.cos(angle) - v * math.sin(angle), y + u * math.sin(angle) + v * math.cos(
                angle
            )

        c.fill([at(10, 14), at(w + 10, 14), at(w + 10, h + 14), at(10, h + 14)], HAIR, 46)
        c.fill([at(0, 0), at(w, 0), at(w, h), at(0, h)], PAPER)
        c.line([at(w * 0.3, 34), at(w * 0.7, 34)], mix(NAVY, PAPER, 0.2), 9)
        c.line([at(w * 0.38, 56), at(w * 0.62, 56)], RED, 4)
        for k in range(lines):
            end = w * (0.88 if k % 4 != 3 else 0.58)
            c.line([at(w * 0.12, 92 + k * 26), at(end, 92 + k * 26)], mix(NAVY, PAPER, 0.68), 6)
        if lines > 9:
            seal = at(w * 0.72, h - 62)
            c.oval(*seal, 42, 42, RED, 200)
            c.oval(*seal, 34, 34, PAPER)
            star(c, *seal, 24, RED)

    c.fill([(760, 60), (1180, 110), (1130, 560), (710, 508)], rgb("3f6f7c"))
    c.fill([(776, 84), (1160, 130), (1112, 540), (730, 490)], mix(PAPER, STRAW, 0.5))
    sheet(720, 150, 330, 430, 7, 11)
    sheet(240, 90, 390, 540, -6, 15)
    sheet(90, 420, 300, 330, 9, 5)
    c.line([(600, 640), (820, 520)], NAVY, 17)
    c.line([(584, 649), (604, 638)], GOLD, 9)
    c.oval(1130, 610, 96, 96, HAIR, 40)
    c.oval(1120, 600, 92, 92, PAPER)
    c.oval(1120, 600, 70, 70, rgb("9a6a3c"))
    c.oval(1106, 588, 46, 40, rgb("b98446"), 150)
    c.box(60, 60, 110, 74, mix(RED, HAIR, 0.3), round_by=10)
    c.box(86, 20, 58, 66, TIMBER, round_by=24)


def digital(c: Canvas) -> None:
    deep = c.chance.choice((rgb("1f4e68"), rgb("235a5e"), rgb("34507c")))
    c.gradient(0, HEIGHT, (mix(deep, PAPER, 0.22), deep))
    nodes = [(c.chance.uniform(0, WIDTH), c.chance.uniform(0, 560)) for _ in range(34)]
    for i, (x, y) in enumerate(nodes):
        for u, v in nodes[i + 1 :]:
            if math.hypot(x - u, y - v) < 210:
                c.line([(x, y), (u, v)], (255, 255, 255), 1.3, 50)
        c.oval(x, y, 5, 5, (255, 255, 255), 130)
    c.box(0, 610, WIDTH, 120, mix(deep, HAIR, 0.35))
    c.box(290, 170, 640, 410, rgb("2b343c"), round_by=18)
    c.box(310, 190, 600, 366, rgb("f3f6f5"), round_by=6)
    c.box(310, 190, 600, 54, TEAL)
    c.oval(344, 217, 14, 14, GOLD)
    c.box(372, 210, 210, 13, PAPER, round_by=6)
    for i in range(3):
        left = 336 + i * 188
        c.box(left, 268, 168, 120, PAPER, round_by=10)
        c.box(left, 268, 168, 48, mix((TEAL, rgb("d9993c"), rgb("b4584a"))[i], PAPER, 0.25), round_by=10)
        c.box(left + 14, 332, 130, 10, rgb("c3cdd0"), round_by=5)
        c.box(left + 14, 354, 92, 10, rgb("d8dfe0"), round_by=5)
    for i in range(4):
        c.box(336, 412 + i * 33, 380 - (i % 2) * 90, 13, rgb("d3dbdc"), round_by=6)
    c.box(740, 416, 144, 46, rgb("d9993c"), round_by=22)
    c.fill([(220, 580), (1000, 580), (1060, 626), (160, 626)], rgb("9aa6ad"))
    c.box(160, 622, 900, 14, rgb("7d8990"), round_by=7)
    c.box(960, 300, 190, 350, rgb("222a31"), round_by=28)
    c.box(972, 316, 166, 318, rgb("f6f8f7"), round_by=18)
    c.oval(1055, 420, 54, 54, rgb("4f9a77"))
    c.line([(1030, 422), (1048, 442), (1082, 402)], PAPER, 12)
    for i in range(3):
        c.box(996, 506 + i * 30, 118 - i * 26, 12, rgb("cfd8d8"), round_by=6)
    plant(c, 120, 640, 230)


def map_pattern(c: Canvas) -> None:
    base = rgb("efe9d6")
    c.gradient(0, HEIGHT, (base, mix(base, STRAW, 0.35)))
    tones = (rgb("cfdcae"), rgb("dfe3bd"), rgb("e9d9b0"), rgb("c5d6b8"), rgb("e6cdb4"))
    grid = [
        [
            (i * 112 - 60 + c.chance.uniform(-34, 34), k * 104 - 50 + c.chance.uniform(-30, 30))
            for i in range(14)
        ]
        for k in range(9)
    ]
    for k in range(8):
        for i in range(13):
            c.fill([grid[k][i], grid[k][i + 1], grid[k + 1][i + 1], grid[k + 1][i]], c.chance.choice(tones))
            c.line([grid[k + 1][i], grid[k][i], grid[k][i + 1]], PAPER, 3)
    phase = c.chance.uniform(0, 6)
    river = [
        (float(x), 330 + 120 * math.sin(x / 210 + phase) + 40 * math.sin(x / 80))
        for x in range(-20, 1301, 14)
    ]
    c.line(river, rgb("f7f3e6"), 62)
    c.line(river, rgb("8fbfca"), 48)
    c.line([(x, y - 6) for x, y in river], rgb("a9d0d6"), 12)
    for row in (2, 5):
        c.line(grid[row], rgb("fdfaf0"), 17)
        c.line(grid[row], rgb("e0b25c"), 9)
    column = [line[c.chance.randint(4, 9)] for line in grid]
    c.line(column, rgb("fdfaf0"), 17)
    c.line(column, rgb("e0b25c"), 9)
    for _ in range(46):
        x, y = c.chance.uniform(0, WIDTH), c.chance.uniform(0, HEIGHT)
        c.box(x, y, c.chance.uniform(12, 28), c.chance.uniform(12, 24), rgb("c9a98c"), round_by=2)
    for x, y, tone in ((420, 250, RED), (820, 440, TEAL), (980, 200, NAVY)):
        c.oval(x, y + 4, 22, 7, HAIR, 60)
        c.fill([(x - 27, y - 52), (x + 27, y - 52), (x, y)], tone)
        c.oval(x, y - 62, 31, 31, tone)
        c.oval(x, y - 62, 13, 13, PAPER)
    c.oval(1190, 620, 52, 52, WALL, 230)
    c.fill([(1190, 578), (1204, 620), (1176, 620)], RED)
    c.fill([(1190, 662), (1204, 620), (1176, 620)], NAVY)

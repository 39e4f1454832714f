"""Bamboo, paper and cloth: baskets, fans, umbrellas, scarves, combs."""

from __future__ import annotations

import math
from itertools import pairwise

from mall.roof.demo.drawing.canvas import Canvas, Point, around, half_at, profile_of, smooth, steps, turned
from mall.roof.demo.drawing.colour import CREAM, RGB, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import seal

from .embroidery import stitched


def basket(c: Canvas, look) -> None:
    """A woven basket; forms: handle, round, tray, tall."""
    shapes = {
        "handle": [(400, 220), (440, 222), (540, 206), (620, 176), (644, 160)],
        "round": [(380, 236), (430, 252), (520, 240), (610, 180), (644, 140)],
        "tray": [(500, 270), (540, 262), (600, 240), (630, 226)],
        "tall": [(270, 168), (380, 190), (500, 186), (600, 162), (644, 150)],
    }
    profile = profile_of(shapes[look.form or "handle"])
    top, mouth = profile[0]
    bottom = profile[-1][0]
    c.shadow(416, bottom + 8, 270, 44, 160)
    if look.form in {"handle", "tray", ""}:
        arch = smooth(
            [
                (400 - mouth + 10, top),
                (400 - mouth * 0.86, top - 180),
                (400, top - 262),
                (400 + mouth * 0.86, top - 180),
                (400 + mouth - 10, top),
            ],
            fine=14,
        )
        c.stroke(arch, dark(look.main, 0.3), lambda t: 24)
        c.stroke(arch, light(look.main, 0.16), lambda t: 10)
        for x, y in arch[4:-4:4]:
            c.oval(x, y, 14, 7, look.second, turn=30)
    c.lathe(400, profile, dark(look.main, 0.34))
    c.oval(400, bottom - 2, profile[-1][1], 24, dark(look.main, 0.34))
    _weave(c, look, profile, top, bottom)
    c.lathe(400, profile, UMBER, start=0.55, alpha=50)
    c.lathe(400, profile, CREAM, start=-0.8, end=-0.6, alpha=44)
    c.oval(400, top, mouth + 4, mouth * 0.26, light(look.main, 0.2))
    c.oval(400, top + 2, mouth - 8, mouth * 0.26 - 8, dark(look.main, 0.5))
    c.oval(400, top + 12, mouth - 20, mouth * 0.22 - 8, dark(look.main, 0.62))
    front = around(400, top, mouth, mouth * 0.26)[0:23]
    rim = [*front, *reversed([(x, y + 24) for x, y in front])]
    c.poly(rim, light(look.main, 0.2))
    for x, y in front[::2]:
        c.line([(x - 6, y), (x + 6, y + 24)], dark(look.main, 0.3), 4)


def _weave(c: Canvas, look, profile, top: float, bottom: float) -> None:
    rows, columns = max(4, round((bottom - top) / 22)), 17
    accent = c.chance.choice((rows // 2, rows // 3, -1))
    for j in range(rows):
        y0, y1 = top + 14 + (bottom - top - 14) * j / rows, top + 14 + (bottom - top - 14) * (j + 1) / rows
        for i in range(columns):
            if (i + j) % 2:
                continue
            x0, x1 = (math.sin((-1 + 2 * (i + d) / columns) * math.pi / 2) for d in (0.06, 0.94))
            half0, half1 = (half_at(profile, y) for y in (y0, y1))
            sag = 0.26 * profile[0][1] * math.sqrt(max(0.0, 1 - ((x0 + x1) / 2) ** 2)) * (1 - 0.6 * j / rows)
            quad = [
                (400 + x0 * half0, y0 + 2 + sag),
                (400 + x1 * half0, y0 + 2 + sag),
                (400 + x1 * half1, y1 - 2 + sag),
                (400 + x0 * half1, y1 - 2 + sag),
            ]
            tint = look.second if j == accent else light(look.main, 0.1 if (i // 2 + j) % 2 else 0.0)
            c.poly(quad, tint)


def fan(c: Canvas, look) -> None:
    """A folding fan, or a round one (form round), painted."""
    if look.form == "round":
        _round_fan(c, look)
        return
    foot: Point = (400, 640)
    c.shadow(420, 470, 300, 190, 110)
    blades = 22
    for i in range(blades):
        a0, a1 = (math.radians(202 + 136 * (i + d) / blades) for d in (0, 1))
        outer = [(foot[0] + 372 * math.cos(a), foot[1] + 372 * math.sin(a)) for a in (a0, a1)]
        inner = [(foot[0] + 150 * math.cos(a), foot[1] + 150 * math.sin(a)) for a in (a0, a1)]
        c.poly([inner[0], outer[0], outer[1], inner[1]], look.main if i % 2 else light(look.main, 0.16))
        c.poly([foot, inner[0], inner[1]], dark(look.second, 0.2) if i % 2 else look.second)
    for i in (0, blades):
        a = math.radians(202 + 136 * i / blades)
        c.rope([foot, (foot[0] + 376 * math.cos(a), foot[1] + 376 * math.sin(a))], dark(look.second, 0.3), 15)
    ink = dark(look.second, 0.35)
    for share, top in ((0.3, 372), (0.5, 336), (0.66, 376)):
        x = 130 + 540 * share
        c.poly(
            smooth([(x - 80, 450), (x - 30, top + 26), (x, top), (x + 36, top + 34), (x + 90, 450)]),
            mix(look.main, ink, 0.42 + share * 0.3),
        )
    c.oval(516, 326, 21, 21, (190, 74, 54))
    c.oval(*foot, 15, 15, (206, 176, 110))
    c.line(smooth([(400, 648), (384, 686), (398, 716)]), (176, 58, 46), 5)
    c.poly([(388, 712), (410, 712), (416, 770), (382, 770)], (176, 58, 46))


def _round_fan(c: Canvas, look) -> None:
    c.shadow(414, 400, 236, 232, 130)
    c.rope([(400, 560), (400, 752)], dark(look.second, 0.3), 20)
    c.rope([(394, 570), (394, 744)], light(look.second, 0.2), 5)
    c.oval(400, 350, 240, 236, dark(look.second, 0.2))
    c.oval(400, 350, 228, 224, look.main)
    c.line([(400, 130), (400, 572)], mix(look.main, look.second, 0.35), 5)
    for a in (-40, -10, 30):
        tip = turned([(400 + 180, 470)], a - 70, (400, 470))[0]
        c.stroke(smooth([(330, 520), (380, 440), tip], fine=10), (104, 128, 84), lambda t: 9 - 6 * t)
        for b in steps(0, 360, 7):
            x, y = tip[0] + 22 * math.cos(math.radians(b)), tip[1] + 22 * math.sin(math.radians(b))
            stitched(c, x, y, 21, 13, b, look.second)
        c.oval(*tip, 8, 8, (226, 186, 92))
    c.oval(400, 590, 15, 15, (206, 176, 110))
    c.poly([(392, 742), (408, 742), (418, 794), (382, 794)], look.second)


def umbrella(c: Canvas, look) -> None:
    """An oiled-paper umbrella, open and leaning."""
    c.shadow(424, 640, 230, 40, 130)
    c.rope([(412, 300), (520, 742)], (150, 106, 66), 16)
    top: Point = (340, 150)
    edge = [
        turned([(400 + 322 * math.cos(t), 440 + 92 * math.sin(t))], -14, (400, 440))[0]
        for t in steps(math.pi, math.tau + 0.01, 13)
    ]
    under = [
        turned([(400 + 322 * math.cos(t), 440 + 92 * math.sin(t))], -14, (400, 440))[0]
        for t in steps(0, math.tau, 40)
    ]
    c.poly(under, dark(look.main, 0.45))
    for i, (one, two) in enumerate(pairwise(edge)):
        share = i / (len(edge) - 2)
        tint = mix(light(look.main, 0.24), dark(look.main, 0.24), share)
        middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2 - 14)
        c.poly([top, one, *smooth([one, middle, two]), two], tint)
        c.line([top, one], dark(look.main, 0.34), 3)
        band = [
            (p[0] + (top[0] - p[0]) * t, p[1] + (top[1] - p[1]) * t)
            for p, t in ((one, 0.2), (two, 0.2), (two, 0.26), (one, 0.26))
        ]
        c.poly(band, look.second)
    for x, y in ((310, 300), (370, 342), (250, 350), (430, 300)):
        for a in steps(0, math.tau, 5):
            c.oval(x + 13 * math.cos(a), y + 13 * math.sin(a), 10, 10, light(look.second, 0.3))
        c.oval(x, y, 5, 5, (226, 186, 92))
    c.rope([top, (332, 116)], (120, 82, 52), 17)


def cloth(c: Canvas, look) -> None:
    """Folded cloth; ``on`` is the print: tie, brocade, check, batik, plain."""
    c.shadow(416, 560, 300, 130, 140)
    for i in range(look.number or 3):
        y = 560 - i * 84
        tone = (look.main, look.second, mix(look.main, look.second, 0.5))[i % 3]
        _fold(c, y, tone, light((look.second, look.main, CREAM)[i % 3], 0.2), look.on)
    seal(c, 640, 690, look.text, (176, 58, 46), 36)


def _fold(c: Canvas, y: float, tone: RGB, print_: RGB, kind: str) -> None:
    top = [(150, y - 90), (590, y - 120), (690, y - 40), (240, y)]
    front = [(240, y), (690, y - 40), (690, y + 46), (240, y + 90)]
    side = [(150, y - 90), (240, y), (240, y + 90), (150, y - 6)]
    c.poly(smooth(side, closed=True, fine=3), dark(tone, 0.3))
    c.poly(front, dark(tone, 0.12))
    c.poly(top, light(tone, 0.08))
    for t in (0.35, 0.68):
        c.line([(240, y + 90 * t), (690, y - 40 + 86 * t)], dark(tone, 0.34), 4)
    for u in steps(0.06, 1, 9):
        for v in (0.18, 0.5, 0.82):
            x, py = 150 + 90 * v + 446 * u, y - 90 + 88 * v - 32 * u
            _print(c, kind, x, py, print_)
    c.line([top[0], top[1]], light(tone, 0.4), 3)


def _print(c: Canvas, kind: str, x: float, y: float, tone: RGB) -> None:
    if kind == "tie":
        for r in (13, 8, 3):
            c.ring(x, y, r * 1.4, r * 0.7, tone, 2)
    elif kind == "brocade":
        c.poly([(x - 17, y), (x, y - 9), (x + 17, y), (x, y + 9)], tone)
        c.oval(x, y, 5, 3, UMBER, alpha=90)
    elif kind == "check":
        c.line([(x - 22, y - 10), (x + 22, y + 12)], tone, 4)
        c.line([(x + 20, y - 12), (x - 24, y - 8)], tone, 2)
    elif kind == "batik":
        for a in steps(0, math.tau, 6):
            c.oval(x + 12 * math.cos(a), y + 6 * math.sin(a), 5, 3, tone)
        c.oval(x, y, 4, 3, tone)


def scarf(c: Canvas, look) -> None:
    """A square silk scarf, one corner folded over; ``on`` is its print."""
    turn = c.chance.uniform(-9, 9)

    def square(half: float) -> list[Point]:
        return turned(
            [
                (400 - half, 420 - half),
                (400 + half, 420 - half),
                (400 + half, 420 + half),
                (400 - half, 420 + half),
            ],
            turn,
            (400, 420),
        )

    c.shadow(416, 446, 268, 262, 110)
    for half, tone in (
        (262, look.second),
        (246, light(look.second, 0.45)),
        (234, look.main),
        (206, mix(look.main, look.second, 0.45)),
        (198, light(look.main, 0.14)),
    ):
        c.poly(square(half), tone)
    for a in steps(0, 360, 8):
        for reach, rx, ry in ((118, 66, 30), (62, 40, 20)):
            x, y = turned([(400 + reach, 420)], a + turn, (400, 420))[0]
            c.oval(x, y, rx, ry, mix(look.main, look.second, 0.3 if reach > 100 else 0.7), turn=a + turn)
    c.oval(400, 420, 34, 34, look.second)
    c.oval(400, 420, 17, 17, light(look.main, 0.4))
    for side in range(4):
        for t in steps(-0.86, 0.9, 9):
            x, y = turned([(400 + t * 220, 420 - 220)], side * 90 + turn, (400, 420))[0]
            _print(c, look.on or "brocade", x, y, light(look.second, 0.2))
    for x in (300, 470, 560):
        wave = smooth([(x, 170), (x + 40, 330), (x - 20, 500), (x + 30, 668)])
        c.stroke(wave, CREAM, lambda t: 26 * math.sin(math.pi * t), 44)
        c.stroke([(px + 22, py) for px, py in wave], UMBER, lambda t: 20 * math.sin(math.pi * t), 22)
    corner, near, far = square(262)[2], square(262)[1], square(262)[3]
    one = (corner[0] + (near[0] - corner[0]) * 0.42, corner[1] + (near[1] - corner[1]) * 0.42)
    two = (corner[0] + (far[0] - corner[0]) * 0.42, corner[1] + (far[1] - corner[1]) * 0.42)
    c.poly([one, (corner[0] + 8, corner[1] + 8), two], c.tint)
    tip = (one[0] + two[0] - corner[0] - 14, one[1] + two[1] - corner[1] - 14)
    c.poly([(one[0] + 6, one[1] + 8), (two[0] + 6, two[1] + 10), (tip[0] - 8, tip[1] - 6)], UMBER, 60)
    c.poly([one, two, tip], dark(look.main, 0.2))
    c.line([one, two], light(look.main, 0.4), 4)


def comb(c: Canvas, look) -> None:
    """A wooden comb, half-moon, with a flower inlaid."""
    c.shadow(416, 470, 280, 150, 130)
    back = [(140 + t * 520, 470 - 210 * math.sin(math.pi * t)) for t in steps(0, 1.001, 40)]
    c.poly([*back, (660, 510), (140, 510)], dark(look.main, 0.3))
    c.poly([(x, y - 8) for x, y in [*back, (660, 500), (140, 500)]], look.main)
    c.line(back[4:-10], light(look.main, 0.45), 5)
    for i, x in enumerate(range(150, 650, 13)):
        c.line([(x, 486), (x, 640 - abs(x - 400) * 0.28)], dark(look.main, 0.1 if i % 2 else 0.26), 7)
    for x, y, r in ((400, 384, 46), (306, 424, 30), (494, 424, 30)):
        for a in steps(0, 360, 5):
            stitched(
                c,
                x + r * 0.6 * math.cos(math.radians(a)),
                y + r * 0.6 * math.sin(math.radians(a)),
                r * 0.5,
                r * 0.36,
                a,
                look.second,
            )
        c.oval(x, y, r * 0.2, r * 0.2, CREAM)


SIDE_VIEW = {"basket": basket, "umbrella": umbrella}
FROM_ABOVE = {"fan": fan, "cloth": cloth, "comb": comb, "scarf": scarf}

"""Tea as it is pressed, brewed and poured."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, around, profile_of, smooth, steps
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import characters, seal
from mall.roof.demo.drawing.pieces import PIECES
from mall.roof.demo.drawing.serving import fill, spread


def cake(c: Canvas, look) -> None:
    """A pressed cake of tea; forms: bare, wrapped, brick, pair."""
    if look.form == "brick":
        _brick(c, look)
        return
    c.shadow(418, 448, 262, 258, 150)
    if look.form == "wrapped":
        _wrapped(c, look, 400, 420, 252)
        return
    paper = light((214, 196, 160), 0.3)
    c.poly(around(400, 424, 276, 276, turn=c.chance.uniform(0, 50), n=8), paper)
    c.poly(around(404, 430, 262, 262, turn=c.chance.uniform(0, 50), n=9), dark(paper, 0.05))
    _bare(c, look, 400, 420, 232)
    if look.form == "pair":
        c.shadow(540, 596, 130, 126, 150)
        _wrapped(c, look, 530, 576, 132)


def _bare(c: Canvas, look, x: float, y: float, r: float) -> None:
    c.oval(x + 4, y + 8, r, r, dark(look.main, 0.5))
    c.oval(x, y, r, r, dark(look.main, 0.16))
    places = [
        (x + r * 0.93 * math.sqrt(t) * math.cos(a), y + r * 0.93 * math.sqrt(t) * math.sin(a))
        for t, a in ((c.chance.random(), c.chance.uniform(0, math.tau)) for _leaf in range(230))
    ]
    for px, py in places:
        a = math.degrees(math.atan2(py - y, px - x)) + 90 + c.chance.uniform(-50, 50)
        tint = c.chance.choice(
            (light(look.main, 0.16), dark(look.main, 0.25), look.main, mix(look.main, look.second, 0.5))
        )
        c.poly(around(px, py, 19, 4, turn=a, n=8), tint)
    c.oval(x, y, 46, 45, UMBER, alpha=60)
    c.oval(x + 4, y + 5, 38, 36, UMBER, alpha=70)
    c.ring(x, y, r, r, dark(look.main, 0.4), 3)


def _wrapped(c: Canvas, look, x: float, y: float, r: float) -> None:
    paper = light((226, 208, 172), 0.3)
    c.oval(x, y, r, r, dark(paper, 0.14))
    c.oval(x - 3, y - 4, r - 4, r - 4, paper)
    for a in steps(0, math.tau, 26):
        fold = [
            (x + r * t * math.cos(a + (1 - t) * 0.3), y + r * t * math.sin(a + (1 - t) * 0.3))
            for t in (0.86, 0.92, 0.99)
        ]
        c.line(fold, dark(paper, 0.16), 2)
    c.ring(x, y, r * 0.78, r * 0.78, look.second, r * 0.02)
    c.ring(x, y, r * 0.73, r * 0.73, look.second, r * 0.008)
    for a in steps(0, math.tau, 16):
        c.oval(
            x + r * 0.655 * math.cos(a),
            y + r * 0.655 * math.sin(a),
            r * 0.05,
            r * 0.018,
            mix(paper, look.main, 0.7),
            turn=math.degrees(a) + 50,
        )
    characters(c, x, y, look.text, look.second, r * (0.56 if len(look.text) == 1 else 0.4))


def _brick(c: Canvas, look) -> None:
    c.shadow(420, 560, 300, 110, 150)
    front = [(120, 430), (600, 500), (600, 610), (120, 530)]
    side = [(600, 500), (700, 420), (700, 524), (600, 610)]
    top = [(120, 430), (230, 360), (700, 420), (600, 500)]
    for face, tint in ((front, look.main), (side, dark(look.main, 0.3)), (top, light(look.main, 0.16))):
        c.poly(face, tint)
    for _leaf in range(150):
        u, v = c.chance.random(), c.chance.random()
        px, py = 130 + 464 * u + 100 * v * 0.95, 432 + 66 * u - 66 * v
        c.poly(
            around(px, py, 15, 3.4, turn=c.chance.uniform(-30, 40), n=8),
            c.chance.choice((dark(look.main, 0.25), light(look.main, 0.36))),
        )
    c.poly([(300, 456), (430, 475), (430, 582), (300, 560)], look.second)
    c.poly([(300, 456), (430, 475), (536, 399), (410, 383)], light(look.second, 0.2))
    characters(c, 365, 517, look.text[:1], CREAM, 72)


def gaiwan(c: Canvas, look) -> None:
    """A lidded bowl on its saucer, with leaves scattered before it; forms: needle, leaf, pearl, daisy…"""
    glaze, tea = light((232, 230, 218), 0.3), look.main
    c.shadow(416, 640, 260, 46, 150)
    c.oval(400, 618, 208, 44, dark(glaze, 0.22))
    c.oval(400, 606, 208, 42, glaze)
    c.oval(400, 606, 150, 26, dark(glaze, 0.14))
    profile = profile_of([(392, 178), (440, 164), (500, 140), (560, 100), (592, 70), (610, 72)])
    c.oval(400, 394, 178, 46, dark(glaze, 0.2))
    c.turned_body(400, profile, glaze, shine=130, shade=44)
    c.oval(400, 394, 178, 45, light(glaze, 0.5))
    c.oval(400, 397, 164, 38, mix(tea, (196, 150, 70), 0.45))
    c.oval(372, 390, 84, 14, light(tea, 0.5), alpha=90)
    _spray(c, 372, 500, look.second)
    lid = profile_of([(296, 34), (306, 44), (330, 108), (352, 146), (366, 152)])
    for points, tint in ((lid, glaze),):
        tilted = [(400 + half, y) for y, half in points] + [(400 - half, y) for y, half in reversed(points)]
        c.poly([(x * 0.94 + y * 0.2 - 6, y + (x - 400) * -0.16 + 6) for x, y in tilted], tint)
        c.poly(
            [
                (x * 0.94 + y * 0.2 - 6, y + (x - 400) * -0.16 + 6)
                for x, y in tilted[len(points) // 2 : len(points)]
            ],
            dark(tint, 0.14),
        )
    c.oval(444, 294, 42, 11, light(glaze, 0.4), turn=-9)
    piece = PIECES[look.form]
    fill(c, spread(c, 400, 692, 240, 34, 26), piece, piece.reach * 0.66, tea)


def _spray(c: Canvas, x: float, y: float, tone) -> None:
    """A painted twig."""
    twig = smooth([(x - 70, y + 44), (x - 20, y + 6), (x + 50, y - 30)])
    c.stroke(twig, dark(tone, 0.3), lambda t: 5 - 3 * t)
    for share, side in ((0.25, -1), (0.45, 1), (0.65, -1), (0.85, 1)):
        px, py = twig[int(share * (len(twig) - 1))]
        for a in steps(0, 360, 5):
            b = math.radians(a)
            c.oval(px + side * 10 + 8 * math.cos(b), py + side * 8 + 8 * math.sin(b), 6.4, 6.4, tone)
        c.oval(px + side * 10, py + side * 8, 3.5, 3.5, CREAM)


def teapot(c: Canvas, look) -> None:
    """A clay teapot; forms: round, flat, square-shouldered (tall)."""
    shapes = {
        "round": [(338, 92), (370, 150), (440, 196), (520, 190), (590, 140), (622, 112)],
        "flat": [(420, 96), (440, 176), (490, 226), (550, 222), (600, 160), (622, 136)],
        "tall": [(292, 96), (310, 142), (380, 160), (520, 170), (600, 158), (622, 136)],
    }
    profile = profile_of(shapes[look.form or "round"])
    top, neck = profile[0]
    widest = max(half for _y, half in profile)
    middle = next(y for y, half in profile if half == widest)
    c.shadow(420, 634, 280, 44, 160)
    clay = look.main
    spout = smooth(
        [
            (400 - widest * 0.7, middle + 34),
            (400 - widest - 50, middle - 20),
            (400 - widest - 92, middle - 100),
        ]
    )
    c.stroke(spout, dark(clay, 0.08), lambda t: 74 - 46 * t)
    c.oval(spout[-1][0], spout[-1][1], 15, 8, dark(clay, 0.5), turn=-40)
    handle = smooth(
        [
            (400 + widest * 0.8, top + 40),
            (400 + widest + 74, top + 36),
            (400 + widest + 88, middle + 20),
            (400 + widest * 0.86, middle + 74),
        ],
        fine=14,
    )
    c.stroke(handle, dark(clay, 0.2), lambda t: 26 - 8 * abs(t - 0.5))
    c.stroke(handle[4:-8], light(clay, 0.2), lambda t: 6)
    c.oval(400, 622, profile[-1][1], 14, dark(clay, 0.4))
    c.turned_body(400, profile, clay, shine=84)
    c.oval(400, top, neck, 16, dark(clay, 0.34))
    lid = profile_of([(top - 42, 24), (top - 30, 56), (top - 10, neck - 8), (top + 4, neck - 4)])
    c.turned_body(400, lid, light(clay, 0.06), shine=84)
    c.turned_body(400, profile_of([(top - 78, 16), (top - 64, 27), (top - 46, 14)]), clay, shine=110)
    c.glow(340, middle - 30, 60, 40, 70, light(clay, 0.6))
    seal(c, 424, middle + 20, look.text[:1], mix(clay, look.second, 0.75), 40)
    _cup(c, 660, 622, 58, look)


def _cup(c: Canvas, cx: float, foot: float, wide: float, look) -> None:
    glaze = light(look.second, 0.55)
    c.shadow(cx + 8, foot + 6, wide * 1.3, 16, 120)
    profile = profile_of([(foot - 70, wide), (foot - 30, wide * 0.84), (foot, wide * 0.5)])
    c.turned_body(cx, profile, glaze)
    c.oval(cx, foot - 70, wide, 14, light(glaze, 0.5))
    c.oval(cx, foot - 69, wide - 8, 10, (178, 112, 52))


SIDE_VIEW = {"gaiwan": gaiwan, "teapot": teapot}
FROM_ABOVE = {"tea_cake": cake}

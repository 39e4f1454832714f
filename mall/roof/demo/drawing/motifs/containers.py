"""Goods in tins, glass jars, crocks and bottles."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, around, cut, half_at, profile_of, smooth, steps
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, is_dark, light, mix
from mall.roof.demo.drawing.lettering import characters, label
from mall.roof.demo.drawing.pieces import PIECES
from mall.roof.demo.drawing.serving import fill, spread


def tin(c: Canvas, look) -> None:
    """A round tea tin; forms: tall, low, pair."""
    if look.form == "pair":
        _tin(c, look, 292, 610, 98, 320)
        _tin(c, look, 500, 636, 112, 250, swap=True)
    else:
        wide, high = (168, 270) if look.form == "low" else (134, 390)
        _tin(c, look, 400, 628, wide, high)


def _tin(c: Canvas, look, cx: float, foot: float, wide: float, high: float, *, swap: bool = False) -> None:
    body, trim = (look.second, look.main) if swap else (look.main, look.second)
    top, dip = foot - high, wide * 0.2
    c.shadow(cx + 18, foot + 8, wide * 1.22, dip * 1.4, 150)
    side = [(top, wide), (foot, wide)]
    c.oval(cx, foot, wide, dip, dark(body, 0.2))
    c.turned_body(cx, side, body, shine=60)
    c.oval(cx, foot, wide, dip, body, alpha=0)
    for y in (top + high * 0.3, foot - 26):
        _hoop(c, cx, y, wide, dip, trim, 9)
    _pattern(c, cx, top + high * 0.3 + 14, foot - 40, wide, light(body, 0.16))
    c.oval(cx, top + high * 0.2, wide + 3, dip, dark(body, 0.35))
    lid = dark(body, 0.18)
    c.turned_body(cx, [(top, wide + 4), (top + high * 0.19, wide + 4)], lid, shine=70)
    c.oval(cx, top + high * 0.19, wide + 4, dip, lid)
    c.lathe(cx, [(top + high * 0.05, wide + 4), (top + high * 0.16, wide + 4)], UMBER, start=0.5, alpha=30)
    c.oval(cx, top, wide + 4, dip, light(lid, 0.2))
    c.oval(cx, top - 1, wide * 0.8, dip * 0.78, light(lid, 0.32))
    tall = min(high * 0.44, 176)
    label(c, cx - wide * 0.08, top + high * 0.62, min(98, wide * 0.72), tall, look.text, ink=dark(trim, 0.2))


def _hoop(c: Canvas, cx: float, y: float, wide: float, dip: float, tone, thick: float) -> None:
    front = around(cx, y, wide, dip)[0:23]
    c.poly([*front, *reversed([(px, py + thick) for px, py in front])], tone)


def _pattern(c: Canvas, cx: float, top: float, bottom: float, wide: float, tone) -> None:
    kind = c.chance.randrange(3)
    for i, x in enumerate(steps(-0.86, 0.9, 7)):
        px = cx + wide * math.sin(x * math.pi / 2)
        for y in range(round(top + 22), round(bottom), 44):
            py = y + 14 * (1 - x * x) + (i % 2) * 20
            if kind == 0:
                c.oval(px, py, 6, 7, tone)
            elif kind == 1:
                c.poly([(px, py - 11), (px + 7, py), (px, py + 11), (px - 7, py)], tone)
            else:
                c.line([(px - 9, py), (px, py - 8), (px + 9, py)], tone, 3)


def honey(c: Canvas, look) -> None:
    """A glass jar of something golden; forms: dipper, plain, hex."""
    foot = 630
    c.shadow(416, 638, 200, 44, 150)
    profile = profile_of([(262, 112), (290, 122), (330, 164), (400, 174), (540, 172), (600, 160), (630, 132)])
    if look.form == "hex":
        profile = [(262, 116), (300, 150), (foot - 30, 172), (foot, 150)]
    c.lathe(400, profile, mix(look.main, CREAM, 0.75))
    inner = cut(profile, 318, foot - 10, -11)
    c.lathe(400, inner, look.main)
    c.lathe(400, inner, light(look.main, 0.45), start=-0.86, end=-0.4, alpha=170)
    c.lathe(400, inner, dark(look.main, 0.4), start=0.55, alpha=120)
    c.oval(400, 318, 142, 22, light(look.main, 0.35))
    if look.form == "hex":
        for share in (-0.45, 0.45):
            c.line([(400 + half * share, y) for y, half in profile], CREAM, 4, 120)
    lid = look.second
    c.oval(400, 262, 120, 24, dark(lid, 0.3))
    c.turned_body(400, [(206, 126), (262, 126)], lid, shine=90)
    c.oval(400, 262, 126, 22, lid, alpha=255)
    for x in steps(-0.92, 1, 15):
        px = 400 + 126 * math.sin(x * math.pi / 2)
        c.line([(px, 214 + 20 * (1 - x * x)), (px, 250 + 22 * (1 - x * x))], dark(lid, 0.22), 2.5)
    c.oval(400, 206, 126, 24, light(lid, 0.22))
    label(c, 392, 470, 132, 168, look.text, ink=dark(look.second, 0.3))
    if look.on:
        _beside(c, look)
    elif look.form == "dipper":
        _dipper(c, look)
    else:
        _comb(c, look)


# What lies beside a jar whose contents can't be told from outside: the piece, its reach and colour.
_BESIDE = {
    "red chilli": ("chilli", 46, (178, 44, 30)),
    "yellow chilli": ("chilli", 40, (226, 168, 44)),
    "beans": ("bean", 20, (58, 40, 32)),
    "pepper": ("corn", 13, (142, 52, 44)),
    "mushrooms": ("cap", 40, (150, 112, 70)),
}


def _beside(c: Canvas, look) -> None:
    name, reach, tone = _BESIDE[look.on]
    c.shadow(190, 640, 100, 22, 100)
    places = spread(c, 184, 628, 74, 30, max(4, round(2600 / reach**2) + 3))
    fill(c, places, PIECES[name], reach, tone)


def _dipper(c: Canvas, look) -> None:
    wood = (180, 128, 78)
    c.shadow(640, 634, 90, 22, 110)
    c.rope([(700, 380), (622, 590)], wood, 13)
    for i in range(5):
        c.oval(
            628 - i * 6, 566 + i * 16, 34 - abs(i - 2) * 5, 9, dark(wood, 0.1 if i % 2 else 0.28), turn=-20
        )
    drop = smooth([(598, 622), (560, 640), (530, 652), (590, 668), (668, 656), (640, 636)], closed=True)
    c.poly(drop, look.main)
    c.oval(600, 644, 22, 5, light(look.main, 0.6), alpha=180)


def _comb(c: Canvas, look) -> None:
    c.shadow(196, 640, 100, 26, 110)
    for i, (x, y) in enumerate(
        ((150, 596), (204, 596), (177, 550), (231, 550), (177, 642), (123, 642), (231, 642))
    ):
        tint = (dark(look.main, 0.08), light(look.main, 0.2), look.main)[i % 3]
        c.poly(around(x, y, 31, 31, turn=30, n=6), dark(look.main, 0.34))
        c.poly(around(x, y - 1, 25, 25, turn=30, n=6), tint)
        c.oval(x - 7, y - 9, 8, 5, CREAM, alpha=110)


def crock(c: Canvas, look) -> None:
    """An earthen crock with a cloth cap; forms: round, tall, squat."""
    shapes = {
        "round": [(268, 96), (300, 120), (380, 204), (480, 222), (580, 180), (640, 128)],
        "tall": [(232, 88), (268, 106), (340, 152), (470, 162), (590, 140), (640, 118)],
        "squat": [(340, 128), (366, 150), (430, 230), (520, 244), (600, 200), (640, 150)],
    }
    profile = profile_of(shapes[look.form or "round"])
    mouth, neck = profile[0]
    c.shadow(418, 648, 226, 48, 160)
    c.oval(400, 640, profile[-1][1], 20, dark(look.main, 0.4))
    c.turned_body(400, profile, look.main, shine=100)
    dip = mouth + 84
    edge = [
        (400 + half_at(profile, dip) * t, dip + 24 * math.sin(t * 9 + mouth)) for t in steps(1, -1.01, 24)
    ]
    above = cut(profile, mouth, dip)
    c.poly(
        [*[(400 - half, y) for y, half in reversed(above)], *[(400 + half, y) for y, half in above], *edge],
        dark(look.main, 0.3),
        130,
    )
    c.lathe(400, cut(profile, mouth, 640), CREAM, start=-0.74, end=-0.6, alpha=90)
    cloth = look.second
    skirt = [
        (400 - neck - 34, mouth + 54),
        (400 - neck - 14, mouth + 64),
        (400 - neck * 0.5, mouth + 56),
        (400, mouth + 72),
        (400 + neck * 0.5, mouth + 57),
        (400 + neck + 12, mouth + 66),
        (400 + neck + 34, mouth + 50),
    ]
    c.poly([(400 - neck - 6, mouth - 10), *smooth(skirt), (400 + neck + 6, mouth - 10)], dark(cloth, 0.12))
    c.poly(
        smooth(
            [
                (400 - neck - 8, mouth + 12),
                (400 - neck * 0.8, mouth - 40),
                (400, mouth - 58),
                (400 + neck * 0.8, mouth - 40),
                (400 + neck + 8, mouth + 12),
                (400, mouth + 24),
            ],
            closed=True,
        ),
        cloth,
    )
    for x in steps(-0.8, 0.9, 7):
        c.line([(400 + neck * x, mouth + 12), (400 + neck * x * 1.25, mouth + 54)], dark(cloth, 0.26), 3)
    c.line(
        smooth([(400 - neck - 4, mouth + 4), (400, mouth + 20), (400 + neck + 4, mouth + 4)]),
        (206, 178, 122),
        8,
    )
    paper = (190, 62, 48) if not is_dark(look.main) or look.second != (190, 62, 48) else CREAM
    _diamond(c, 396, (mouth + 660) / 2 + 30, 84, paper, look.text)


def _diamond(c: Canvas, cx: float, cy: float, half: float, paper, text: str) -> None:
    c.poly([(cx, cy - half), (cx + half, cy), (cx, cy + half), (cx - half, cy)], paper)
    inner = half - 9
    outline = [(cx, cy - inner), (cx + inner, cy), (cx, cy + inner), (cx - inner, cy), (cx, cy - inner)]
    c.line(outline, mix(paper, CREAM, 0.6), 2.5)
    ink = UMBER if not is_dark(paper) else CREAM
    characters(c, cx, cy, text[:1], ink, half * 0.95)


def bottle(c: Canvas, look) -> None:
    """A bottle of sauce, vinegar or oil; forms: slim, stout, flask, pair."""
    shapes = {
        "slim": [(196, 30), (280, 32), (320, 50), (370, 92), (420, 98), (610, 98), (640, 90)],
        "stout": [(226, 40), (290, 42), (330, 84), (380, 136), (440, 144), (600, 142), (640, 126)],
        "flask": [(216, 34), (290, 34), (340, 60), (420, 140), (500, 166), (590, 140), (640, 96)],
    }
    if look.form == "pair":
        _bottle(c, look, 300, profile_of(shapes["slim"]), swap=False)
        _bottle(c, look, 516, profile_of(shapes["stout"]), swap=True)
    else:
        _bottle(c, look, 400, profile_of(shapes[look.form or "slim"]), swap=False)
        _saucer(c, look)


def _bottle(c: Canvas, look, cx: float, profile, *, swap: bool) -> None:
    body, lid = (look.second, look.main) if swap else (look.main, look.second)
    widest = max(half for _y, half in profile)
    top = profile[0][0]
    c.shadow(cx + 18, 646, widest * 1.3, 34, 160)
    c.oval(cx, 638, profile[-1][1], 14, dark(body, 0.3))
    c.turned_body(cx, profile, body, shine=130)
    c.lathe(cx, cut(profile, top + 130, 636), dark(body, 0.3), start=-0.96, end=-0.86, alpha=120)
    c.turned_body(cx, [(top - 46, 34), (top + 16, 36)], lid)
    c.oval(cx, top - 46, 34, 8, light(lid, 0.3))
    c.turned_body(cx, [(top + 22, 37), (top + 36, 37)], (206, 178, 122), shine=60)
    label(c, cx - 4, 520, widest * 1.16, 168, look.text, ink=dark(lid, 0.15))


def _saucer(c: Canvas, look) -> None:
    x = 628
    c.shadow(x + 6, 650, 94, 22, 120)
    c.oval(x, 630, 84, 26, dark(CREAM, 0.16))
    c.oval(x, 622, 84, 24, light((232, 226, 212), 0.4))
    c.oval(x, 623, 68, 17, dark(look.main, 0.1))
    c.oval(x - 18, 618, 22, 5, light(look.main, 0.55), alpha=170)


SIDE_VIEW = {"tin": tin, "honey": honey, "crock": crock, "bottle": bottle}
FROM_ABOVE: dict = {}

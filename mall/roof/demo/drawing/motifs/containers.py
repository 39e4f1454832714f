"""Goods in their packaging: tins, jars, crocks, bottles, pouches, boxes."""

from __future__ import annotations

import math

from ..canvas import Canvas, around, cut, half_at, profile_of, smooth, steps
from ..colour import CREAM, UMBER, dark, is_dark, light, mix
from ..lettering import characters, label, seal


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
    if look.form == "dipper":
        _dipper(c, look)
    else:
        _comb(c, look)


def _dipper(c: Canvas, look) -> None:
    wood = (180, 128, 78)
    c.shadow(640, 634, 90, 22, 110)
    c.rope([(700, 380), (622, 590)], wood, 13)
    for i in range(5):
        c.oval(628 - i * 6, 566 + i * 16, 34 - abs(i - 2) * 5, 9, dark(wood, 0.1 if i % 2 else 0.28), turn=-20)
    drop = smooth([(598, 622), (560, 640), (530, 652), (590, 668), (668, 656), (640, 636)], closed=True)
    c.poly(drop, look.main)
    c.oval(600, 644, 22, 5, light(look.main, 0.6), alpha=180)


def _comb(c: Canvas, look) -> None:
    c.shadow(196, 640, 100, 26, 110)
    for i, (x, y) in enumerate(((150, 596), (204, 596), (177, 550), (231, 550), (177, 642), (123, 642), (231, 642))):
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
    edge = [(400 + half_at(profile, dip) * t, dip + 24 * math.sin(t * 9 + mouth)) for t in steps(1, -1.01, 24)]
    above = cut(profile, mouth, dip)
    c.poly([*[(400 - half, y) for y, half in reversed(above)], *[(400 + half, y) for y, half in above], *edge], dark(look.main, 0.3), 130)
    c.lathe(400, cut(profile, mouth, 640), CREAM, start=-0.74, end=-0.6, alpha=90)
    cloth = look.second
    skirt = [(400 - neck - 34, mouth + 54), (400 - neck - 14, mouth + 64), (400 - neck * 0.5, mouth + 56), (400, mouth + 72),
             (400 + neck * 0.5, mouth + 57), (400 + neck + 12, mouth + 66), (400 + neck + 34, mouth + 50)]  # fmt: skip
    c.poly([(400 - neck - 6, mouth - 10), *smooth(skirt), (400 + neck + 6, mouth - 10)], dark(cloth, 0.12))
    c.poly(smooth([(400 - neck - 8, mouth + 12), (400 - neck * 0.8, mouth - 40), (400, mouth - 58), (400 + neck * 0.8, mouth - 40), (400 + neck + 8, mouth + 12), (400, mouth + 24)], closed=True), cloth)
    for x in steps(-0.8, 0.9, 7):
        c.line([(400 + neck * x, mouth + 12), (400 + neck * x * 1.25, mouth + 54)], dark(cloth, 0.26), 3)
    c.line(smooth([(400 - neck - 4, mouth + 4), (400, mouth + 20), (400 + neck + 4, mouth + 4)]), (206, 178, 122), 8)
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


def pouch(c: Canvas, look) -> None:
    """A standing paper pouch; forms: window, roll, band."""
    c.shadow(416, 652, 214, 40, 150)
    body = [(232, 196), (568, 196), (590, 640), (210, 640)]
    c.poly(body, look.main)
    c.poly([(568, 196), (590, 640), (520, 640), (514, 196)], dark(look.main, 0.16))
    c.poly([(232, 196), (262, 196), (246, 640), (210, 640)], light(look.main, 0.2))
    c.poly([(210, 640), (590, 640), (560, 664), (238, 664)], dark(look.main, 0.26))
    if look.form == "roll":
        c.box(226, 166, 574, 226, dark(look.main, 0.12), r=20)
        c.box(226, 166, 574, 186, light(look.main, 0.16), r=14)
        for x in (300, 500):
            c.box(x - 12, 158, x + 12, 234, look.second, r=5)
    else:
        c.box(232, 176, 568, 214, dark(look.main, 0.14), r=4)
        for x in range(244, 566, 12):
            c.line([(x, 180), (x, 210)], dark(look.main, 0.26), 2)
    if look.form == "window":
        c.oval(400, 540, 96, 72, dark(look.main, 0.3))
        c.oval(400, 540, 88, 64, look.second)
        for _grain in range(70):
            a, t = c.chance.uniform(0, math.tau), math.sqrt(c.chance.random())
            tint = mix(look.second, c.chance.choice((CREAM, UMBER)), c.chance.uniform(0.05, 0.35))
            c.oval(400 + 80 * t * math.cos(a), 540 + 57 * t * math.sin(a), 12, 7, tint, turn=c.chance.uniform(0, 180))
        label(c, 400, 346, 116, 180, look.text, ink=dark(look.second, 0.35))
    else:
        c.poly([(224, 420), (576, 420), (581, 520), (219, 520)], look.second)
        for y in (432, 508):
            c.line([(222, y), (578, y)], light(look.second, 0.4), 2.5)
        label(c, 400, 420, 130, 236, look.text, ink=dark(look.second, 0.25))


def gift_box(c: Canvas, look) -> None:
    """A lidded box standing at an angle; forms: tied, plain, sleeve."""
    c.shadow(420, 636, 300, 54, 150)
    front = [(130, 360), (480, 420), (480, 650), (130, 580)]
    side = [(480, 420), (680, 350), (680, 566), (480, 650)]
    top = [(130, 360), (330, 296), (680, 350), (480, 420)]
    c.poly(front, look.main)
    c.poly(side, dark(look.main, 0.24))
    c.poly(top, light(look.main, 0.22))
    c.poly([(126, 350), (484, 411), (484, 470), (126, 404)], dark(look.main, 0.05))
    c.poly([(484, 411), (684, 341), (684, 396), (484, 470)], dark(look.main, 0.32))
    c.poly([(126, 350), (330, 286), (684, 341), (484, 411)], light(look.main, 0.26))
    if look.form == "tied":
        c.poly([(284, 377), (318, 383), (318, 618), (284, 611)], look.second)
        c.poly([(284, 377), (318, 383), (524, 316), (494, 311)], light(look.second, 0.2))
        for tilt in (-1, 1):
            bow = [(404, 346), (404 + tilt * 40, 296), (404 + tilt * 92, 300), (404 + tilt * 70, 340)]
            c.poly(smooth(bow, closed=True), look.second)
            c.poly(smooth([(404 + tilt * 14, 336), (404 + tilt * 44, 312), (404 + tilt * 72, 314), (404 + tilt * 52, 334)], closed=True), dark(look.second, 0.3))
        c.oval(404, 344, 17, 14, light(look.second, 0.15))
        seal(c, 400, 520, look.text, dark(look.second, 0.12), 44)
    elif look.form == "sleeve":
        c.poly([(214, 365), (396, 396), (396, 634), (214, 597)], look.second)
        c.poly([(214, 365), (396, 396), (600, 327), (416, 299)], light(look.second, 0.25))
        characters(c, 305, 500, look.text, CREAM if is_dark(look.second) else UMBER, 70)
    else:
        _emblem(c, 306, 496, look)


def _emblem(c: Canvas, x: float, y: float, look) -> None:
    c.oval(x, y, 84, 78, CREAM)
    c.ring(x, y, 76, 70, look.second, 3)
    characters(c, x, y - 2, look.text, dark(look.second, 0.15), 112 / max(2, len(look.text)))


SIDE_VIEW = {"tin": tin, "honey": honey, "crock": crock, "bottle": bottle, "pouch": pouch, "gift_box": gift_box}
FROM_ABOVE: dict = {}

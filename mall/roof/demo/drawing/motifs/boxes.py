"""Goods packed in paper: standing pouches and lidded boxes."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, smooth
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, is_dark, light, mix
from mall.roof.demo.drawing.lettering import characters, label, seal


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
            c.oval(
                400 + 80 * t * math.cos(a),
                540 + 57 * t * math.sin(a),
                12,
                7,
                tint,
                turn=c.chance.uniform(0, 180),
            )
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
            c.poly(
                smooth(
                    [
                        (404 + tilt * 14, 336),
                        (404 + tilt * 44, 312),
                        (404 + tilt * 72, 314),
                        (404 + tilt * 52, 334),
                    ],
                    closed=True,
                ),
                dark(look.second, 0.3),
            )
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


SIDE_VIEW = {"pouch": pouch, "gift_box": gift_box}
FROM_ABOVE: dict = {}

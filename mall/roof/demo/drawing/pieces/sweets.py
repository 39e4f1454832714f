"""Dried fruit, sugar and pastries."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, blob, steps, turned
from mall.roof.demo.drawing.colour import CREAM, RGB, UMBER, dark, light, mix


def persimmon(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried persimmon under its own frost."""
    c.oval(x + r * 0.1, y + r * 0.18, r, r * 0.92, UMBER, alpha=56)
    c.poly(blob(x, y, r, c.chance, n=10, rough=0.05, flat=0.92), tone)
    c.poly(
        blob(x - r * 0.05, y - r * 0.06, r * 0.86, c.chance, n=10, rough=0.06, flat=0.9), light(tone, 0.36)
    )
    for _spot in range(9):
        b, t = c.chance.uniform(0, math.tau), c.chance.uniform(0.2, 0.75)
        c.oval(x + r * t * math.cos(b), y + r * t * math.sin(b) * 0.9, r * 0.16, r * 0.12, CREAM, alpha=130)
    for b in steps(a, a + 360, 4):
        c.poly(
            turned(
                [(x, y), (x + r * 0.2, y - r * 0.15), (x + r * 0.46, y), (x + r * 0.2, y + r * 0.15)],
                b,
                (x, y),
            ),
            (120, 92, 58),
        )
    c.oval(x, y, r * 0.09, r * 0.09, (84, 62, 40))


def disc(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried slice of fruit with its core (hawthorn, lemon, bitter orange)."""
    c.oval(x + r * 0.08, y + r * 0.14, r, r * 0.94, UMBER, alpha=44)
    c.oval(x, y, r, r * 0.94, tone)
    flesh = light(tone, 0.55)
    c.oval(x, y, r * 0.82, r * 0.77, flesh)
    for b in steps(a, a + 360, 6):
        c.poly(
            turned(
                [
                    (x + r * 0.16, y),
                    (x + r * 0.44, y - r * 0.13),
                    (x + r * 0.68, y),
                    (x + r * 0.44, y + r * 0.13),
                ],
                b,
                (x, y),
            ),
            mix(flesh, tone, 0.45),
        )
    c.oval(x, y, r * 0.12, r * 0.11, dark(tone, 0.2))


def cube(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Rock sugar, candied cubes: three facets."""
    h, turn = r * 0.9, a % 30 - 15
    top = [(x, y - h), (x + h * 0.86, y - h * 0.5), (x, y), (x - h * 0.86, y - h * 0.5)]
    left = [(x - h * 0.86, y - h * 0.5), (x, y), (x, y + h * 0.9), (x - h * 0.86, y + h * 0.4)]
    right = [(x + h * 0.86, y - h * 0.5), (x, y), (x, y + h * 0.9), (x + h * 0.86, y + h * 0.4)]
    c.oval(x + r * 0.12, y + r * 0.5, r * 0.95, r * 0.5, UMBER, alpha=40)
    for face, tint in ((top, light(tone, 0.5)), (left, tone), (right, dark(tone, 0.16))):
        c.poly(turned(face, turn, (x, y)), tint)


def crisp(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A twisted fried dough stick."""
    for side in (0, math.pi):
        path = [(x + t * r, y + math.sin(t * 7 + side) * r * 0.2) for t in steps(-1, 1.01, 22)]
        c.line(turned([(px + r * 0.05, py + r * 0.1) for px, py in path], a, (x, y)), UMBER, r * 0.2, 50)
    for side, tint in ((0, dark(tone, 0.12)), (math.pi, tone)):
        path = [(x + t * r, y + math.sin(t * 7 + side) * r * 0.2) for t in steps(-1, 1.01, 22)]
        c.rope(turned(path, a, (x, y)), tint, r * 0.2)
        c.line(turned([(px, py - r * 0.04) for px, py in path], a, (x, y)), light(tint, 0.35), r * 0.05)


def cookie(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A round pastry with a stamped flower and a golden edge."""
    c.oval(x + r * 0.1, y + r * 0.2, r, r * 0.95, UMBER, alpha=56)
    c.oval(x, y + r * 0.07, r, r * 0.96, dark(tone, 0.26))
    for b in steps(0, math.tau, 14):
        c.oval(x + r * 0.86 * math.cos(b), y + r * 0.82 * math.sin(b), r * 0.2, r * 0.19, dark(tone, 0.06))
    c.oval(x, y, r * 0.9, r * 0.86, tone)
    c.oval(x - r * 0.04, y - r * 0.06, r * 0.78, r * 0.72, light(tone, 0.18))
    for b in steps(a, a + 360, 6):
        c.oval(*turned([(x + r * 0.36, y)], b, (x, y))[0], r * 0.2, r * 0.1, dark(tone, 0.16), turn=b)
    c.oval(x, y, r * 0.13, r * 0.12, dark(tone, 0.3))


def brick(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A square of cake or sesame sweet with crumbs on it."""
    w, turn = r * 0.82, a % 24 - 12
    shape = turned(
        [(x - w, y - w * 0.7), (x + w, y - w * 0.7), (x + w, y + w * 0.6), (x - w, y + w * 0.6)], turn, (x, y)
    )
    side = [(px, py + r * 0.26) for px, py in shape[2:]]
    c.poly([(px + r * 0.1, py + r * 0.34) for px, py in shape], UMBER, 50)
    c.poly([shape[3], shape[2], side[0], side[1]], dark(tone, 0.24))
    c.poly(shape, tone)
    for _crumb in range(12):
        px, py = turned(
            [(x + c.chance.uniform(-0.86, 0.86) * w, y + c.chance.uniform(-0.6, 0.5) * w)], turn, (x, y)
        )[0]
        c.oval(
            px,
            py,
            r * 0.07,
            r * 0.04,
            c.chance.choice((light(tone, 0.7), dark(tone, 0.3))),
            turn=c.chance.uniform(0, 180),
        )

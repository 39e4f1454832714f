"""Nuts, seeds, dates and grain."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, blob, smooth, steps, turned
from mall.roof.demo.drawing.colour import CREAM, RGB, UMBER, dark, light, mix

from .lighting import shade, shine


def walnut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    shade(c, x, y, r)
    c.poly(blob(x, y, r, c.chance, n=10, rough=0.06, flat=0.94), tone)
    c.oval(x + r * 0.2, y + r * 0.22, r * 0.72, r * 0.66, dark(tone, 0.14))
    c.oval(x - r * 0.06, y - r * 0.06, r * 0.8, r * 0.76, light(tone, 0.12))
    seam = turned(
        [(x + t * r * 0.96, y + math.sin(t * 7) * r * 0.05) for t in steps(-1, 1.01, 12)], a, (x, y)
    )
    c.line(seam, dark(tone, 0.45), r * 0.09)
    for side in (-1, 1):
        for t in (-0.6, -0.15, 0.35):
            wave = [
                (x + (t + d) * r, y + side * r * (0.24 + 0.2 * abs(math.sin(d * 9 + t))))
                for d in steps(-0.2, 0.24, 6)
            ]
            c.line(turned(wave, a, (x, y)), dark(tone, 0.32), r * 0.06)
    shine(c, x, y, r)


def kernel(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A half walnut kernel with its lobes."""
    shade(c, x, y, r * 0.9)
    for side in (-1, 1):
        for t, size in ((-0.5, 0.42), (0.05, 0.5), (0.55, 0.38)):
            px, py = turned([(x + t * r, y + side * r * 0.34)], a, (x, y))[0]
            c.oval(px, py, r * size, r * size * 0.8, dark(tone, 0.18), turn=a)
            c.oval(px - r * 0.05, py - r * 0.07, r * size * 0.8, r * size * 0.6, light(tone, 0.2), turn=a)
    c.line(turned([(x - r * 0.8, y), (x + r * 0.8, y)], a, (x, y)), dark(tone, 0.4), r * 0.08)


def almond(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    _drop(c, x + r * 0.1, y + r * 0.16, r, a, UMBER, 0.56, 50)
    _drop(c, x, y, r, a, tone, 0.54)
    for lift in (-0.18, 0, 0.18):
        vein = [(x + t * r * 0.66, y + lift * r * (1 - t * t)) for t in steps(-0.9, 0.95, 7)]
        c.line(turned(vein, a, (x, y)), dark(tone, 0.22), r * 0.05)
    shine(c, x, y + r * 0.12, r * 0.8, a)


def _drop(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB, fat: float, alpha: int = 255) -> None:
    outline = [
        (x - r, y),
        (x - r * 0.5, y - r * fat),
        (x + r * 0.2, y - r * fat * 0.9),
        (x + r, y),
        (x + r * 0.2, y + r * fat * 0.9),
        (x - r * 0.5, y + r * fat),
    ]
    c.poly(turned(smooth(outline, closed=True, fine=5), a, (x, y)), tone, alpha)


def peanut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    outline = [
        (x - r, y),
        (x - r * 0.55, y - r * 0.46),
        (x, y - r * 0.3),
        (x + r * 0.55, y - r * 0.48),
        (x + r, y),
        (x + r * 0.55, y + r * 0.48),
        (x, y + r * 0.3),
        (x - r * 0.55, y + r * 0.46),
    ]
    shape = turned(smooth(outline, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.1, py + r * 0.18) for px, py in shape], UMBER, 50)
    c.poly(shape, tone)
    for t in (-0.62, -0.36, 0.36, 0.62):
        rib = turned(
            [(x + t * r, y - r * 0.36), (x + t * r + r * 0.06, y), (x + t * r, y + r * 0.36)], a, (x, y)
        )
        c.line(rib, dark(tone, 0.2), r * 0.06)
    c.line(
        turned([(x - r * 0.8, y - r * 0.08), (x + r * 0.8, y - r * 0.08)], a, (x, y)),
        light(tone, 0.4),
        r * 0.06,
    )


def chestnut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    outline = [
        (x, y - r),
        (x + r * 0.75, y - r * 0.35),
        (x + r * 0.8, y + r * 0.5),
        (x, y + r * 0.82),
        (x - r * 0.8, y + r * 0.5),
        (x - r * 0.75, y - r * 0.35),
    ]
    turn = a % 60 - 30
    shade(c, x, y, r * 0.86)
    c.poly(turned(smooth(outline, closed=True, fine=6), turn, (x, y)), tone)
    base = [(x - r * 0.78, y + r * 0.5), (x, y + r * 0.3), (x + r * 0.78, y + r * 0.5), (x, y + r * 0.82)]
    c.poly(turned(smooth(base, closed=True, fine=5), turn, (x, y)), light(tone, 0.5))
    glint = smooth([(x - r * 0.42, y + r * 0.1), (x - r * 0.4, y - r * 0.3), (x - r * 0.1, y - r * 0.66)])
    c.line(turned(glint, turn, (x, y)), light(tone, 0.45), r * 0.12)


def seed(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A melon or sunflower seed: dark with a pale rim."""
    _drop(c, x + r * 0.08, y + r * 0.14, r, a, UMBER, 0.5, 46)
    _drop(c, x, y, r, a, light(tone, 0.55), 0.5)
    _drop(c, x, y, r * 0.76, a, tone, 0.42)


def pine_nut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    _drop(c, x + r * 0.08, y + r * 0.14, r * 0.95, a, UMBER, 0.5, 46)
    _drop(c, x, y, r * 0.95, a, tone, 0.5)
    tip = turned([(x + r * 0.4, y)], a, (x, y))[0]
    c.oval(*tip, r * 0.26, r * 0.17, light(tone, 0.6), turn=a)
    shine(c, x, y + r * 0.1, r * 0.7, a, 90)


def date(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.2, r, r * 0.72, UMBER, turn=a, alpha=56)
    c.oval(x, y, r, r * 0.7, tone, turn=a)
    for lift in (-0.34, 0, 0.32):
        fold = [
            (x + t * r * 0.75, y + lift * r + math.sin(t * 6 + lift * 9) * r * 0.06)
            for t in steps(-0.9, 0.95, 8)
        ]
        c.line(turned(fold, a, (x, y)), dark(tone, 0.3), r * 0.07)
    c.line(
        turned(
            smooth([(x - r * 0.6, y - r * 0.26), (x, y - r * 0.42), (x + r * 0.5, y - r * 0.3)]), a, (x, y)
        ),
        light(tone, 0.4),
        r * 0.1,
    )
    end = turned([(x - r * 0.94, y)], a, (x, y))[0]
    c.oval(*end, r * 0.1, r * 0.12, dark(tone, 0.5))


def berry(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A wolfberry, a raisin: long, wrinkled, shining."""
    c.oval(x + r * 0.1, y + r * 0.18, r, r * 0.48, UMBER, turn=a, alpha=50)
    c.oval(x, y, r, r * 0.46, tone, turn=a)
    c.line(
        turned([(x - r * 0.6, y + r * 0.1), (x, y + r * 0.2), (x + r * 0.62, y + r * 0.06)], a, (x, y)),
        dark(tone, 0.25),
        r * 0.1,
    )
    c.line(
        turned([(x - r * 0.5, y - r * 0.16), (x + r * 0.3, y - r * 0.2)], a, (x, y)),
        light(tone, 0.55),
        r * 0.12,
    )


def round_nut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A longan, a lotus seed, a hazelnut: round with a small eye."""
    shade(c, x, y, r)
    c.oval(x, y, r, r * 0.96, tone)
    c.oval(x + r * 0.18, y + r * 0.22, r * 0.74, r * 0.68, dark(tone, 0.12))
    c.oval(x - r * 0.06, y - r * 0.08, r * 0.78, r * 0.74, light(tone, 0.1))
    eye = turned([(x + r * 0.6, y)], a, (x, y))[0]
    c.oval(*eye, r * 0.16, r * 0.14, dark(tone, 0.4))
    shine(c, x, y, r)


def bean(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.2, r, r * 0.68, UMBER, turn=a, alpha=46)
    c.oval(x, y, r, r * 0.66, tone, turn=a)
    eye = turned([(x, y + r * 0.2), (x + r * 0.3, y + r * 0.2)], a, (x, y))
    c.line(eye, light(tone, 0.7), r * 0.16)
    shine(c, x, y, r * 0.9, a, 100)


def grain(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.14, r, r * 0.4, UMBER, turn=a, alpha=40)
    c.oval(x, y, r, r * 0.38, mix(tone, CREAM, c.chance.uniform(0, 0.4)), turn=a)

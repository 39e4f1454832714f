"""Single pieces of dried and fresh goods as they lie in a dish: nuts, fruit, mushrooms, spices, leaves.

A piece is drawn around (x, y) with a reach of about ``r``, turned by ``a`` degrees, in ``tone``.
"""

from __future__ import annotations

import math

from .canvas import Canvas, around, blob, smooth, steps, turned
from .colour import CREAM, RGB, UMBER, dark, light, mix


def _shade(c: Canvas, x: float, y: float, r: float) -> None:
    c.oval(x + r * 0.16, y + r * 0.24, r * 1.02, r * 0.98, UMBER, alpha=46)


def _shine(c: Canvas, x: float, y: float, r: float, a: float = -30, alpha: int = 120) -> None:
    c.oval(x - r * 0.32, y - r * 0.36, r * 0.3, r * 0.13, CREAM, turn=a, alpha=alpha)


def walnut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    _shade(c, x, y, r)
    c.poly(blob(x, y, r, c.chance, n=10, rough=0.06, flat=0.94), tone)
    c.oval(x + r * 0.2, y + r * 0.22, r * 0.72, r * 0.66, dark(tone, 0.14))
    c.oval(x - r * 0.06, y - r * 0.06, r * 0.8, r * 0.76, light(tone, 0.12))
    seam = turned([(x + t * r * 0.96, y + math.sin(t * 7) * r * 0.05) for t in steps(-1, 1.01, 12)], a, (x, y))
    c.line(seam, dark(tone, 0.45), r * 0.09)
    for side in (-1, 1):
        for t in (-0.6, -0.15, 0.35):
            wave = [(x + (t + d) * r, y + side * r * (0.24 + 0.2 * abs(math.sin(d * 9 + t)))) for d in steps(-0.2, 0.24, 6)]
            c.line(turned(wave, a, (x, y)), dark(tone, 0.32), r * 0.06)
    _shine(c, x, y, r)


def kernel(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A half walnut kernel with its lobes."""
    _shade(c, x, y, r * 0.9)
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
    _shine(c, x, y + r * 0.12, r * 0.8, a)


def _drop(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB, fat: float, alpha: int = 255) -> None:
    outline = [(x - r, y), (x - r * 0.5, y - r * fat), (x + r * 0.2, y - r * fat * 0.9), (x + r, y),
               (x + r * 0.2, y + r * fat * 0.9), (x - r * 0.5, y + r * fat)]  # fmt: skip
    c.poly(turned(smooth(outline, closed=True, fine=5), a, (x, y)), tone, alpha)


def peanut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    outline = [(x - r, y), (x - r * 0.55, y - r * 0.46), (x, y - r * 0.3), (x + r * 0.55, y - r * 0.48),
               (x + r, y), (x + r * 0.55, y + r * 0.48), (x, y + r * 0.3), (x - r * 0.55, y + r * 0.46)]  # fmt: skip
    shape = turned(smooth(outline, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.1, py + r * 0.18) for px, py in shape], UMBER, 50)
    c.poly(shape, tone)
    for t in (-0.62, -0.36, 0.36, 0.62):
        rib = turned([(x + t * r, y - r * 0.36), (x + t * r + r * 0.06, y), (x + t * r, y + r * 0.36)], a, (x, y))
        c.line(rib, dark(tone, 0.2), r * 0.06)
    c.line(turned([(x - r * 0.8, y - r * 0.08), (x + r * 0.8, y - r * 0.08)], a, (x, y)), light(tone, 0.4), r * 0.06)


def chestnut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    outline = [(x, y - r), (x + r * 0.75, y - r * 0.35), (x + r * 0.8, y + r * 0.5), (x, y + r * 0.82),
               (x - r * 0.8, y + r * 0.5), (x - r * 0.75, y - r * 0.35)]  # fmt: skip
    turn = a % 60 - 30
    _shade(c, x, y, r * 0.86)
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
    _shine(c, x, y + r * 0.1, r * 0.7, a, 90)


def date(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.2, r, r * 0.72, UMBER, turn=a, alpha=56)
    c.oval(x, y, r, r * 0.7, tone, turn=a)
    for lift in (-0.34, 0, 0.32):
        fold = [(x + t * r * 0.75, y + lift * r + math.sin(t * 6 + lift * 9) * r * 0.06) for t in steps(-0.9, 0.95, 8)]
        c.line(turned(fold, a, (x, y)), dark(tone, 0.3), r * 0.07)
    c.line(turned(smooth([(x - r * 0.6, y - r * 0.26), (x, y - r * 0.42), (x + r * 0.5, y - r * 0.3)]), a, (x, y)), light(tone, 0.4), r * 0.1)
    end = turned([(x - r * 0.94, y)], a, (x, y))[0]
    c.oval(*end, r * 0.1, r * 0.12, dark(tone, 0.5))


def berry(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A wolfberry, a raisin: long, wrinkled, shining."""
    c.oval(x + r * 0.1, y + r * 0.18, r, r * 0.48, UMBER, turn=a, alpha=50)
    c.oval(x, y, r, r * 0.46, tone, turn=a)
    c.line(turned([(x - r * 0.6, y + r * 0.1), (x, y + r * 0.2), (x + r * 0.62, y + r * 0.06)], a, (x, y)), dark(tone, 0.25), r * 0.1)
    c.line(turned([(x - r * 0.5, y - r * 0.16), (x + r * 0.3, y - r * 0.2)], a, (x, y)), light(tone, 0.55), r * 0.12)


def round_nut(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A longan, a lotus seed, a hazelnut: round with a small eye."""
    _shade(c, x, y, r)
    c.oval(x, y, r, r * 0.96, tone)
    c.oval(x + r * 0.18, y + r * 0.22, r * 0.74, r * 0.68, dark(tone, 0.12))
    c.oval(x - r * 0.06, y - r * 0.08, r * 0.78, r * 0.74, light(tone, 0.1))
    eye = turned([(x + r * 0.6, y)], a, (x, y))[0]
    c.oval(*eye, r * 0.16, r * 0.14, dark(tone, 0.4))
    _shine(c, x, y, r)


def bean(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.2, r, r * 0.68, UMBER, turn=a, alpha=46)
    c.oval(x, y, r, r * 0.66, tone, turn=a)
    eye = turned([(x, y + r * 0.2), (x + r * 0.3, y + r * 0.2)], a, (x, y))
    c.line(eye, light(tone, 0.7), r * 0.16)
    _shine(c, x, y, r * 0.9, a, 100)


def grain(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    c.oval(x + r * 0.1, y + r * 0.14, r, r * 0.4, UMBER, turn=a, alpha=40)
    c.oval(x, y, r, r * 0.38, mix(tone, CREAM, c.chance.uniform(0, 0.4)), turn=a)


def cap(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried shiitake from above with its cracked flower pattern."""
    _shade(c, x, y, r)
    c.poly(blob(x, y, r, c.chance, n=11, rough=0.05), dark(tone, 0.2))
    c.poly(blob(x - r * 0.03, y - r * 0.05, r * 0.9, c.chance, n=11, rough=0.05), tone)
    pale = light(tone, 0.62)
    for i, ray in enumerate(steps(a, a + 360, 7)):
        b, reach = math.radians(ray), 0.62 + 0.2 * (i % 2)
        path = [(x + r * t * math.cos(b + t * 0.2), y + r * t * math.sin(b + t * 0.2)) for t in (0.12, 0.36, reach)]
        c.stroke(smooth(path, fine=4), pale, lambda t: r * (0.16 - 0.12 * t))
    c.oval(x, y, r * 0.16, r * 0.15, pale)


def gills(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A mushroom turned over: gills and the stem's foot."""
    _shade(c, x, y, r)
    c.oval(x, y, r, r * 0.95, dark(tone, 0.3))
    pale = light(tone, 0.55)
    c.oval(x, y, r * 0.86, r * 0.8, pale)
    for ray in steps(0, math.tau, 22):
        c.line([(x + r * 0.22 * math.cos(ray), y + r * 0.2 * math.sin(ray)), (x + r * 0.83 * math.cos(ray), y + r * 0.77 * math.sin(ray))], dark(pale, 0.2), r * 0.03)
    foot = turned([(x + r * 0.5, y)], a, (x, y))[0]
    c.rope([(x, y), foot], light(tone, 0.35), r * 0.32)
    c.oval(*foot, r * 0.17, r * 0.17, light(tone, 0.2))


def ear(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Black fungus: curled lobes."""
    for i in range(3):
        b = math.radians(a + i * 120)
        px, py = x + math.cos(b) * r * 0.42, y + math.sin(b) * r * 0.36
        c.poly(blob(px + r * 0.06, py + r * 0.12, r * 0.62, c.chance, n=8, rough=0.2), UMBER, 60)
        c.poly(blob(px, py, r * 0.62, c.chance, n=8, rough=0.2), tone)
        c.poly(blob(px - r * 0.05, py - r * 0.08, r * 0.42, c.chance, n=7, rough=0.2), light(tone, 0.18))
        rim = [(px + r * 0.5 * math.cos(b + t), py + r * 0.5 * math.sin(b + t)) for t in steps(-1.2, 1.2, 7)]
        c.line(smooth(rim, fine=4), light(tone, 0.42), r * 0.06)


def frill(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """White fungus: a rosette of crinkled leaves."""
    c.poly(blob(x + r * 0.1, y + r * 0.16, r, c.chance, n=12, rough=0.1), UMBER, 40)
    for layer, reach in enumerate((1.0, 0.76, 0.5, 0.26)):
        for b in steps(math.radians(a) + layer * 0.4, math.radians(a) + layer * 0.4 + math.tau, 8 - layer):
            px, py = x + math.cos(b) * r * reach * 0.58, y + math.sin(b) * r * reach * 0.58
            tint = mix(dark(tone, 0.16), light(tone, 0.5), layer / 3)
            c.poly(blob(px, py, r * (0.4 - layer * 0.05), c.chance, n=7, rough=0.22), dark(tint, 0.1))
            c.poly(blob(px - r * 0.02, py - r * 0.04, r * (0.34 - layer * 0.05), c.chance, n=7, rough=0.2), tint)


def leaf(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A rolled tea leaf."""
    bend = c.chance.uniform(-0.5, 0.5)
    path = [(x + t * r, y + bend * r * (1 - t * t) * 0.6) for t in (-1, -0.5, 0, 0.5, 1)]
    curve = smooth(turned(path, a, (x, y)), fine=4)
    c.stroke([(px + r * 0.06, py + r * 0.12) for px, py in curve], UMBER, lambda t: r * 0.34 * math.sin(math.pi * (0.1 + t * 0.86)), 60)
    tint = mix(dark(tone, 0.25), light(tone, 0.3), c.chance.random())
    c.stroke(curve, tint, lambda t: r * 0.34 * math.sin(math.pi * (0.1 + t * 0.86)))


def needle(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A flat, straight leaf of green tea; buds of silver needle."""
    tint = mix(dark(tone, 0.15), light(tone, 0.35), c.chance.random())
    c.poly(turned([(x - r, y), (x, y - r * 0.15), (x + r, y), (x, y + r * 0.15)], a, (x, y)), tint)
    c.line(turned([(x - r * 0.8, y), (x + r * 0.8, y)], a, (x, y)), dark(tint, 0.2), r * 0.04)


def pearl(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A rolled oolong pearl."""
    _shade(c, x, y, r * 0.9)
    c.poly(blob(x, y, r * 0.9, c.chance, n=8, rough=0.12), tone)
    c.line(turned(smooth([(x - r * 0.6, y), (x, y - r * 0.4), (x + r * 0.5, y + r * 0.1)], fine=5), a, (x, y)), light(tone, 0.3), r * 0.14)
    c.line(turned(smooth([(x - r * 0.3, y + r * 0.5), (x + r * 0.2, y + r * 0.2), (x + r * 0.6, y + r * 0.4)], fine=5), a, (x, y)), dark(tone, 0.3), r * 0.1)

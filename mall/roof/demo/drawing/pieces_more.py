"""More pieces: flowers, slices, chillies, sweets, food from the sea."""

from __future__ import annotations

import math

from .canvas import Canvas, blob, smooth, steps, turned
from .colour import CREAM, RGB, UMBER, dark, light, mix


def daisy(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A chrysanthemum head."""
    c.oval(x + r * 0.1, y + r * 0.16, r * 0.95, r * 0.9, UMBER, alpha=40)
    for layer, reach in enumerate((1.0, 0.7)):
        for b in steps(a + layer * 12, a + layer * 12 + 360, 14 - layer * 3):
            px, py = turned([(x + r * reach * 0.55, y)], b, (x, y))[0]
            c.oval(px, py, r * reach * 0.44, r * 0.14, mix(tone, dark(tone, 0.14), (b / 7) % 1), turn=b)
    c.oval(x, y, r * 0.26, r * 0.25, (206, 150, 52))
    c.oval(x - r * 0.05, y - r * 0.05, r * 0.16, r * 0.15, (226, 180, 84))


def rosebud(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    green = (112, 124, 82)
    for b in (-34, 0, 34):
        tip = turned([(x - r, y)], a + b, (x, y))[0]
        c.stroke(smooth([(x, y), tip], fine=6), green, lambda t: r * 0.34 * (1 - t))
    c.oval(x + r * 0.14, y + r * 0.16, r * 0.74, r * 0.6, UMBER, turn=a, alpha=44)
    c.oval(x + r * 0.06, y, r * 0.72, r * 0.58, tone, turn=a)
    for reach in (0.5, 0.3, 0.14):
        swirl = [(x + r * reach * math.cos(t), y + r * reach * 0.8 * math.sin(t)) for t in steps(a / 57, a / 57 + 4.4, 12)]
        c.line(swirl, dark(tone, 0.28), r * 0.07)
    c.line(turned(smooth([(x - r * 0.3, y - r * 0.4), (x + r * 0.2, y - r * 0.48), (x + r * 0.6, y - r * 0.2)], fine=5), a, (x, y)), light(tone, 0.45), r * 0.1)


def slice_of_root(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A slanted slice: bark, pale flesh, a star of fibres."""
    for grow, tint, alpha, down in ((1.0, UMBER, 46, 0.14), (1.0, dark(tone, 0.34), 255, 0), (0.88, light(tone, 0.4), 255, 0), (0.5, tone, 255, 0)):
        c.oval(x + down * r, y + down * r, r * grow, r * 0.62 * grow, tint, turn=a, alpha=alpha)
    for b in steps(0, 360, 12):
        inner, outer = ((math.cos(math.radians(b)) * r * t, math.sin(math.radians(b)) * r * 0.62 * t) for t in (0.2, 0.8))
        c.line(turned([(x + inner[0], y + inner[1]), (x + outer[0], y + outer[1])], a, (x, y)), dark(tone, 0.12), r * 0.035)


def root(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A whole ginseng-like root with its beard."""
    for tilt, reach, fat in ((-22, 0.95, 0.1), (4, 1.1, 0.12), (26, 0.9, 0.09)):
        tip = turned([(x + r * reach, y)], a + tilt, (x, y))[0]
        middle = turned([(x + r * 0.5, y + c.chance.uniform(-0.1, 0.1) * r)], a + tilt * 0.6, (x, y))[0]
        c.stroke(smooth([(x, y), middle, tip], fine=6), dark(tone, 0.1), lambda t, fat=fat: r * fat * 2 * (1 - t * 0.85))
    body = [(x - r * 0.9, y - r * 0.08), (x - r * 0.4, y - r * 0.26), (x + r * 0.16, y - r * 0.17), (x + r * 0.36, y),
            (x + r * 0.16, y + r * 0.17), (x - r * 0.4, y + r * 0.26), (x - r * 0.9, y + r * 0.08)]  # fmt: skip
    shape = turned(smooth(body, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.05, py + r * 0.1) for px, py in shape], UMBER, 50)
    c.poly(shape, tone)
    for t in (-0.7, -0.56, -0.3, -0.1, 0.1):
        c.line(turned([(x + t * r, y - r * 0.18), (x + t * r + r * 0.04, y + r * 0.18)], a, (x, y)), dark(tone, 0.24), r * 0.025)


def chilli(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    bend = c.chance.uniform(-0.35, 0.35)
    path = smooth(turned([(x - r, y), (x - r * 0.3, y + bend * r * 0.5), (x + r * 0.4, y + bend * r), (x + r, y + bend * r * 0.6)], a, (x, y)), fine=5)
    c.stroke([(px + r * 0.06, py + r * 0.12) for px, py in path], UMBER, lambda t: r * 0.36 * math.sqrt(max(0, 1 - t)) + 1, 60)
    c.stroke(path, tone, lambda t: r * 0.36 * math.sqrt(max(0, 1 - t)) + 1)
    c.stroke(path[2:-5], light(tone, 0.4), lambda t: r * 0.07 * (1 - t))
    stem = turned([(x - r, y), (x - r * 1.3, y - r * 0.12)], a, (x, y))
    c.rope(stem, (104, 116, 66), r * 0.12)
    c.oval(*stem[0], r * 0.17, r * 0.17, (104, 116, 66))


def star(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Star anise."""
    c.oval(x + r * 0.1, y + r * 0.14, r * 0.8, r * 0.75, UMBER, alpha=40)
    for b in steps(a, a + 360, 8):
        petal = [(x + r * 0.08, y), (x + r * 0.5, y - r * 0.2), (x + r, y), (x + r * 0.5, y + r * 0.2)]
        c.poly(turned(petal, b, (x, y)), tone)
        c.poly(turned([(x + r * 0.2, y), (x + r * 0.5, y - r * 0.09), (x + r * 0.86, y), (x + r * 0.5, y + r * 0.09)], b, (x, y)), light(tone, 0.3))
        c.oval(*turned([(x + r * 0.52, y)], b, (x, y))[0], r * 0.09, r * 0.06, dark(tone, 0.45), turn=b)
    c.oval(x, y, r * 0.13, r * 0.13, dark(tone, 0.3))


def corn(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Peppercorns and other small balls, often split."""
    c.oval(x + r * 0.12, y + r * 0.18, r, r, UMBER, alpha=46)
    c.oval(x, y, r, r, tone)
    if c.chance.random() < 0.6:
        split = turned([(x - r, y), (x - r * 0.2, y - r * 0.2), (x + r * 0.5, y)], a, (x, y))
        c.poly([*split, turned([(x - r * 0.2, y + r * 0.3)], a, (x, y))[0]], light(tone, 0.6))
    c.oval(x - r * 0.3, y - r * 0.35, r * 0.24, r * 0.18, CREAM, alpha=110)


def persimmon(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried persimmon under its own frost."""
    c.oval(x + r * 0.1, y + r * 0.18, r, r * 0.92, UMBER, alpha=56)
    c.poly(blob(x, y, r, c.chance, n=10, rough=0.05, flat=0.92), tone)
    c.poly(blob(x - r * 0.05, y - r * 0.06, r * 0.86, c.chance, n=10, rough=0.06, flat=0.9), light(tone, 0.36))
    for _spot in range(9):
        b, t = c.chance.uniform(0, math.tau), c.chance.uniform(0.2, 0.75)
        c.oval(x + r * t * math.cos(b), y + r * t * math.sin(b) * 0.9, r * 0.16, r * 0.12, CREAM, alpha=130)
    for b in steps(a, a + 360, 4):
        c.poly(turned([(x, y), (x + r * 0.2, y - r * 0.15), (x + r * 0.46, y), (x + r * 0.2, y + r * 0.15)], b, (x, y)), (120, 92, 58))
    c.oval(x, y, r * 0.09, r * 0.09, (84, 62, 40))


def disc(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried slice of fruit with its core (hawthorn, lemon, bitter orange)."""
    c.oval(x + r * 0.08, y + r * 0.14, r, r * 0.94, UMBER, alpha=44)
    c.oval(x, y, r, r * 0.94, tone)
    flesh = light(tone, 0.55)
    c.oval(x, y, r * 0.82, r * 0.77, flesh)
    for b in steps(a, a + 360, 6):
        c.poly(turned([(x + r * 0.16, y), (x + r * 0.44, y - r * 0.13), (x + r * 0.68, y), (x + r * 0.44, y + r * 0.13)], b, (x, y)), mix(flesh, tone, 0.45))
    c.oval(x, y, r * 0.12, r * 0.11, dark(tone, 0.2))


def strip(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A strip of bamboo shoot, beef, mango or dried tofu."""
    w = r * 0.28
    shape = turned([(x - r, y - w), (x - r * 0.2, y - w * 1.2), (x + r, y - w * 0.7), (x + r * 0.94, y + w * 0.8), (x - r * 0.1, y + w), (x - r, y + w * 0.9)], a, (x, y))
    c.poly([(px + r * 0.06, py + r * 0.13) for px, py in shape], UMBER, 54)
    c.poly(shape, tone)
    for t in (-0.4, 0.1, 0.5):
        c.line(turned([(x - r * 0.86, y + t * w), (x, y + t * w * 0.6), (x + r * 0.86, y + t * w * 0.7)], a, (x, y)), dark(tone, 0.2), r * 0.05)
    c.line(turned([(x - r * 0.9, y - w * 0.75), (x + r * 0.8, y - w * 0.45)], a, (x, y)), light(tone, 0.4), r * 0.06)


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
    shape = turned([(x - w, y - w * 0.7), (x + w, y - w * 0.7), (x + w, y + w * 0.6), (x - w, y + w * 0.6)], turn, (x, y))
    side = [(px, py + r * 0.26) for px, py in shape[2:]]
    c.poly([(px + r * 0.1, py + r * 0.34) for px, py in shape], UMBER, 50)
    c.poly([shape[3], shape[2], side[0], side[1]], dark(tone, 0.24))
    c.poly(shape, tone)
    for _crumb in range(12):
        px, py = turned([(x + c.chance.uniform(-0.86, 0.86) * w, y + c.chance.uniform(-0.6, 0.5) * w)], turn, (x, y))[0]
        c.oval(px, py, r * 0.07, r * 0.04, c.chance.choice((light(tone, 0.7), dark(tone, 0.3))), turn=c.chance.uniform(0, 180))


def shrimp(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    path = [(x + r * 0.72 * math.cos(t), y + r * 0.72 * math.sin(t)) for t in steps(0.4, 4.6, 16)]
    path = turned(path, a, (x, y))
    c.stroke([(px + r * 0.07, py + r * 0.14) for px, py in path], UMBER, lambda t: r * (0.2 + 0.34 * t), 50)
    c.stroke(path, tone, lambda t: r * (0.2 + 0.34 * t))
    for (x0, y0), (x1, y1) in zip(path[3::3], path[4::3], strict=False):
        nx, ny = -(y1 - y0), x1 - x0
        reach = math.hypot(nx, ny) or 1
        c.line([(x0 - nx / reach * r * 0.2, y0 - ny / reach * r * 0.2), (x0 + nx / reach * r * 0.2, y0 + ny / reach * r * 0.2)], light(tone, 0.5), r * 0.06)
    c.oval(*path[-1], r * 0.26, r * 0.22, dark(tone, 0.1), turn=a)
    c.oval(*path[-1], r * 0.06, r * 0.06, UMBER)


def scallop(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried scallop: a short column of fibres."""
    c.oval(x + r * 0.14, y + r * 0.34, r * 0.9, r * 0.6, UMBER, alpha=50)
    c.lathe(x, [(y - r * 0.2, r * 0.86), (y + r * 0.2, r * 0.9), (y + r * 0.5, r * 0.8)], dark(tone, 0.16))
    c.oval(x, y + r * 0.48, r * 0.8, r * 0.3, dark(tone, 0.16))
    for t in steps(-0.8, 0.9, 9):
        c.line([(x + t * r, y - r * 0.1), (x + t * r * 0.94, y + r * (0.7 - 0.4 * t * t))], dark(tone, 0.3), r * 0.035)
    c.oval(x, y - r * 0.2, r * 0.86, r * 0.46, tone)
    c.oval(x - r * 0.05, y - r * 0.24, r * 0.68, r * 0.34, light(tone, 0.25))


def little_fish(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    body = [(x - r, y), (x - r * 0.5, y - r * 0.2), (x + r * 0.3, y - r * 0.16), (x + r * 0.72, y), (x + r * 0.3, y + r * 0.16), (x - r * 0.5, y + r * 0.2)]
    shape = turned(smooth(body, closed=True, fine=4), a, (x, y))
    c.poly([(px + r * 0.04, py + r * 0.09) for px, py in shape], UMBER, 50)
    c.poly(turned([(x + r * 0.62, y), (x + r, y - r * 0.2), (x + r * 0.9, y), (x + r, y + r * 0.2)], a, (x, y)), dark(tone, 0.2))
    c.poly(shape, tone)
    c.line(turned([(x - r * 0.7, y - r * 0.04), (x + r * 0.6, y - r * 0.02)], a, (x, y)), light(tone, 0.5), r * 0.06)
    c.oval(*turned([(x - r * 0.78, y - r * 0.03)], a, (x, y))[0], r * 0.06, r * 0.06, UMBER)


def weed(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Seaweed, fern tips and dried greens: a ribbon with waves."""
    path = [(x + t * r, y + math.sin(t * 6 + a) * r * 0.22) for t in steps(-1, 1.01, 16)]
    tint = mix(dark(tone, 0.2), light(tone, 0.15), c.chance.random())
    c.stroke(turned([(px + r * 0.04, py + r * 0.1) for px, py in path], a, (x, y)), UMBER, lambda t: r * 0.24, 44)
    c.stroke(turned(path, a, (x, y)), tint, lambda t: r * (0.24 - 0.1 * abs(math.sin(t * 9))))
    c.line(turned(path, a, (x, y)), light(tint, 0.25), r * 0.04)


def bulb(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A scale of lily bulb: a shallow pale petal."""
    outline = [(x - r * 0.9, y + r * 0.1), (x - r * 0.3, y - r * 0.5), (x + r * 0.6, y - r * 0.36), (x + r * 0.95, y + r * 0.14), (x + r * 0.2, y + r * 0.42), (x - r * 0.5, y + r * 0.4)]
    shape = turned(smooth(outline, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.06, py + r * 0.13) for px, py in shape], UMBER, 44)
    c.poly(shape, tone)
    c.line(turned(smooth([(x - r * 0.6, y + r * 0.2), (x, y + r * 0.02), (x + r * 0.7, y + r * 0.14)], fine=5), a, (x, y)), dark(tone, 0.2), r * 0.05)
    c.line(turned(smooth([(x - r * 0.4, y - r * 0.2), (x + r * 0.2, y - r * 0.34), (x + r * 0.7, y - r * 0.12)], fine=5), a, (x, y)), light(tone, 0.7), r * 0.09)

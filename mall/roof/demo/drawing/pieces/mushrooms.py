"""Dried mushrooms and fungi."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, blob, smooth, steps, turned
from mall.roof.demo.drawing.colour import RGB, UMBER, dark, light, mix

from .lighting import shade


def cap(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried shiitake from above with its cracked flower pattern."""
    shade(c, x, y, r)
    c.poly(blob(x, y, r, c.chance, n=11, rough=0.05), dark(tone, 0.2))
    c.poly(blob(x - r * 0.03, y - r * 0.05, r * 0.9, c.chance, n=11, rough=0.05), tone)
    pale = light(tone, 0.62)
    for i, ray in enumerate(steps(a, a + 360, 7)):
        b, reach = math.radians(ray), 0.62 + 0.2 * (i % 2)
        path = [
            (x + r * t * math.cos(b + t * 0.2), y + r * t * math.sin(b + t * 0.2))
            for t in (0.12, 0.36, reach)
        ]
        c.stroke(smooth(path, fine=4), pale, lambda t: r * (0.16 - 0.12 * t))
    c.oval(x, y, r * 0.16, r * 0.15, pale)


def gills(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A mushroom turned over: gills and the stem's foot."""
    shade(c, x, y, r)
    c.oval(x, y, r, r * 0.95, dark(tone, 0.3))
    pale = light(tone, 0.55)
    c.oval(x, y, r * 0.86, r * 0.8, pale)
    for ray in steps(0, math.tau, 22):
        c.line(
            [
                (x + r * 0.22 * math.cos(ray), y + r * 0.2 * math.sin(ray)),
                (x + r * 0.83 * math.cos(ray), y + r * 0.77 * math.sin(ray)),
            ],
            dark(pale, 0.2),
            r * 0.03,
        )
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
            c.poly(
                blob(px - r * 0.02, py - r * 0.04, r * (0.34 - layer * 0.05), c.chance, n=7, rough=0.2), tint
            )

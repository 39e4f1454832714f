"""Tea leaves, flowers and greens."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, blob, smooth, steps, turned
from mall.roof.demo.drawing.colour import RGB, UMBER, dark, light, mix

from .lighting import shade


def leaf(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A rolled tea leaf."""
    bend = c.chance.uniform(-0.5, 0.5)
    path = [(x + t * r, y + bend * r * (1 - t * t) * 0.6) for t in (-1, -0.5, 0, 0.5, 1)]
    curve = smooth(turned(path, a, (x, y)), fine=4)
    c.stroke(
        [(px + r * 0.06, py + r * 0.12) for px, py in curve],
        UMBER,
        lambda t: r * 0.34 * math.sin(math.pi * (0.1 + t * 0.86)),
        60,
    )
    tint = mix(dark(tone, 0.25), light(tone, 0.3), c.chance.random())
    c.stroke(curve, tint, lambda t: r * 0.34 * math.sin(math.pi * (0.1 + t * 0.86)))


def needle(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A flat, straight leaf of green tea; buds of silver needle."""
    tint = mix(dark(tone, 0.15), light(tone, 0.35), c.chance.random())
    c.poly(turned([(x - r, y), (x, y - r * 0.15), (x + r, y), (x, y + r * 0.15)], a, (x, y)), tint)
    c.line(turned([(x - r * 0.8, y), (x + r * 0.8, y)], a, (x, y)), dark(tint, 0.2), r * 0.04)


def pearl(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A rolled oolong pearl."""
    shade(c, x, y, r * 0.9)
    c.poly(blob(x, y, r * 0.9, c.chance, n=8, rough=0.12), tone)
    c.line(
        turned(smooth([(x - r * 0.6, y), (x, y - r * 0.4), (x + r * 0.5, y + r * 0.1)], fine=5), a, (x, y)),
        light(tone, 0.3),
        r * 0.14,
    )
    c.line(
        turned(
            smooth(
                [(x - r * 0.3, y + r * 0.5), (x + r * 0.2, y + r * 0.2), (x + r * 0.6, y + r * 0.4)], fine=5
            ),
            a,
            (x, y),
        ),
        dark(tone, 0.3),
        r * 0.1,
    )


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
        swirl = [
            (x + r * reach * math.cos(t), y + r * reach * 0.8 * math.sin(t))
            for t in steps(a / 57, a / 57 + 4.4, 12)
        ]
        c.line(swirl, dark(tone, 0.28), r * 0.07)
    c.line(
        turned(
            smooth(
                [(x - r * 0.3, y - r * 0.4), (x + r * 0.2, y - r * 0.48), (x + r * 0.6, y - r * 0.2)], fine=5
            ),
            a,
            (x, y),
        ),
        light(tone, 0.45),
        r * 0.1,
    )


def weed(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """Seaweed, fern tips and dried greens: a ribbon with waves."""
    path = [(x + t * r, y + math.sin(t * 6 + a) * r * 0.22) for t in steps(-1, 1.01, 16)]
    tint = mix(dark(tone, 0.2), light(tone, 0.15), c.chance.random())
    c.stroke(
        turned([(px + r * 0.04, py + r * 0.1) for px, py in path], a, (x, y)), UMBER, lambda t: r * 0.24, 44
    )
    c.stroke(turned(path, a, (x, y)), tint, lambda t: r * (0.24 - 0.1 * abs(math.sin(t * 9))))
    c.line(turned(path, a, (x, y)), light(tint, 0.25), r * 0.04)


def bulb(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A scale of lily bulb: a shallow pale petal."""
    outline = [
        (x - r * 0.9, y + r * 0.1),
        (x - r * 0.3, y - r * 0.5),
        (x + r * 0.6, y - r * 0.36),
        (x + r * 0.95, y + r * 0.14),
        (x + r * 0.2, y + r * 0.42),
        (x - r * 0.5, y + r * 0.4),
    ]
    shape = turned(smooth(outline, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.06, py + r * 0.13) for px, py in shape], UMBER, 44)
    c.poly(shape, tone)
    c.line(
        turned(
            smooth([(x - r * 0.6, y + r * 0.2), (x, y + r * 0.02), (x + r * 0.7, y + r * 0.14)], fine=5),
            a,
            (x, y),
        ),
        dark(tone, 0.2),
        r * 0.05,
    )
    c.line(
        turned(
            smooth(
                [(x - r * 0.4, y - r * 0.2), (x + r * 0.2, y - r * 0.34), (x + r * 0.7, y - r * 0.12)], fine=5
            ),
            a,
            (x, y),
        ),
        light(tone, 0.7),
        r * 0.09,
    )

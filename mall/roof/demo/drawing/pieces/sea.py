"""Small food from the sea."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, smooth, steps, turned
from mall.roof.demo.drawing.colour import RGB, UMBER, dark, light


def shrimp(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    path = [(x + r * 0.72 * math.cos(t), y + r * 0.72 * math.sin(t)) for t in steps(0.4, 4.6, 16)]
    path = turned(path, a, (x, y))
    c.stroke([(px + r * 0.07, py + r * 0.14) for px, py in path], UMBER, lambda t: r * (0.2 + 0.34 * t), 50)
    c.stroke(path, tone, lambda t: r * (0.2 + 0.34 * t))
    for (x0, y0), (x1, y1) in zip(path[3::3], path[4::3], strict=False):
        nx, ny = -(y1 - y0), x1 - x0
        reach = math.hypot(nx, ny) or 1
        c.line(
            [
                (x0 - nx / reach * r * 0.2, y0 - ny / reach * r * 0.2),
                (x0 + nx / reach * r * 0.2, y0 + ny / reach * r * 0.2),
            ],
            light(tone, 0.5),
            r * 0.06,
        )
    c.oval(*path[-1], r * 0.26, r * 0.22, dark(tone, 0.1), turn=a)
    c.oval(*path[-1], r * 0.06, r * 0.06, UMBER)


def scallop(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A dried scallop: a short column of fibres."""
    c.oval(x + r * 0.14, y + r * 0.34, r * 0.9, r * 0.6, UMBER, alpha=50)
    c.lathe(x, [(y - r * 0.2, r * 0.86), (y + r * 0.2, r * 0.9), (y + r * 0.5, r * 0.8)], dark(tone, 0.16))
    c.oval(x, y + r * 0.48, r * 0.8, r * 0.3, dark(tone, 0.16))
    for t in steps(-0.8, 0.9, 9):
        c.line(
            [(x + t * r, y - r * 0.1), (x + t * r * 0.94, y + r * (0.7 - 0.4 * t * t))],
            dark(tone, 0.3),
            r * 0.035,
        )
    c.oval(x, y - r * 0.2, r * 0.86, r * 0.46, tone)
    c.oval(x - r * 0.05, y - r * 0.24, r * 0.68, r * 0.34, light(tone, 0.25))


def little_fish(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    body = [
        (x - r, y),
        (x - r * 0.5, y - r * 0.2),
        (x + r * 0.3, y - r * 0.16),
        (x + r * 0.72, y),
        (x + r * 0.3, y + r * 0.16),
        (x - r * 0.5, y + r * 0.2),
    ]
    shape = turned(smooth(body, closed=True, fine=4), a, (x, y))
    c.poly([(px + r * 0.04, py + r * 0.09) for px, py in shape], UMBER, 50)
    c.poly(
        turned([(x + r * 0.62, y), (x + r, y - r * 0.2), (x + r * 0.9, y), (x + r, y + r * 0.2)], a, (x, y)),
        dark(tone, 0.2),
    )
    c.poly(shape, tone)
    c.line(
        turned([(x - r * 0.7, y - r * 0.04), (x + r * 0.6, y - r * 0.02)], a, (x, y)),
        light(tone, 0.5),
        r * 0.06,
    )
    c.oval(*turned([(x - r * 0.78, y - r * 0.03)], a, (x, y))[0], r * 0.06, r * 0.06, UMBER)

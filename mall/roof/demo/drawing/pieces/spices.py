"""Roots, chillies, spices and whatever is cut into strips."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, smooth, steps, tapering, turned
from mall.roof.demo.drawing.colour import CREAM, RGB, UMBER, dark, light


def slice_of_root(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A slanted slice: bark, pale flesh, a star of fibres."""
    for grow, tint, alpha, down in (
        (1.0, UMBER, 46, 0.14),
        (1.0, dark(tone, 0.34), 255, 0),
        (0.88, light(tone, 0.4), 255, 0),
        (0.5, tone, 255, 0),
    ):
        c.oval(x + down * r, y + down * r, r * grow, r * 0.62 * grow, tint, turn=a, alpha=alpha)
    for b in steps(0, 360, 12):
        inner, outer = (
            (math.cos(math.radians(b)) * r * t, math.sin(math.radians(b)) * r * 0.62 * t) for t in (0.2, 0.8)
        )
        c.line(
            turned([(x + inner[0], y + inner[1]), (x + outer[0], y + outer[1])], a, (x, y)),
            dark(tone, 0.12),
            r * 0.035,
        )


def root(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A whole ginseng-like root with its beard."""
    for tilt, reach, fat in ((-22, 0.95, 0.1), (4, 1.1, 0.12), (26, 0.9, 0.09)):
        tip = turned([(x + r * reach, y)], a + tilt, (x, y))[0]
        middle = turned([(x + r * 0.5, y + c.chance.uniform(-0.1, 0.1) * r)], a + tilt * 0.6, (x, y))[0]
        c.stroke(
            smooth([(x, y), middle, tip], fine=6),
            dark(tone, 0.1),
            tapering(r * fat * 2, 0.15),
        )
    body = [
        (x - r * 0.9, y - r * 0.08),
        (x - r * 0.4, y - r * 0.26),
        (x + r * 0.16, y - r * 0.17),
        (x + r * 0.36, y),
        (x + r * 0.16, y + r * 0.17),
        (x - r * 0.4, y + r * 0.26),
        (x - r * 0.9, y + r * 0.08),
    ]
    shape = turned(smooth(body, closed=True, fine=5), a, (x, y))
    c.poly([(px + r * 0.05, py + r * 0.1) for px, py in shape], UMBER, 50)
    c.poly(shape, tone)
    for t in (-0.7, -0.56, -0.3, -0.1, 0.1):
        c.line(
            turned([(x + t * r, y - r * 0.18), (x + t * r + r * 0.04, y + r * 0.18)], a, (x, y)),
            dark(tone, 0.24),
            r * 0.025,
        )


def chilli(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    bend = c.chance.uniform(-0.35, 0.35)
    path = smooth(
        turned(
            [
                (x - r, y),
                (x - r * 0.3, y + bend * r * 0.5),
                (x + r * 0.4, y + bend * r),
                (x + r, y + bend * r * 0.6),
            ],
            a,
            (x, y),
        ),
        fine=5,
    )
    c.stroke(
        [(px + r * 0.06, py + r * 0.12) for px, py in path],
        UMBER,
        lambda t: r * 0.36 * math.sqrt(max(0, 1 - t)) + 1,
        60,
    )
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
        c.poly(
            turned(
                [
                    (x + r * 0.2, y),
                    (x + r * 0.5, y - r * 0.09),
                    (x + r * 0.86, y),
                    (x + r * 0.5, y + r * 0.09),
                ],
                b,
                (x, y),
            ),
            light(tone, 0.3),
        )
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


def strip(c: Canvas, x: float, y: float, r: float, a: float, tone: RGB) -> None:
    """A strip of bamboo shoot, beef, mango or dried tofu."""
    w = r * 0.28
    shape = turned(
        [
            (x - r, y - w),
            (x - r * 0.2, y - w * 1.2),
            (x + r, y - w * 0.7),
            (x + r * 0.94, y + w * 0.8),
            (x - r * 0.1, y + w),
            (x - r, y + w * 0.9),
        ],
        a,
        (x, y),
    )
    c.poly([(px + r * 0.06, py + r * 0.13) for px, py in shape], UMBER, 54)
    c.poly(shape, tone)
    for t in (-0.4, 0.1, 0.5):
        c.line(
            turned(
                [(x - r * 0.86, y + t * w), (x, y + t * w * 0.6), (x + r * 0.86, y + t * w * 0.7)], a, (x, y)
            ),
            dark(tone, 0.2),
            r * 0.05,
        )
    c.line(
        turned([(x - r * 0.9, y - w * 0.75), (x + r * 0.8, y - w * 0.45)], a, (x, y)),
        light(tone, 0.4),
        r * 0.06,
    )

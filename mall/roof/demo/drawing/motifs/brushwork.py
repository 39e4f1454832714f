"""What is painted on ceramics: fish, lotus, bamboo, hills, blossom, crackle, drips and stripes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from mall.roof.demo.drawing.canvas import Canvas, Point, Profile, half_at, smooth, steps, swelling, tapering
from mall.roof.demo.drawing.colour import CREAM, RGB, dark, mix


@dataclass(frozen=True)
class Surface:
    """The side of a turned body between two heights; ``at`` bends what is flat around it."""

    cx: float
    profile: Profile
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def at(self, x: float, y: float) -> Point:
        """``x`` from -1 (left edge) to 1."""
        return self.cx + math.sin(x * math.pi / 2) * half_at(self.profile, y) * 0.94, y


def decorate(c: Canvas, kind: str, cx: float, profile: Profile, ink: RGB, top: float, bottom: float) -> None:
    """Paint ``kind`` on a turned body. Raises KeyError for one that isn't known."""
    PAINTINGS[kind](c, Surface(cx, profile, top, bottom), ink)


def _crackle(c: Canvas, on: Surface, ink: RGB) -> None:
    for _crack in range(34):
        x, y = c.chance.uniform(-0.9, 0.8), c.chance.uniform(on.top - 30, on.bottom)
        path = [on.at(x, y)]
        for _bend in range(3):
            x, y = x + c.chance.uniform(-0.22, 0.22), y + c.chance.uniform(14, 46)
            path.append(on.at(max(-0.97, min(0.95, x)), min(y, on.bottom + 20)))
        c.line(path, mix(ink, CREAM, 0.2), 1.6, 150)


def _drip(c: Canvas, on: Surface, ink: RGB) -> None:
    for x in steps(-0.96, 1.0, 15):
        end = c.chance.uniform(on.top + 40, on.middle + 60)
        c.stroke([on.at(x, y) for y in steps(on.top - 40, end, 8)], ink, tapering(34, 0.65), 210)
        c.oval(*on.at(x, end), 12, 16, ink, alpha=210)


def _stripes(c: Canvas, on: Surface, ink: RGB) -> None:
    for y in steps(on.top, on.bottom, 9):
        wave = [on.at(x, y + 6 * math.sin(x * 5)) for x in steps(-1, 1.01, 20)]
        c.line(wave, ink, c.chance.uniform(3, 9))


def _fishes(c: Canvas, on: Surface, ink: RGB) -> None:
    for x, y, tilt in ((-0.3, on.middle - 40, -14), (0.28, on.middle + 60, 190)):
        fish(c, *on.at(x, y), 58, tilt, ink)
    for y in (on.bottom - 40, on.bottom - 22):
        wave = [on.at(x, y + 8 * math.sin(x * 12)) for x in steps(-0.95, 0.96, 40)]
        c.line(wave, mix(ink, CREAM, 0.25), 3)


def _pond(c: Canvas, on: Surface, ink: RGB) -> None:
    lotus(c, *on.at(-0.1, on.middle), 76, ink)
    for x, y in ((-0.62, on.middle + 90), (0.52, on.middle + 80)):
        c.oval(*on.at(x, y), 46, 26, mix(ink, CREAM, 0.3))


def _bamboo(c: Canvas, on: Surface, ink: RGB) -> None:
    for x, lean in ((-0.4, 0.1), (0.0, 0.26)):
        stem = [on.at(x + lean * t, on.bottom - (on.bottom - on.top) * t) for t in steps(0, 1.01, 6)]
        for (x0, y0), (x1, y1) in pairwise(stem):
            c.line([(x0, y0 - 3), (x1, y1 + 3)], ink, 8)
        for i, (px, py) in enumerate(stem[2:]):
            for turn in (18, 48, 74):
                b = math.radians(turn if i % 2 else 180 - turn)
                tip, mid = ((px + r * math.cos(b), py + r * math.sin(b)) for r in (58, 26))
                c.stroke(smooth([(px, py), mid, tip], fine=5), mix(ink, CREAM, 0.12), swelling(11))


def _hills(c: Canvas, on: Surface, ink: RGB) -> None:
    for depth, share in ((0, 0.35), (40, 0.62), (86, 0.88)):
        top = on.middle + depth
        ridge = [on.at(x, top - 50 * abs(math.sin(x * 4 + depth))) for x in steps(-1, 1.01, 24)]
        base = [on.at(x, top + 62) for x in steps(1, -1.01, 12)]
        c.poly([*smooth(ridge, fine=2), *base], mix(CREAM, ink, share))
    c.oval(*on.at(0.4, on.middle - 110), 22, 22, mix(CREAM, ink, 0.4))


def _blossom(c: Canvas, on: Surface, ink: RGB) -> None:
    knots = [
        on.at(-0.7, on.bottom),
        on.at(-0.3, on.bottom - 120),
        on.at(0.1, on.middle),
        on.at(0.3, on.top + 20),
    ]
    branch = smooth(knots)
    c.stroke(branch, dark(ink, 0.3), tapering(13, 0.3))
    for share in (0.25, 0.4, 0.52, 0.66, 0.8, 0.95):
        x, y = branch[int(share * (len(branch) - 1))]
        x, y = x + c.chance.uniform(-34, 34), y + c.chance.uniform(-22, 22)
        for a in steps(0, math.tau, 5):
            c.oval(x + 14 * math.cos(a), y + 14 * math.sin(a), 11, 11, mix(ink, CREAM, 0.18))
        c.oval(x, y, 5, 5, (222, 178, 92))


def fish(c: Canvas, x: float, y: float, r: float, turn: float, ink: RGB) -> None:
    c.oval(x, y, r, r * 0.42, ink, turn=turn)
    b = math.radians(turn)
    for spread_by in (-0.5, 0.5):
        tip = (x + r * 1.6 * math.cos(b + spread_by * 0.6), y + r * 1.6 * math.sin(b + spread_by * 0.6))
        c.poly(
            [
                (x + r * 0.8 * math.cos(b), y + r * 0.8 * math.sin(b)),
                tip,
                (x + r * 1.2 * math.cos(b), y + r * 1.2 * math.sin(b)),
            ],
            ink,
        )
    for t in (-0.3, 0, 0.3):
        c.oval(
            x + r * t * math.cos(b),
            y + r * t * math.sin(b),
            r * 0.1,
            r * 0.2,
            mix(ink, CREAM, 0.45),
            turn=turn,
        )
    c.oval(x - r * 0.66 * math.cos(b), y - r * 0.66 * math.sin(b), r * 0.07, r * 0.07, CREAM)


def lotus(c: Canvas, x: float, y: float, r: float, ink: RGB) -> None:
    for a, tint in ((-64, 0.45), (64, 0.45), (-34, 0.28), (34, 0.28), (0, 0.1)):
        b = math.radians(a - 90)
        c.oval(
            x + r * 0.5 * math.cos(b),
            y + r * 0.5 * math.sin(b),
            r * 0.56,
            r * 0.22,
            mix(ink, CREAM, tint),
            turn=a - 90,
        )
    c.line([(x, y + r * 0.1), (x + 6, y + r * 1.3)], ink, 5)


PAINTINGS: dict[str, Callable[[Canvas, Surface, RGB], None]] = {
    "crackle": _crackle,
    "drip": _drip,
    "stripes": _stripes,
    "fish": _fishes,
    "lotus": _pond,
    "bamboo": _bamboo,
    "hills": _hills,
    "blossom": _blossom,
}

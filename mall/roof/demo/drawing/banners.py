"""Wide pictures for the front page: a landscape with goods standing before it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .canvas import Canvas, around, smooth, steps, swelling
from .colour import CREAM, RGB, dark, light, mix, rgb
from .motifs import MOTIFS
from .picture import Look, encode

WIDE, HIGH = 1200, 800


@dataclass(frozen=True)
class Stand:
    """Goods in a banner: where their own square's upper left corner is, and how large they are."""

    look: Look
    x: float
    y: float
    scale: float


@dataclass(frozen=True)
class Banner:
    """A wide picture: ``view`` names what is behind the goods, ``paper`` and ``tone`` its colours."""

    key: str
    view: str
    paper: str
    tone: str
    stands: tuple[Stand, ...] = ()


def render_banner(banner: Banner) -> bytes:
    """The banner, 1200 × 800, as the bytes of its picture; always the same for the same banner."""
    chance = Random(zlib.crc32(banner.key.encode()))
    canvas = Canvas(rgb(banner.paper), chance, wide=WIDE, pixels=HIGH)
    VIEWS[banner.view](canvas, rgb(banner.tone))
    for stand in banner.stands:
        with canvas.placed(stand.x, stand.y, stand.scale):
            MOTIFS[stand.look.motif].draw(canvas, stand.look)
    return encode(canvas.finish())


def _ridge(c: Canvas, top: float, rough: float, tone: RGB, step: int = 120) -> None:
    points = [(x, top + c.chance.uniform(-rough, rough)) for x in range(-step, WIDE + 2 * step, step)]
    c.poly([*smooth(points), (WIDE + step, HIGH), (-step, HIGH)], tone)


def _birds(c: Canvas, x: float, y: float, ink: RGB) -> None:
    for i in range(5):
        bx, by, r = x + i * 34 + c.chance.uniform(-8, 8), y + (i % 3) * 18, 11 + c.chance.uniform(-3, 3)
        for side in (-1, 1):
            wing = smooth(
                [(bx, by), (bx + side * r * 0.7, by - r * 0.6), (bx + side * r * 1.7, by - r * 0.1)]
            )
            c.stroke(wing, ink, lambda t: 4 * (1 - t) + 1)


def tea_hills(c: Canvas, tone: RGB) -> None:
    """Morning over tea terraces: the sun, far hills in mist, rows of bushes."""
    c.oval(900, 210, 105, 105, mix(c.tint, (226, 130, 84), 0.55))
    for i, top in enumerate((330, 400, 468)):
        _ridge(c, top, 62 - 12 * i, mix(c.tint, tone, 0.16 + 0.13 * i), 150)
        c.poly([(0, top + 70), (WIDE, top + 70), (WIDE, top + 110), (0, top + 110)], c.tint, 46)
    _birds(c, 560, 150, mix(c.tint, dark(tone, 0.5), 0.6))
    for row in range(9):
        low = 540 + row * 13 + row * row * 2.6
        shade = mix(tone, c.tint, 0.42 - row * 0.05)
        wave = [(x, low + 26 * math.sin(x / 210 + row * 0.5)) for x in range(-40, WIDE + 80, 40)]
        c.poly([*smooth(wave), (WIDE + 40, HIGH), (-40, HIGH)], shade)
        r = 9 + row * 2.3
        for along, crest in smooth(wave, fine=2 if row > 3 else 4):
            c.oval(along, crest + r * 0.25, r * 1.25, r, light(shade, c.chance.uniform(0.02, 0.14)))


def kiln_shelves(c: Canvas, tone: RGB) -> None:
    """A potter's shelf with pots on it, in one colour, and a round window."""
    wall = mix(c.tint, tone, 0.12)
    c.box(0, 0, WIDE, HIGH, wall)
    c.oval(905, 300, 250, 250, light(wall, 0.55))
    for x in (830, 985):
        c.line([(x, 60), (x + 14, 545)], mix(wall, tone, 0.3), 5)
        for y in range(120, 500, 62):
            for side in (-1, 1):
                leaf = smooth([(x, y), (x + side * 34, y + 6), (x + side * 74, y + 40)])
                c.stroke(leaf, mix(wall, tone, 0.34), swelling(14))
    for y in (250, 455):
        c.box(40, y, 610, y + 14, mix(wall, tone, 0.42))
        c.box(40, y, 610, y + 4, light(wall, 0.5))
        at = 70.0
        while at < 560:
            at = _pot(c, at, y, mix(wall, tone, c.chance.uniform(0.2, 0.36)))
    c.box(0, 640, WIDE, HIGH, mix(c.tint, tone, 0.34))
    c.box(0, 640, WIDE, 650, light(mix(c.tint, tone, 0.34), 0.45))


def _pot(c: Canvas, x: float, floor: float, tone: RGB) -> float:
    """A pot standing on ``floor``; the left edge of the next."""
    half, high = c.chance.uniform(24, 44), c.chance.uniform(50, 128)
    neck, foot = c.chance.uniform(0.3, 0.75), c.chance.uniform(0.45, 0.7)
    top = floor - high
    profile = [(0.0, neck), (0.14, neck * 0.86), (0.42, 1.0), (0.74, 0.88), (1.0, foot)]
    body = smooth([(top + high * t, half * w) for t, w in profile])
    c.lathe(x + half, body, tone)
    c.lathe(x + half, body, CREAM, start=-0.75, end=-0.5, alpha=70)
    return x + half * 2 + c.chance.uniform(14, 34)


def new_year(c: Canvas, tone: RGB) -> None:
    """Lanterns on a string, a branch of plum, a table."""
    warm = mix(c.tint, tone, 0.2)
    c.oval(620, 330, 310, 310, warm)
    string = smooth([(-20, 40), (250, 120), (600, 66), (930, 132), (1220, 48)])
    c.line(string, dark(tone, 0.35), 4)
    for x, y, r in ((130, 92, 50), (380, 104, 66), (770, 96, 58), (1060, 104, 72)):
        _lantern(c, x, y, r, tone)
    c.box(0, 600, WIDE, HIGH, mix(c.tint, tone, 0.42))
    c.box(0, 600, WIDE, 611, light(mix(c.tint, tone, 0.42), 0.45))
    _plum_branch(c, dark(tone, 0.55), light(tone, 0.28))


def _lantern(c: Canvas, x: float, y: float, r: float, tone: RGB) -> None:
    c.line([(x, y - 12), (x, y + 16)], dark(tone, 0.35), 4)
    c.oval(x, y + 16 + r, r * 1.18, r, tone)
    for share in (0.42, 0.8):
        c.ring(x, y + 16 + r, r * 1.18 * share, r, light(tone, 0.22), 2.5)
    gold = (222, 176, 96)
    for at in (y + 16, y + 8 + 2 * r):
        c.box(x - r * 0.46, at - 4, x + r * 0.46, at + 12, gold, r=4)
    for i in range(-3, 4):
        c.line([(x + i * r * 0.1, y + 20 + 2 * r), (x + i * r * 0.13, y + 24 + 2.75 * r)], gold, 2.5)


def _tapering(width: float) -> Callable[[float], float]:
    return lambda t: width * (1 - t) + 3


def _plum_branch(c: Canvas, bark: RGB, petal: RGB) -> None:
    for line, width in (
        ([(-30, 470), (120, 420), (250, 440), (400, 360), (520, 352)], 17),
        ([(250, 440), (320, 500), (420, 505)], 10),
        ([(120, 420), (190, 330), (280, 300)], 10),
    ):
        curve = smooth(line)
        c.stroke(curve, bark, _tapering(width))
        for x, y in curve[6::5]:
            at = (x + c.chance.uniform(-14, 14), y + c.chance.uniform(-16, 16))
            for a in steps(0, math.tau, 5):
                c.oval(at[0] + 11 * math.cos(a), at[1] + 11 * math.sin(a), 9, 9, petal)
            c.oval(*at, 6, 6, (230, 190, 110))


def harvest(c: Canvas, tone: RGB) -> None:
    """Autumn fields in strips below a low sun, with drying frames."""
    c.oval(330, 270, 150, 150, mix(c.tint, (222, 116, 62), 0.42))
    for i, top in enumerate((380, 440)):
        _ridge(c, top, 44, mix(c.tint, dark(tone, 0.3), 0.2 + 0.12 * i), 170)
    _birds(c, 520, 180, mix(c.tint, dark(tone, 0.6), 0.55))
    for i in range(7):
        y = 490 + i * 22 + i * i * 4
        field = mix(tone, (112, 128, 74), 0.55 if i % 2 else 0.08)
        c.poly([(0, y), (WIDE, y - 34), (WIDE, HIGH), (0, HIGH)], mix(field, c.tint, 0.34 - i * 0.04))
        for x in range(-20, WIDE, 46 - i * 3):
            at = y - 34 * x / WIDE + 8 + i
            c.line([(x, at + 10), (x + 7, at - 3 - i)], mix(field, c.tint, 0.1), 2 + i * 0.4)
    for x in (70, 210):
        c.line([(x, 430), (x, 640)], dark(tone, 0.55), 8)
    for y in (452, 512, 572):
        c.line([(40, y), (262, y - 6)], dark(tone, 0.5), 6)
        for x in range(56, 256, 22):
            c.stroke(smooth([(x, y), (x + 3, y + 24), (x - 2, y + 46)]), light(tone, 0.1), swelling(13))
    c.poly(around(600, 905, 900, 210, n=60), mix(tone, c.tint, 0.2))


VIEWS: dict[str, Callable[[Canvas, RGB], None]] = {
    "tea_hills": tea_hills,
    "kiln_shelves": kiln_shelves,
    "new_year": new_year,
    "harvest": harvest,
}

"""The sheet that everything is drawn on: 800 units high, drawn at twice the size and reduced at the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from .colour import CREAM, RGB, UMBER, light

SIDE = 800
OVER = 2
# Height of a picture of goods in pixels: the time that it takes goes by the square.
PIXELS = 640

Point = tuple[float, float]
Profile = Sequence[tuple[float, float]]


def around(cx: float, cy: float, rx: float, ry: float, *, turn: float = 0, n: int = 44) -> list[Point]:
    """An ellipse as points, turned by ``turn`` degrees."""
    return turned(
        [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in steps(0, math.tau, n)], turn, (cx, cy)
    )


def tapering(width: float, keep: float = 0.0) -> Callable[[float], float]:
    """Stroke widths that fall evenly from ``width`` to the share ``keep`` of it."""
    return lambda t: width * (1 - t * (1 - keep))


def swelling(width: float) -> Callable[[float], float]:
    """Stroke widths of a leaf: thin, ``width`` in the middle, thin."""
    return lambda t: width * math.sin(math.pi * (0.1 + t * 0.86))


def brush_hair(width: float, power: float = 1.6) -> Callable[[float], float]:
    """Stroke widths of a writing brush's tip."""
    return lambda t: width * (1 + 0.5 * math.sin(t * 3)) * (1 - t**power) + 1


def steps(start: float, end: float, n: int) -> list[float]:
    """``n`` values from ``start`` to just before ``end``."""
    return [start + (end - start) * i / n for i in range(n)]


def turned(points: Iterable[Point], degrees: float, centre: Point) -> list[Point]:
    if not degrees:
        return list(points)
    (cx, cy), cos, sin = centre, math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def smooth(points: Sequence[Point], *, closed: bool = False, fine: int = 8) -> list[Point]:
    """A curve through all ``points`` (Catmull-Rom)."""
    count = len(points)
    last = count if closed else count - 1
    curve: list[Point] = []
    for i in range(last):
        x0, y0 = points[(i - 1) % count] if closed or i else points[0]
        (x1, y1), (x2, y2) = points[i], points[(i + 1) % count]
        x3, y3 = points[(i + 2) % count] if closed or i + 2 < count else points[-1]
        curve += [
            (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)
            for a, b, c, d in _shares(fine)
        ]
    return curve if closed else [*curve, points[-1]]


@cache
def _shares(fine: int) -> list[tuple[float, float, float, float]]:
    """How much of each of four points there is in the ``fine`` ones from the second to the third."""
    return [
        (
            (2 * t**2 - t - t**3) / 2,
            (2 - 5 * t**2 + 3 * t**3) / 2,
            (t + 4 * t**2 - 3 * t**3) / 2,
            (t**3 - t**2) / 2,
        )
        for t in steps(0, 1, fine)
    ]


def blob(
    cx: float, cy: float, r: float, chance: Random, *, n: int = 9, rough: float = 0.12, flat: float = 1.0
):
    """A rounded, uneven outline."""
    points = []
    for a in steps(0, math.tau, n):
        reach = r * (1 + chance.uniform(-rough, rough))
        points.append((cx + reach * math.cos(a), cy + reach * flat * math.sin(a)))
    return smooth(points, closed=True, fine=6)


# How far a soft disc reaches beyond its radius.
SPREAD = 1.5


@cache
def _soft_disc(strength: int) -> Image.Image:
    disc = Image.new("L", (180, 180), 0)
    ImageDraw.Draw(disc).ellipse((36, 36, 144, 144), fill=strength)
    return disc.filter(ImageFilter.GaussianBlur(15))


@lru_cache(maxsize=24)
def _soft_oval(wide: int, high: int, strength: int) -> Image.Image:
    """Dishes of one size have one shadow, and making it takes longer than drawing what lies in them."""
    return _soft_disc(strength).resize((max(2, wide), max(2, high)), Image.Resampling.BILINEAR)


@cache
def _paper(tint: RGB, width: int, height: int) -> Image.Image:
    """A sheet with light from the upper left and a few fibres."""
    sheet = Image.new("RGB", (width, height), tint)
    # The middle of a disc twice the sheet's size, a little up and to the left of it.
    glow = _soft_disc(255).resize(sheet.size, Image.Resampling.BILINEAR, box=(54, 54, 144, 144))
    sheet.paste(light(tint, 0.6), (0, 0, *sheet.size), glow)
    pen, chance = ImageDraw.Draw(sheet, "RGBA"), Random(7)
    for _fibre in range(240):
        x, y, a = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(0, math.tau)
        reach = chance.uniform(8, 30)
        end = (x + reach * math.cos(a), y + reach * math.sin(a))
        pen.line([(x, y), end], fill=(*(UMBER if chance.random() < 0.5 else CREAM), 20), width=2)
    return sheet


class Canvas:
    """Shapes in units of a picture 800 high, on ``pixels``. Colours are RGB; ``alpha`` of 255 covers."""

    def __init__(self, tint: RGB, chance: Random, *, wide: int = SIDE, pixels: int = PIXELS):
        self.chance = chance
        self.tint = tint
        self.zoom: float = pixels * OVER / SIDE
        self._left = self._top = 0.0
        self.image = _paper(tint, round(wide * self.zoom), pixels * OVER).copy()
        self.pen = ImageDraw.Draw(self.image)
        self.wash = ImageDraw.Draw(self.image, "RGBA")

    @contextmanager
    def placed(self, x: float, y: float, scale: float) -> Iterator[None]:
        """What is drawn inside has its corner at (x, y) and is ``scale`` as large."""
        before = self.zoom, self._left, self._top
        self._left, self._top = self._left + x * self.zoom, self._top + y * self.zoom
        self.zoom *= scale
        try:
            yield
        finally:
            self.zoom, self._left, self._top = before

    def at(self, x: float, y: float) -> Point:
        """Where (x, y) is among the sheet's pixels."""
        return x * self.zoom + self._left, y * self.zoom + self._top

    def _corners(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return (*self.at(x0, y0), *self.at(x1, y1))

    def _wide(self, width: float) -> int:
        return max(1, round(width * self.zoom))

    def _inked(self, fill: RGB, alpha: int) -> tuple[ImageDraw.ImageDraw, tuple[int, ...]]:
        """What covers is drawn without blending, which is several times as fast."""
        return (self.pen, fill) if alpha == 255 else (self.wash, (*fill, alpha))

    def poly(self, points: Iterable[Point], fill: RGB, alpha: int = 255) -> None:
        pen, ink = self._inked(fill, alpha)
        zoom, left, top = self.zoom, self._left, self._top
        pen.polygon([(x * zoom + left, y * zoom + top) for x, y in points], fill=ink)

    def oval(
        self, cx: float, cy: float, rx: float, ry: float, fill: RGB, *, turn: float = 0, alpha: int = 255
    ) -> None:
        if turn:
            self.poly(around(cx, cy, rx, ry, turn=turn), fill, alpha)
        else:
            pen, ink = self._inked(fill, alpha)
            pen.ellipse(self._corners(cx - rx, cy - ry, cx + rx, cy + ry), fill=ink)

    def ring(self, cx: float, cy: float, rx: float, ry: float, line: RGB, width: float = 3) -> None:
        box = self._corners(cx - rx, cy - ry, cx + rx, cy + ry)
        self.pen.ellipse(box, outline=line, width=self._wide(width))

    def box(
        self, x0: float, y0: float, x1: float, y1: float, fill: RGB, *, r: float = 0, alpha: int = 255
    ) -> None:
        pen, ink = self._inked(fill, alpha)
        pen.rounded_rectangle(self._corners(x0, y0, x1, y1), r * self.zoom, fill=ink)

    def frame(
        self, x0: float, y0: float, x1: float, y1: float, line: RGB, width: float = 2, r: float = 0
    ) -> None:
        box = self._corners(x0, y0, x1, y1)
        self.pen.rounded_rectangle(box, r * self.zoom, outline=line, width=self._wide(width))

    def line(self, points: Sequence[Point], fill: RGB, width: float = 3, alpha: int = 255) -> None:
        zoom, left, top = self.zoom, self._left, self._top
        scaled = [(x * zoom + left, y * zoom + top) for x, y in points]
        pen, ink = self._inked(fill, alpha)
        wide = self._wide(width)
        # A thin line's corners need no rounding, which takes longer than the line.
        pen.line(scaled, fill=ink, width=wide, joint="curve" if wide >= 8 else None)

    def rope(self, points: Sequence[Point], fill: RGB, width: float) -> None:
        """A line with round ends."""
        self.line(points, fill, width)
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, fill)

    def stroke(
        self, points: Sequence[Point], fill: RGB, widths: Callable[[float], float], alpha: int = 255
    ) -> None:
        """A line as a brush draws it: ``widths`` of the share of the way (0 to 1)."""
        left, right = [], []
        for i, (x, y) in enumerate(points):
            (x0, y0), (x1, y1) = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
            reach = math.hypot(x1 - x0, y1 - y0) or 1
            half = widths(i / (len(points) - 1)) / 2
            dx, dy = -(y1 - y0) / reach * half, (x1 - x0) / reach * half
            left.append((x + dx, y + dy))
            right.append((x - dx, y - dy))
        self.poly([*left, *reversed(right)], fill, alpha)

    def shadow(self, cx: float, cy: float, rx: float, ry: float, depth: int = 120) -> None:
        """A soft shadow on whatever has been drawn so far."""
        self._soft(cx, cy, rx, ry, UMBER, depth)

    def glow(
        self, cx: float, cy: float, rx: float, ry: float, strength: int = 90, colour: RGB = CREAM
    ) -> None:
        self._soft(cx, cy, rx, ry, colour, strength)

    def _soft(self, cx: float, cy: float, rx: float, ry: float, colour: RGB, strength: int) -> None:
        reach = 2 * SPREAD * self.zoom
        mask = _soft_oval(round(rx * reach), round(ry * reach), strength)
        middle = self.at(cx, cy)
        x, y = round(middle[0] - mask.width / 2), round(middle[1] - mask.height / 2)
        # A sheet of the colour, as pasting the colour itself takes twice as long.
        self.image.paste(Image.new("RGB", mask.size, colour), (x, y), mask)

    def lathe(
        self, cx: float, profile: Profile, fill: RGB, *, start: float = -1, end: float = 1, alpha: int = 255
    ) -> None:
        """A turned body, (y, half width) each, between the shares ``start`` and ``end`` of its width."""
        left = [(cx + half * start, y) for y, half in profile]
        right = [(cx + half * end, y) for y, half in profile]
        self.poly([*left, *reversed(right)], fill, alpha)

    def turned_body(
        self, cx: float, profile: Profile, fill: RGB, *, shine: int = 90, shade: int = 60
    ) -> None:
        """A lathe's body with light from the left and its shaded side on the right."""
        self.lathe(cx, profile, fill)
        self.lathe(cx, profile, UMBER, start=0.3, alpha=shade // 2)
        self.lathe(cx, profile, UMBER, start=0.68, alpha=shade // 2)
        self.lathe(cx, profile, CREAM, start=-0.78, end=-0.52, alpha=shine)

    def finish(self) -> Image.Image:
        return self.image.reduce(OVER)


def profile_of(points: Sequence[tuple[float, float]], fine: int = 10) -> list[tuple[float, float]]:
    """A smooth profile through (y, half width)."""
    return smooth(points, fine=fine)


def cut(profile: Profile, top: float, bottom: float, grow: float = 0) -> list[tuple[float, float]]:
    """The part of a profile between two heights, wider by ``grow``."""
    inside = [(y, half + grow) for y, half in profile if top < y < bottom]
    return [(top, half_at(profile, top) + grow), *inside, (bottom, half_at(profile, bottom) + grow)]


def half_at(profile: Profile, y: float) -> float:
    for (y0, half0), (y1, half1) in pairwise(profile):
        if y0 <= y <= y1:
            return half0 if y1 == y0 else half0 + (half1 - half0) * (y - y0) / (y1 - y0)
    return profile[0][1] if y < profile[0][0] else profile[-1][1]

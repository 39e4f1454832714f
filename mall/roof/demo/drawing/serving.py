"""What goods lie in or on, and how a heap is laid out."""

from __future__ import annotations

import math
from collections.abc import Callable

from .canvas import Canvas, Point, around, cut, profile_of, smooth, steps
from .colour import CREAM, RGB, UMBER, dark, light, mix
from .pieces import Piece

WOOD: RGB = (178, 132, 88)
BAMBOO: RGB = (206, 174, 112)
CELADON: RGB = (158, 184, 164)
LINEN: RGB = (214, 196, 164)


def spread(canvas: Canvas, cx: float, cy: float, rx: float, ry: float, count: int) -> list[Point]:
    """``count`` places in an ellipse, evenly but not stiffly, the farther ones first."""
    start, places = canvas.chance.uniform(0, math.tau), []
    for i in range(count):
        reach = math.sqrt((i + 0.5) / count)
        a = start + i * 2.39996
        jitter = canvas.chance.uniform(-0.05, 0.05)
        places.append((cx + rx * (reach + jitter) * math.cos(a), cy + ry * (reach + jitter) * math.sin(a)))
    return sorted(places, key=lambda place: place[1])


def fill(
    canvas: Canvas, places: list[Point], piece: Piece, r: float, tone: RGB, *, vary: float = 0.16
) -> None:
    for x, y in places:
        shade = canvas.chance.uniform(-vary, vary)
        tint = light(tone, shade) if shade > 0 else dark(tone, -shade)
        piece.draw(canvas, x, y, r * canvas.chance.uniform(0.86, 1.1), canvas.chance.uniform(0, 360), tint)


def _count(piece: Piece, r: float, rx: float, ry: float, asked: int) -> int:
    return asked or max(7, round(rx * ry / (r * r) * 1.25 * piece.thin))


def dish(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A round ceramic dish from above."""
    glaze = mix(CREAM, trim, c.chance.choice((0.05, 0.16, 0.6)))
    c.shadow(415, 445, 262, 258, 130)
    c.oval(400, 420, 262, 262, dark(glaze, 0.1))
    c.oval(398, 417, 258, 258, glaze)
    c.ring(398, 417, 240, 240, mix(glaze, trim, 0.7), 4)
    c.oval(402, 424, 206, 206, dark(glaze, 0.12))
    c.oval(402, 428, 200, 199, dark(glaze, 0.05))
    fill(c, spread(c, 402, 422, 165, 162, _count(piece, r, 165, 165, asked)), piece, r, tone)


def sieve(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A flat bamboo tray, woven."""
    c.shadow(415, 448, 280, 274, 130)
    c.oval(400, 420, 282, 282, dark(BAMBOO, 0.3))
    c.oval(400, 418, 268, 268, BAMBOO)
    for i, at in enumerate(range(-250, 251, 25)):
        half = math.sqrt(max(0, 262**2 - at**2))
        for j, step in enumerate(range(-250, 251, 25)):
            if abs(step) < half - 8 and (i + j) % 2:
                c.box(400 + step - 11, 418 + at - 8, 400 + step + 11, 418 + at + 8, light(BAMBOO, 0.24), r=3)
            elif abs(step) < half - 8:
                c.box(400 + step - 8, 418 + at - 11, 400 + step + 8, 418 + at + 11, dark(BAMBOO, 0.1), r=3)
    c.ring(400, 420, 282, 282, dark(BAMBOO, 0.42), 7)
    c.ring(400, 420, 270, 270, light(BAMBOO, 0.3), 4)
    fill(c, spread(c, 400, 420, 180, 178, _count(piece, r, 182, 182, asked)), piece, r, tone)


def board(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A wooden board with rounded ends."""
    wood = mix(WOOD, trim, 0.12)
    c.shadow(412, 462, 300, 190, 130)
    c.box(108, 268, 692, 592, dark(wood, 0.3), r=46)
    c.box(108, 258, 692, 578, wood, r=46)
    for i in range(7):
        y = 290 + i * 42
        wave = [(130 + t * 540, y + math.sin(t * 5 + i) * 7) for t in steps(0, 1.01, 14)]
        c.line(wave, dark(wood, 0.1), 2)
    c.oval(654, 300, 13, 13, dark(wood, 0.5))
    fill(c, spread(c, 395, 415, 215, 118, _count(piece, r, 215, 118, asked)), piece, r, tone)


def packet(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A square of brown paper, folded open."""
    paper = mix((206, 172, 126), trim, 0.08)
    c.shadow(412, 450, 280, 262, 110)
    corners = [(400, 118), (706, 400), (410, 716), (96, 430)]
    c.poly(corners, paper)
    c.poly([corners[0], corners[1], (400, 420)], light(paper, 0.16))
    c.poly([corners[3], corners[2], (400, 420)], dark(paper, 0.08))
    for one, two in ((0, 2), (1, 3)):
        c.line([corners[one], corners[two]], dark(paper, 0.14), 3)
    for corner in corners:
        c.line([corner, corners[(corners.index(corner) + 1) % 4]], light(paper, 0.35), 3)
    fill(c, spread(c, 402, 418, 172, 158, _count(piece, r, 172, 158, asked)), piece, r, tone)


def bowl(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A bowl from the side with a heap in it, a few pieces beside it."""
    glaze = trim
    c.shadow(412, 640, 250, 52, 150)
    c.oval(400, 392, 226, 74, dark(glaze, 0.35))
    places = spread(c, 400, 376, 186, 56, _count(piece, r, 186, 70, asked))
    heap = [(x, y - 74 * max(0.0, 1 - ((x - 400) / 190) ** 2)) for x, y in places]
    c.oval(400, 372, 196, 72, dark(tone, 0.4))
    fill(c, [*places, *heap], piece, r, tone)
    profile = profile_of([(396, 228), (450, 216), (520, 176), (580, 112), (612, 92), (636, 96)])
    c.turned_body(400, profile, glaze)
    front = around(400, 392, 228, 74)[0:23]
    c.poly([*front, *reversed([(x, y + 13) for x, y in front])], light(glaze, 0.4))
    band = cut(profile, 474, 492, 0)
    c.lathe(400, band, mix(glaze, CREAM, 0.7))
    loose = [
        (c.chance.uniform(150, 230), 655.0),
        (c.chance.uniform(560, 650), 640.0),
        (c.chance.uniform(600, 670), 668.0),
    ]
    fill(c, loose, piece, r, tone)


def sack(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A linen sack, rolled open, with a stamped ring."""
    cloth = mix(LINEN, trim, 0.1)
    c.shadow(412, 668, 270, 52, 150)
    body = [(330, 188), (380, 206), (480, 236), (580, 240), (640, 226), (676, 196)]
    profile = profile_of(body)
    c.turned_body(400, profile, cloth, shine=60)
    for x in (-110, -30, 70, 150):
        fold = smooth([(400 + x, 370), (400 + x * 1.15, 480), (400 + x * 1.1, 640)])
        c.stroke(fold, dark(cloth, 0.14), lambda t: 6 * math.sin(math.pi * t) + 1)
    c.ring(396, 530, 74, 74, trim, 6)
    c.ring(396, 530, 62, 62, trim, 2)
    c.oval(400, 330, 206, 66, dark(cloth, 0.36))
    places = spread(c, 400, 318, 168, 46, _count(piece, r, 168, 56, asked))
    heap = [(x, y - 66 * max(0.0, 1 - ((x - 400) / 176) ** 2)) for x, y in places]
    c.oval(400, 312, 180, 58, dark(tone, 0.3))
    fill(c, [*places, *heap], piece, r, tone)
    rim = around(400, 334, 208, 66)[0:23]
    roll = [(x * 1.02 - 8, y + 32 + 6 * math.sin(x / 24)) for x, y in rim]
    c.poly([*rim, *reversed(roll)], light(cloth, 0.3))
    c.line(roll, dark(cloth, 0.2), 4)


def jar(c: Canvas, piece: Piece, r: float, tone: RGB, trim: RGB, asked: int) -> None:
    """A glass jar with a cork, filled to the shoulder."""
    glass = (226, 232, 224)
    c.shadow(412, 664, 210, 46, 150)
    profile = profile_of([(214, 118), (250, 122), (300, 168), (360, 182), (560, 182), (640, 172), (664, 150)])
    c.lathe(400, profile, glass, alpha=150)
    inner = cut(profile, 322, 652, -12)
    c.lathe(400, inner, dark(tone, 0.45))
    wide = 146
    places = [
        (400 + c.chance.uniform(-1, 1) * wide, y)
        for y in steps(330, 648, _count(piece, r, wide * 1.3, 150, asked))
    ]
    fill(c, places, piece, r, tone)
    c.lathe(400, profile, (255, 255, 250), start=-0.9, end=-0.72, alpha=130)
    c.lathe(400, profile, UMBER, start=0.72, alpha=38)
    c.oval(400, 214, 118, 30, light(glass, 0.4), alpha=210)
    c.turned_body(400, [(140, 96), (150, 108), (224, 104)], (196, 152, 102))
    c.oval(400, 142, 100, 26, (214, 174, 126))
    c.line(smooth([(268, 268), (330, 286), (400, 290), (470, 286), (532, 268)]), trim, 9)
    c.poly([(470, 286), (510, 360), (484, 352), (470, 372), (456, 290)], trim)


DISHES: dict[str, Callable[[Canvas, Piece, float, RGB, RGB, int], None]] = {
    "dish": dish,
    "sieve": sieve,
    "board": board,
    "packet": packet,
    "bowl": bowl,
    "sack": sack,
    "jar": jar,
}

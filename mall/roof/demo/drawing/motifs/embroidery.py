"""Embroidery stretched on its hoop, in satin stitch."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, smooth, steps, turned
from mall.roof.demo.drawing.colour import CREAM, RGB, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import seal


def hoop(c: Canvas, look) -> None:
    """Embroidery stretched on its hoop; ``on`` is the subject: peony, crane, fish, butterfly, plum."""
    c.shadow(416, 448, 270, 266, 140)
    wood = (184, 138, 92)
    c.oval(400, 424, 276, 276, dark(wood, 0.3))
    c.oval(400, 420, 272, 272, wood)
    c.oval(400, 420, 250, 250, look.main)
    for y in range(180, 664, 9):
        half = math.sqrt(max(0, 246**2 - (y - 420) ** 2))
        c.line([(400 - half, y), (400 + half, y)], dark(look.main, 0.05), 1)
    SUBJECTS[look.on or "peony"](c, look.second)
    c.ring(400, 420, 274, 274, dark(wood, 0.4), 3)
    c.ring(400, 420, 252, 252, dark(wood, 0.35), 4)
    c.box(376, 128, 424, 164, (196, 164, 96), r=6)
    c.oval(400, 128, 16, 12, (214, 184, 120))
    seal(c, 500, 566, look.text[:2], (176, 58, 46), 24)


def stitched(c: Canvas, x: float, y: float, rx: float, ry: float, turn: float, tone: RGB) -> None:
    """A petal in satin stitch."""
    c.oval(x, y, rx, ry, tone, turn=turn)
    for t in steps(-0.8, 0.9, 7):
        reach = math.sqrt(1 - t * t) * ry * 0.9
        c.line(
            turned([(x + t * rx, y - reach), (x + t * rx * 0.8, y + reach)], turn, (x, y)),
            light(tone, 0.3),
            1.6,
            150,
        )


def _peony(c: Canvas, tone: RGB) -> None:
    green = (104, 130, 92)
    for b in (200, 250, 300, 20, 140):
        x, y = 400 + 168 * math.cos(math.radians(b)), 420 + 160 * math.sin(math.radians(b))
        stitched(c, x, y, 62, 24, b + 24, mix(green, dark(green, 0.2), (b % 3) / 2))
    for layer, (reach, size, n) in enumerate(((104, 66, 8), (66, 54, 7), (30, 38, 5))):
        for i, a in enumerate(steps(layer * 20, layer * 20 + 360, n)):
            x, y = turned([(400 + reach, 410)], a, (400, 410))[0]
            tint = mix(light(tone, 0.42 - layer * 0.16), dark(tone, 0.08), (i % 2) * 0.25)
            stitched(c, x, y, size, size * 0.66, a, tint)
    for a in steps(0, math.tau, 9):
        c.oval(400 + 13 * math.cos(a), 410 + 13 * math.sin(a), 5, 5, (222, 178, 82))


def _fishes(c: Canvas, tone: RGB) -> None:
    for x, y, turn in ((372, 310, 24), (428, 512, 204)):
        for tilt in (-24, 0, 24):
            px, py = turned([(x + 116, y)], turn + tilt * 0.7, (x, y))[0]
            stitched(c, px, py, 46, 14, turn + tilt, mix(tone, CREAM, 0.35))
        stitched(c, x, y, 90, 38, turn, tone)
        stitched(c, *turned([(x - 10, y - 40)], turn, (x, y))[0], 34, 14, turn + 30, light(tone, 0.25))
        c.oval(*turned([(x - 66, y - 8)], turn, (x, y))[0], 7, 7, UMBER)
    for i in range(5):
        path = [(230 + t * 340, 270 + i * 74 + 10 * math.sin(t * 14 + i)) for t in steps(0.1, 0.9, 22)]
        c.line(path, (126, 152, 160), 2.5, 150)


def _crane(c: Canvas, tone: RGB) -> None:
    white, black = (250, 246, 236), (62, 58, 60)
    c.oval(500, 300, 62, 62, tone)
    for a, reach in ((200, 1.0), (216, 1.06), (232, 1.0), (248, 0.9), (-20, 1.0), (-36, 1.06), (-52, 0.98)):
        b = math.radians(a)
        x, y = 400 + 96 * math.cos(b) * reach, 450 + 96 * math.sin(b) * reach
        stitched(c, x, y, 82 * reach, 17, a, white if abs(a) not in {200, 20} else black)
    stitched(c, 400, 462, 86, 34, 14, white)
    c.stroke(smooth([(330, 446), (290, 390), (316, 330), (290, 276)], fine=10), white, lambda t: 26 - 12 * t)
    c.stroke(smooth([(300, 330), (312, 350), (300, 390)], fine=8), black, lambda t: 12)
    c.oval(288, 272, 19, 15, white)
    c.oval(286, 262, 11, 7, (196, 58, 48))
    c.poly([(272, 272), (206, 282), (272, 280)], (104, 92, 76))
    for lift in (0, 14):
        c.line([(480, 486 + lift), (570, 560 + lift)], black, 5)
    for x, y in ((250, 560), (340, 590), (560, 420)):
        for i in range(3):
            c.line(
                [
                    (x + 30 * i + 26 * math.cos(t), y + 12 * math.sin(t))
                    for t in steps(math.pi, math.tau + 0.1, 8)
                ],
                (150, 172, 176),
                4,
            )


def _butterfly(c: Canvas, tone: RGB) -> None:
    for x, y, size, turn in ((400, 380, 1.0, -12), (510, 530, 0.56, 24), (290, 550, 0.5, -30)):
        for side in (-1, 1):
            for reach, rx, ry, tilt, tint in (
                (74, 84, 54, -34, tone),
                (58, 58, 40, 38, mix(tone, CREAM, 0.4)),
            ):
                px, py = turned([(x + side * reach * size, y + tilt * 0.9 * size)], turn, (x, y))[0]
                stitched(c, px, py, rx * size, ry * size, turn + side * tilt, tint)
                c.oval(px + side * 20 * size, py, 14 * size, 12 * size, dark(tone, 0.4))
        body = turned([(x, y - 50 * size), (x, y + 56 * size)], turn, (x, y))
        c.rope(body, UMBER, 15 * size)
        for side in (-1, 1):
            c.line(
                smooth(
                    turned(
                        [
                            (x, y - 50 * size),
                            (x + side * 26 * size, y - 96 * size),
                            (x + side * 44 * size, y - 104 * size),
                        ],
                        turn,
                        (x, y),
                    )
                ),
                UMBER,
                3,
            )


def _plum(c: Canvas, tone: RGB) -> None:
    branch = smooth([(210, 560), (300, 470), (330, 400), (440, 330), (560, 280)], fine=12)
    c.stroke(branch, (96, 72, 56), lambda t: 22 - 15 * t)
    c.stroke(smooth([(330, 400), (400, 440), (480, 520)], fine=12), (96, 72, 56), lambda t: 13 - 9 * t)
    for x, y, r in (
        (300, 448, 36),
        (366, 352, 44),
        (446, 322, 38),
        (520, 296, 30),
        (420, 452, 40),
        (478, 516, 32),
        (262, 520, 26),
    ):
        for a in steps(0, 360, 5):
            b = math.radians(a + x)
            stitched(
                c,
                x + r * 0.62 * math.cos(b),
                y + r * 0.62 * math.sin(b),
                r * 0.56,
                r * 0.46,
                a + x,
                mix(tone, CREAM, (x % 3) * 0.14),
            )
        c.oval(x, y, r * 0.22, r * 0.22, (226, 186, 92))


SUBJECTS = {"peony": _peony, "fish": _fishes, "crane": _crane, "butterfly": _butterfly, "plum": _plum}


SIDE_VIEW: dict = {}
FROM_ABOVE = {"hoop": hoop}

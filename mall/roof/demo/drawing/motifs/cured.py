"""What hangs from a pole or a cord: ham, sausages, bacon, fish, chillies and garlic."""

from __future__ import annotations

import math
from collections.abc import Callable

from mall.roof.demo.drawing.canvas import Canvas, around, blob, smooth, steps, turned
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import label, seal


def ham(c: Canvas, look) -> None:
    """A whole leg on its cord; forms: leg, sliced."""
    if look.form == "sliced":
        _slices(c, look)
        return
    c.shadow(430, 470, 210, 250, 110)
    leg = [
        (250, 150),
        (300, 132),
        (350, 210),
        (470, 270),
        (590, 380),
        (620, 520),
        (560, 640),
        (440, 676),
        (330, 616),
        (290, 480),
        (290, 330),
        (262, 230),
    ]
    c.poly(smooth(leg, closed=True, fine=10), look.main)
    c.poly(
        smooth([(560, 390), (604, 520), (550, 626), (440, 660), (470, 560), (520, 480)], closed=True, fine=8),
        dark(look.main, 0.2),
    )
    meat = smooth(
        [(330, 470), (400, 400), (490, 430), (520, 530), (470, 610), (380, 610), (330, 550)],
        closed=True,
        fine=8,
    )
    c.poly(meat, light(look.main, 0.62))
    c.poly([(400 + (x - 420) * 0.86 + 20, 512 + (y - 512) * 0.86) for x, y in meat], look.second)
    for i in range(6):
        c.line(
            smooth([(360 + i * 12, 470 + i * 20), (410 + i * 9, 450 + i * 22), (480, 480 + i * 20)]),
            light(look.second, 0.4),
            3,
            150,
        )
    c.oval(424, 516, 26, 22, light((236, 220, 196), 0.2))
    c.oval(424, 516, 12, 10, dark(look.main, 0.1))
    c.line(smooth([(276, 300), (300, 420), (292, 500)]), light(look.main, 0.4), 10, 150)
    c.line(smooth([(268, 176), (230, 120), (280, 70), (318, 130), (292, 180)]), (214, 184, 128), 9)
    label(c, 566, 250, 96, 150, look.text, ink=(166, 52, 42))


def _slices(c: Canvas, look) -> None:
    c.shadow(414, 450, 272, 230, 120)
    c.oval(400, 430, 276, 236, dark(CREAM, 0.14))
    c.oval(398, 424, 272, 232, light((236, 230, 218), 0.3))
    for i, a in enumerate(steps(math.pi * 0.8, math.pi * 2.6, 11)):
        x, y = 400 + 150 * math.cos(a), 420 + 118 * math.sin(a)
        turn = math.degrees(a) + 90
        c.poly(turned([(px + 5, py + 8) for px, py in around(x, y, 84, 50)], turn, (x, y)), UMBER, 50)
        c.oval(x, y, 84, 50, light(look.main, 0.7), turn=turn)
        c.oval(x, y, 76, 43, look.second if i % 2 else light(look.second, 0.14), turn=turn)
        for t in (-0.4, 0.1, 0.5):
            c.line(
                turned([(x - 60, y + t * 40), (x, y + t * 40 - 10), (x + 58, y + t * 36)], turn, (x, y)),
                light(look.second, 0.5),
                3,
            )
    c.poly(blob(400, 424, 56, c.chance, rough=0.2), (122, 146, 82))
    c.poly(blob(392, 418, 34, c.chance, rough=0.2), (150, 172, 104))


def sausages(c: Canvas, look) -> None:
    """Cured sausages hanging from a pole; ``number`` of pairs."""
    c.rope([(60, 170), (740, 150)], (150, 110, 70), 20)
    c.rope([(60, 166), (740, 146)], (186, 144, 98), 6)
    pairs = look.number or 4
    for i, x in enumerate(steps(150, 700, pairs)):
        y = 168 - (x - 60) * 0.03
        for side in (-1, 1):
            reach = c.chance.uniform(360, 470)
            path = smooth(
                [
                    (x + side * 12, y),
                    (x + side * 46, y + 80),
                    (x + side * 52, y + reach * 0.6),
                    (x + side * 34, y + reach),
                ],
                fine=10,
            )
            c.stroke(
                [(px + 14, py + 14) for px, py in path[6:]],
                UMBER,
                lambda t: 50 * math.sin(math.pi * (0.1 + 0.82 * t)),
                40,
            )
            c.line(path[:8], (214, 184, 128), 5)
            tint = look.main if (i + side) % 2 else light(look.main, 0.1)
            c.stroke(path[5:], tint, lambda t: 56 * math.sqrt(math.sin(math.pi * (0.04 + 0.92 * t))))
            for _fat in range(12):
                px, py = c.chance.choice(path[9:-3])
                c.oval(px + c.chance.uniform(-16, 16), py, 6, 4, look.second, turn=c.chance.uniform(0, 180))
            c.stroke(
                [(px - 12, py) for px, py in path[9:-4]],
                light(tint, 0.5),
                lambda t: 6 * math.sin(math.pi * t),
                150,
            )
    seal(c, 660, 660, look.text, (166, 52, 42), 40)


def _marbling(width: float) -> Callable[[float], float]:
    return lambda t: width * (0.7 + 0.3 * math.sin(t * 9))


def bacon(c: Canvas, look) -> None:
    """Strips of cured pork or poultry with their cords; ``number`` of strips."""
    c.rope([(60, 150), (740, 150)], (150, 110, 70), 20)
    strips = look.number or 3
    for x in steps(400 - strips * 78, 400 + strips * 78, strips):
        cx, low = x + 78, c.chance.uniform(600, 680)
        w = c.chance.uniform(52, 64)
        c.line([(cx, 150), (cx, 226)], (214, 184, 128), 6)
        body = [
            (cx - w * 0.7, 226),
            (cx + w * 0.7, 214),
            (cx + w, 400),
            (cx + w * 0.86, low - 30),
            (cx + w * 0.2, low),
            (cx - w * 0.9, low - 20),
            (cx - w, 420),
        ]
        shape = smooth(body, closed=True, fine=8)
        c.poly([(px + 14, py + 14) for px, py in shape], UMBER, 46)
        c.poly(shape, look.main)
        for share, tint in ((-0.52, look.second), (-0.05, light(look.second, 0.2)), (0.42, look.second)):
            path = smooth(
                [(cx + w * share + c.chance.uniform(-8, 8), y) for y in (244, 330, 430, 520, low - 40)]
            )
            c.stroke(path, tint, _marbling(w * 0.24))
        c.line(
            smooth([(cx - w * 0.82, 280), (cx - w * 0.86, 420), (cx - w * 0.74, low - 60)]),
            light(look.main, 0.35),
            5,
        )
        c.oval(cx, 228, 8, 8, dark(look.main, 0.5))
    seal(c, 674, 670, look.text, (166, 52, 42), 38)


def fish(c: Canvas, look) -> None:
    """One fish on a long dish."""
    c.shadow(412, 470, 330, 120, 120)
    c.oval(400, 452, 332, 138, dark(CREAM, 0.16))
    c.oval(398, 444, 328, 134, light((222, 228, 226), 0.4))
    c.ring(398, 444, 306, 118, look.second, 4)
    y = 438
    body = [
        (130, y + 4),
        (210, y - 62),
        (340, y - 88),
        (470, y - 66),
        (570, y - 16),
        (570, y + 18),
        (470, y + 58),
        (340, y + 74),
        (210, y + 54),
    ]
    shape = smooth(body, closed=True, fine=10)
    c.poly([(px + 6, py + 14) for px, py in shape], UMBER, 60)
    c.poly([(556, y), (668, y - 70), (640, y), (672, y + 66)], dark(look.main, 0.2))
    c.poly([(300, y - 82), (350, y - 122), (450, y - 90), (440, y - 66)], dark(look.main, 0.14))
    c.poly(shape, look.main)
    belly = smooth(
        [
            (140, y + 14),
            (260, y + 30),
            (420, y + 34),
            (560, y + 16),
            (470, y + 56),
            (340, y + 72),
            (210, y + 52),
        ],
        closed=True,
    )
    c.poly(belly, light(look.main, 0.5))
    for i in range(7):
        for j in range(4 - abs(i - 3) // 2):
            x0, y0 = 268 + i * 42, y - 48 + j * 26 + (i % 2) * 12
            c.line(
                [(x0 + 14 * math.cos(t), y0 + 14 * math.sin(t)) for t in steps(-1.3, 1.4, 6)],
                dark(look.main, 0.22),
                2.5,
            )
    c.line(
        [(222 + 20 * math.cos(t), y + 52 * math.sin(t)) for t in steps(-1.1, 1.2, 8)],
        dark(look.main, 0.35),
        4,
    )
    c.oval(178, y - 14, 13, 13, CREAM)
    c.oval(176, y - 14, 7, 7, UMBER)
    for x in (470, 520, 330):
        c.oval(x, y + 96, 34, 10, (126, 150, 88), turn=c.chance.uniform(-20, 20))


def chillies(c: Canvas, look) -> None:
    """A string of chillies, garlic or corn; forms: chilli, garlic, corn."""
    c.line([(400, 40), (400, 220)], (206, 176, 122), 9)
    c.line(smooth([(388, 60), (400, 44), (412, 60)]), (206, 176, 122), 6)
    count = look.number or 34
    for i in range(count):
        y = 160 + 420 * i / count
        side = -1 if i % 2 else 1
        x = 400 + side * c.chance.uniform(10, 40 + 40 * math.sin(math.pi * i / count))
        tint = mix(look.main, dark(look.main, 0.3) if i % 3 else look.second, c.chance.uniform(0, 0.5))
        if look.form == "garlic":
            _garlic(c, x + side * 24, y + 14, 58, tint)
        else:
            a = 90 - side * c.chance.uniform(14, 48)
            tip = turned([(x + 118, y)], a, (x, y))[0]
            bend = turned([(x + 62, y - side * 20)], a, (x, y))[0]
            path = smooth([(x, y), bend, tip], fine=7)
            c.stroke(
                [(px + 5, py + 9) for px, py in path],
                UMBER,
                lambda t: 34 * math.sqrt(max(0.0, 1 - t)) + 1,
                44,
            )
            c.stroke(path, tint, lambda t: 34 * math.sqrt(max(0.0, 1 - t)) + 1)
            c.stroke(path[2:10], light(tint, 0.45), lambda t: 6 * (1 - t))
            c.oval(x, y, 11, 9, (112, 124, 70))


def _garlic(c: Canvas, x: float, y: float, r: float, tone) -> None:
    outline = [
        (x, y - r),
        (x + r * 0.4, y - r * 0.4),
        (x + r * 0.9, y + r * 0.2),
        (x + r * 0.5, y + r * 0.8),
        (x, y + r * 0.74),
        (x - r * 0.5, y + r * 0.8),
        (x - r * 0.9, y + r * 0.2),
        (x - r * 0.4, y - r * 0.4),
    ]
    shape = smooth(outline, closed=True, fine=5)
    c.poly([(px + 5, py + 9) for px, py in shape], UMBER, 44)
    c.poly(shape, tone)
    for t in (-0.4, 0, 0.4):
        c.line(
            smooth([(x, y - r * 0.8), (x + t * r, y), (x + t * r * 0.7, y + r * 0.7)], fine=4),
            dark(tone, 0.18),
            3,
        )
    c.oval(x, y + r * 0.76, r * 0.2, r * 0.08, dark(tone, 0.4))


SIDE_VIEW = {"ham": ham, "sausages": sausages, "bacon": bacon, "strings": chillies}
FROM_ABOVE = {"fish": fish}

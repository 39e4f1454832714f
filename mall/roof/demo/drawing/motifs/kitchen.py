"""Food with a shape of its own: noodles, a bowl of them, boxed cakes, fruit."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, blob, profile_of, smooth, steps
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import label, seal
from mall.roof.demo.drawing.pieces import PIECES


def noodles(c: Canvas, look) -> None:
    """Bundles of dried noodles in a paper band; forms: bundle, nest, skein."""
    if look.form == "nest":
        _nests(c, look)
        return
    c.shadow(416, 470, 150, 260, 120)
    for i, x in enumerate(steps(268, 536, 36)):
        sway = c.chance.uniform(-7, 7)
        tint = (look.main, light(look.main, 0.3), dark(look.main, 0.12))[i % 3]
        ends = (c.chance.uniform(124, 150), c.chance.uniform(690, 712))
        if look.form == "skein":
            waist = 400 + (x - 400) * 0.52
            path = smooth(
                [(400 + (x - 400) * 1.25, ends[0]), (waist, 410), (400 + (x - 400) * 1.25 + sway, ends[1])],
                fine=12,
            )
        else:
            path = [(x + sway, ends[0]), (x, 410), (x - sway, ends[1])]
        c.line(path, tint, 7)
    half = 92 if look.form == "skein" else 146
    c.box(400 - half, 330, 400 + half, 494, look.second, r=4)
    c.box(400 + half - 34, 330, 400 + half, 494, dark(look.second, 0.2), r=4)
    for y in (342, 482):
        c.line([(400 - half, y), (400 + half, y)], light(look.second, 0.5), 3)
    label(c, 400, 412, 96, 140, look.text, ink=dark(look.second, 0.2))


def _nests(c: Canvas, look) -> None:
    for x, y, r in ((300, 320, 150), (516, 372, 142), (370, 548, 150)):
        c.shadow(x + 10, y + 16, r, r * 0.94, 120)
        c.oval(x, y, r * 0.98, r * 0.9, dark(look.main, 0.3))
        for ring in range(46):
            reach = r * (0.26 + 0.7 * c.chance.random())
            a = c.chance.uniform(0, math.tau)
            arc = [
                (x + reach * math.cos(t) + c.chance.uniform(-3, 3), y + reach * 0.9 * math.sin(t))
                for t in steps(a, a + c.chance.uniform(1.6, 3.4), 12)
            ]
            c.line(arc, (look.main, light(look.main, 0.35), dark(look.main, 0.14))[ring % 3], 6)
    seal(c, 620, 620, look.text[:2], look.second, 40)


def noodle_bowl(c: Canvas, look) -> None:
    """A bowl ready to eat, chopsticks across it."""
    c.shadow(414, 650, 250, 46, 150)
    glaze = look.second
    profile = profile_of([(430, 250), (480, 236), (550, 186), (610, 118), (632, 98), (650, 102)])
    c.turned_body(400, profile, glaze)
    c.lathe(400, [(470, 240), (486, 234)], light(glaze, 0.6))
    c.oval(400, 428, 252, 90, light(glaze, 0.4))
    c.oval(400, 434, 236, 80, dark(look.main, 0.3))
    for i in range(44):
        a = c.chance.uniform(0, math.tau)
        reach = c.chance.uniform(0.2, 0.86)
        arc = [
            (400 + 210 * reach * math.cos(t), 428 + 66 * reach * math.sin(t) - 10)
            for t in steps(a, a + 1.9, 9)
        ]
        c.line(arc, (look.main, light(look.main, 0.4), dark(look.main, 0.1))[i % 3], 8)
    for i in range(5):
        c.oval(300 + i * 22, 408 + (i % 2) * 12, 26, 14, (172, 74, 52), turn=c.chance.uniform(-30, 30))
    for _leaf in range(22):
        x, y = 470 + c.chance.uniform(-60, 70), 430 + c.chance.uniform(-26, 26)
        c.oval(x, y, 9, 5, c.chance.choice(((110, 142, 72), (136, 164, 88))), turn=c.chance.uniform(0, 180))
    c.oval(420, 396, 46, 26, CREAM)
    c.oval(422, 398, 24, 14, (232, 166, 62))
    for lift in (0, 26):
        c.rope([(150, 330 + lift), (650, 388 + lift * 0.5)], (122, 70, 46), 10)


def cakes(c: Canvas, look) -> None:
    """A lidded box of pastries; form is how many stand in a row."""
    c.shadow(414, 460, 300, 230, 140)
    c.box(106, 218, 694, 660, dark(look.second, 0.34), r=14)
    c.box(106, 208, 694, 644, look.second, r=14)
    c.box(132, 234, 668, 620, light((226, 204, 168), 0.3), r=6)
    c.box(132, 234, 668, 254, UMBER, alpha=46)
    columns, rows = {"six": (3, 2), "nine": (3, 3), "four": (2, 2)}[look.form or "six"]
    piece = PIECES[look.on]
    for i in range(columns):
        for j in range(rows):
            x, y = 132 + 536 * (i + 0.5) / columns, 238 + 378 * (j + 0.5) / rows
            r = min(536 / columns, 386 / rows) * 0.42
            c.poly(blob(x, y + 4, r * 1.16, c.chance, n=16, rough=0.05), CREAM)
            tint = look.main if (i + j) % 2 == 0 or look.number == 1 else mix(look.main, look.second, 0.35)
            piece.draw(c, x, y - 4, r, c.chance.uniform(0, 60), tint)
    seal(c, 640, 690, look.text, dark(look.second, 0.2), 36)


def fruit(c: Canvas, look) -> None:
    """Three to five fruits; forms: round, pear, citrus, peach, melon."""
    spots = {
        3: ((290, 520), (520, 520), (404, 380)),
        4: ((240, 540), (400, 556), (564, 540), (404, 400)),
        5: ((220, 550), (400, 560), (580, 550), (310, 420), (494, 420)),
    }[look.number or 3]
    r = {3: 122, 4: 96, 5: 92}[look.number or 3]
    c.shadow(410, 640, 300, 50, 150)
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        _one_fruit(c, look, x, y, r)


def _one_fruit(c: Canvas, look, x: float, y: float, r: float) -> None:
    outline = {
        "pear": [
            (x, y - r * 1.15),
            (x + r * 0.42, y - r * 0.8),
            (x + r * 0.6, y - r * 0.2),
            (x + r * 0.94, y + r * 0.4),
            (x + r * 0.5, y + r * 0.95),
            (x, y + r * 0.92),
            (x - r * 0.5, y + r * 0.95),
            (x - r * 0.94, y + r * 0.4),
            (x - r * 0.6, y - r * 0.2),
            (x - r * 0.42, y - r * 0.8),
        ],
        "peach": [
            (x, y - r * 0.94),
            (x + r * 0.6, y - r * 0.78),
            (x + r, y),
            (x + r * 0.62, y + r * 0.78),
            (x, y + r * 1.04),
            (x - r * 0.62, y + r * 0.78),
            (x - r, y),
            (x - r * 0.6, y - r * 0.78),
        ],
    }.get(look.form) or [
        (x, y - r * 0.88),
        (x + r * 0.5, y - r * 0.94),
        (x + r, y - r * 0.1),
        (x + r * 0.68, y + r * 0.8),
        (x, y + r * 0.9),
        (x - r * 0.68, y + r * 0.8),
        (x - r, y - r * 0.1),
        (x - r * 0.5, y - r * 0.94),
    ]
    shape = smooth(outline, closed=True, fine=8)
    c.shadow(x + 10, y + r * 0.86, r * 0.9, r * 0.24, 130)
    c.poly(shape, look.main)
    c.poly(
        [(x + (px - x) * 0.8 + r * 0.2, y + (py - y) * 0.84 + r * 0.12) for px, py in shape],
        dark(look.main, 0.1),
    )
    c.poly(
        [(x + (px - x) * 0.78 - r * 0.02, y + (py - y) * 0.8 - r * 0.04) for px, py in shape],
        light(look.main, 0.06),
    )
    c.glow(x - r * 0.3, y + r * 0.2, r * 0.5, r * 0.5, 120, look.second)
    if look.form == "citrus":
        for _pore in range(26):
            a, t = c.chance.uniform(0, math.tau), math.sqrt(c.chance.random()) * 0.84
            c.oval(x + r * t * math.cos(a), y + r * t * math.sin(a) * 0.9, 2.6, 2.2, dark(look.main, 0.2))
    if look.form == "peach":
        c.line(
            smooth([(x, y - r * 0.9), (x - r * 0.16, y - r * 0.2), (x, y + r * 0.8)]),
            dark(look.second, 0.14),
            4,
        )
    c.oval(x - r * 0.42, y - r * 0.44, r * 0.2, r * 0.12, CREAM, turn=-40, alpha=150)
    top = y - r * (1.12 if look.form == "pear" else 0.84)
    c.rope(smooth([(x, top + 6), (x + 4, top - r * 0.2), (x + r * 0.12, top - r * 0.34)]), (112, 82, 52), 8)
    side = c.chance.choice((-1, 1))
    foliage = [
        (x + 3, top - 6),
        (x + side * r * 0.3, top - r * 0.34),
        (x + side * r * 0.76, top - r * 0.2),
        (x + side * r * 0.34, top),
    ]
    c.poly(smooth(foliage, closed=True), (112, 140, 78))
    c.line([(x + 3, top - 6), (x + side * r * 0.66, top - r * 0.18)], (82, 108, 58), 2.5)


SIDE_VIEW = {"noodle_bowl": noodle_bowl, "fruit": fruit}
FROM_ABOVE = {"noodles": noodles, "cakes": cakes}

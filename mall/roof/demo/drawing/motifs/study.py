"""The scholar's desk: brushes, ink, stone, paper, seals, lacquer, lanterns."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, around, blob, brush_hair, profile_of, smooth, steps, turned
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, light, mix
from mall.roof.demo.drawing.lettering import characters, label, seal


def brush(c: Canvas, look) -> None:
    """Writing brushes; ``number`` of them, forms: rack, lying."""
    if look.form == "rack":
        _rack(c, look)
        return
    count = look.number or 3
    for i in range(count):
        y = 420 + (i - (count - 1) / 2) * 96
        _brush(c, look, (130, y + 60), (566, y - 64), 1 - 0.1 * (i % 2))
    seal(c, 660, 650, look.text, (176, 58, 46), 36)


def _brush(c: Canvas, look, foot, neck, size: float) -> None:
    (x0, y0), (x1, y1) = foot, neck
    reach = math.hypot(x1 - x0, y1 - y0)
    dx, dy = (x1 - x0) / reach, (y1 - y0) / reach
    tip = (x1 + dx * 118 * size, y1 + dy * 118 * size)
    c.line([(x0 + 8, y0 + 16), (tip[0] - 20, tip[1] + 20)], UMBER, 15 * size, 46)
    c.rope([foot, neck], look.main, 23 * size)
    c.line([(x0, y0 - 5), (x1, y1 - 5)], light(look.main, 0.45), 5 * size)
    for t in (0.03, 0.94):
        c.line(
            [
                (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t),
                (x0 + (x1 - x0) * (t + 0.05), y0 + (y1 - y0) * (t + 0.05)),
            ],
            dark(look.second, 0.1),
            25 * size,
        )
    hair = smooth([neck, (x1 + dx * 50 * size, y1 + dy * 50 * size), tip], fine=8)
    c.stroke(
        hair,
        light((206, 184, 148), 0.3),
        brush_hair(27 * size),
    )
    c.stroke(hair[8:], UMBER, brush_hair(21 * size, 1.4))
    c.line(smooth([foot, (x0 - 34, y0 - 4), (x0 - 30, y0 - 40), (x0, y0)]), (176, 58, 46), 4)


def _rack(c: Canvas, look) -> None:
    wood = dark(look.main, 0.3)
    c.shadow(412, 666, 260, 34, 140)
    c.box(150, 640, 650, 668, wood, r=12)
    for post in (196, 604):
        c.rope([(post, 646), (post, 190)], wood, 20)
        c.line([(post - 5, 640), (post - 5, 196)], light(wood, 0.3), 4)
    c.stroke(
        smooth([(140, 200), (200, 168), (400, 186), (600, 168), (660, 200)], fine=12), wood, lambda t: 26
    )
    count = look.number or 5
    for i in range(count):
        x, size = 250 + 300 * (i + 0.5) / count, 1 - i * 0.09
        c.line([(x, 190), (x, 226)], (176, 58, 46), 4)
        low = 226 + 210 * size
        c.rope([(x, 232), (x, low)], look.main if i % 2 else look.second, 20 * size)
        c.line([(x - 4, 236), (x - 4, low)], CREAM, 4, 110)
        hair = smooth([(x, low), (x, low + 54 * size), (x, low + 128 * size)], fine=8)
        c.stroke(
            hair,
            light((214, 190, 150), 0.2),
            brush_hair(26 * size),
        )
        c.stroke(hair[9:], (120, 92, 66), brush_hair(20 * size, 1.3))


def stone(c: Canvas, look) -> None:
    """An ink stone with its pool; forms: oblong, round, leaf."""
    c.shadow(416, 466, 290, 226, 160)
    if look.form == "round":
        outline = around(400, 430, 240, 240)
    elif look.form == "leaf":
        outline = smooth(
            [(150, 430), (250, 260), (430, 224), (600, 290), (668, 430), (580, 590), (400, 640), (230, 584)],
            closed=True,
        )
    else:
        outline = [
            *around(640, 580, 30, 30)[0:11],
            *around(160, 580, 30, 30)[11:22],
            *around(160, 290, 30, 30)[22:33],
            *around(640, 290, 30, 30)[33:],
        ]
    c.poly([(x, y + 26) for x, y in outline], dark(look.main, 0.5))
    c.poly(outline, look.main)
    well = [(400 + (x - 400) * 0.82, 432 + (y - 432) * 0.8) for x, y in outline]
    c.poly(well, dark(look.main, 0.3))
    c.poly(
        [(x + 3, y + 6) for x, y in [(400 + (x - 400) * 0.79, 436 + (y - 436) * 0.76) for x, y in outline]],
        light(look.main, 0.12),
    )
    pool = smooth(
        [(244, 330), (330, 300), (480, 304), (560, 336), (500, 384), (400, 372), (300, 388)], closed=True
    )
    c.poly(pool, (34, 30, 32))
    c.oval(340, 330, 60, 9, (120, 116, 118), alpha=150)
    for _vein in range(7):
        x, y = c.chance.uniform(250, 530), c.chance.uniform(420, 560)
        c.line(
            smooth(
                [(x, y), (x + 40, y + c.chance.uniform(-12, 12)), (x + 80, y + c.chance.uniform(-16, 16))]
            ),
            mix(look.main, look.second, 0.7),
            2.5,
            150,
        )
    _stick(c, look, 548, 510, -34, 0.8)
    seal(c, 676, 676, look.text[:1], (176, 58, 46), 40)


def _stick(c: Canvas, look, x: float, y: float, turn: float, size: float) -> None:
    w, h = 38 * size, 150 * size
    body = turned([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)], turn, (x, y))
    c.poly([(px + 10, py + 14) for px, py in body], UMBER, 60)
    c.poly(body, (44, 40, 44))
    c.poly(
        turned([(x - w, y - h), (x - w * 0.5, y - h), (x - w * 0.5, y + h), (x - w, y + h)], turn, (x, y)),
        (82, 78, 82),
    )
    for t in (-0.8, 0.8):
        c.line(turned([(x - w * 0.8, y + h * t), (x + w * 0.8, y + h * t)], turn, (x, y)), look.second, 4)


def ink(c: Canvas, look) -> None:
    """Ink sticks in a lined box; ``number`` of them."""
    count = look.number or 2
    wide = 120 + count * 96
    c.shadow(414, 452, wide * 0.6, 280, 140)
    c.box(400 - wide / 2, 150, 400 + wide / 2, 690, dark(look.main, 0.3), r=12)
    c.box(400 - wide / 2, 142, 400 + wide / 2, 676, look.main, r=12)
    c.box(400 - wide / 2 + 28, 172, 400 + wide / 2 - 28, 648, mix(look.second, CREAM, 0.5), r=6)
    c.box(400 - wide / 2 + 28, 172, 400 + wide / 2 - 28, 188, UMBER, alpha=50)
    for i in range(count):
        x = 400 + (i - (count - 1) / 2) * 104
        c.box(x - 34, 216, x + 44, 622, UMBER, r=8, alpha=60)
        c.box(x - 38, 206, x + 38, 610, (46, 42, 46), r=8)
        c.box(x - 38, 206, x - 24, 610, (88, 84, 88), r=6)
        c.frame(x - 27, 218, x + 29, 598, look.second, 3, 4)
        characters(c, x, 372, look.text, (222, 186, 104), 62)
        c.ring(x, 540, 22, 22, (222, 186, 104), 3)


def paper(c: Canvas, look) -> None:
    """Rolled sheets tied together, or a hand scroll opened (form scroll), or a bound book (form book)."""
    {"scroll": _scroll, "book": _book}.get(look.form, _rolls)(c, look)


def _rolls(c: Canvas, look) -> None:
    c.shadow(420, 620, 300, 70, 130)
    for i, (x, y) in enumerate(((300, 560), (430, 590), (365, 466), (520, 510), (470, 402))):
        far = (x + 170, y - 190)
        tint = (look.main, light(look.main, 0.3), dark(look.main, 0.08))[i % 3]
        c.rope([(x, y), far], dark(tint, 0.18), 104)
        c.line([(x - 18, y - 12), (far[0] - 18, far[1] - 12)], light(tint, 0.25), 52)
        c.oval(x, y, 54, 54, light(tint, 0.35), turn=-40)
        for r in (42, 30, 18, 8):
            c.ring(x, y, r, r, dark(tint, 0.22), 2.5)
    c.line(smooth([(336, 330), (470, 440), (600, 520)]), look.second, 26)
    seal(c, 470, 436, look.text[:1], dark(look.second, 0.2), 50)


def _scroll(c: Canvas, look) -> None:
    c.shadow(414, 452, 270, 260, 120)
    c.box(190, 160, 610, 660, look.main)
    c.box(226, 200, 574, 620, light((244, 236, 216), 0.4))
    ink_ = dark(look.second, 0.35)
    for depth in (0, 1, 2):
        ridge = [
            (
                226 + t * 348,
                400 + depth * 60 - 90 * abs(math.sin(t * (5 - depth) + depth * 1.4 + c.chance.random())),
            )
            for t in steps(0, 1.001, 14)
        ]
        c.poly(
            [*smooth(ridge), (574, 470 + depth * 50), (226, 470 + depth * 50)],
            mix((240, 234, 218), ink_, 0.22 + depth * 0.26),
        )
    c.oval(500, 268, 22, 22, (190, 74, 54))
    characters(c, 258, 300, look.text, ink_, 34)
    seal(c, 258, 382, "印", (176, 58, 46), 20)
    for y in (150, 668):
        c.rope([(160, y), (640, y)], (112, 74, 48), 30)
        c.line([(190, y - 6), (610, y - 6)], (160, 116, 78), 5)
        for x in (156, 644):
            c.oval(x, y, 15, 20, (206, 176, 110))


def _book(c: Canvas, look) -> None:
    c.shadow(420, 470, 220, 260, 140)
    for i in range(4):
        c.box(222 + i * 5, 146 + i * 6, 590 + i * 5, 664 + i * 6, light((234, 222, 196), 0.2 * (i % 2)), r=3)
    c.box(212, 138, 580, 654, look.main, r=3)
    c.box(212, 138, 262, 654, dark(look.main, 0.14))
    for y in range(180, 650, 92):
        c.line([(212, y), (262, y)], look.second, 4)
    c.line([(262, 138), (262, 654)], look.second, 4)
    label(c, 512, 300, 82, 260, look.text, ink=dark(look.main, 0.5))


def carved_seal(c: Canvas, look) -> None:
    """A stone seal beside its red paste."""
    c.shadow(330, 640, 130, 30, 140)
    front = [(230, 330), (380, 350), (380, 650), (230, 620)]
    side = [(380, 350), (470, 310), (470, 600), (380, 650)]
    c.poly(front, look.main)
    c.poly(side, dark(look.main, 0.24))
    c.poly([(230, 330), (318, 292), (470, 310), (380, 350)], light(look.main, 0.3))
    c.poly(
        smooth([(262, 316), (290, 230), (350, 196), (420, 232), (440, 308), (350, 336)], closed=True),
        light(look.main, 0.1),
    )
    c.poly(smooth([(350, 220), (410, 240), (430, 304), (360, 320)], closed=True), dark(look.main, 0.2))
    for _vein in range(5):
        y = c.chance.uniform(370, 600)
        c.line(
            smooth([(236, y), (290, y + c.chance.uniform(-26, 26)), (372, y + c.chance.uniform(-20, 30))]),
            mix(look.main, look.second, 0.6),
            4,
            170,
        )
    c.shadow(586, 640, 116, 26, 120)
    c.turned_body(580, profile_of([(560, 104), (600, 108), (634, 78)]), light((218, 224, 222), 0.2))
    c.oval(580, 560, 104, 30, CREAM)
    c.oval(580, 562, 86, 22, (196, 50, 40))
    c.oval(556, 556, 40, 8, (224, 98, 80))
    c.box(540, 330, 690, 480, CREAM, r=3)
    c.box(552, 342, 678, 468, (190, 50, 40), r=6)
    characters(c, 615, 405, look.text, CREAM, 112 / max(1, len(look.text)))


def lantern(c: Canvas, look) -> None:
    """A hanging lantern; forms: round, palace, rabbit-round."""
    c.line([(400, 40), (400, 200)], (112, 74, 48), 7)
    c.glow(400, 400, 250, 240, 150, (255, 226, 160))
    profile = profile_of([(226, 92), (260, 150), (340, 204), (400, 214), (460, 204), (540, 150), (574, 92)])
    if look.form == "palace":
        profile = [(226, 110), (262, 190), (520, 150), (574, 96)]
    c.lathe(400, profile, look.main)
    c.lathe(400, profile, light(look.main, 0.4), start=-0.4, end=0.2, alpha=120)
    c.lathe(400, profile, UMBER, start=0.62, alpha=46)
    for share in (-1, -0.72, -0.36, 0, 0.36, 0.72, 1):
        c.line([(400 + half * share, y) for y, half in profile], dark(look.main, 0.24), 4)
    for y, half in ((212, 100), (576, 100)):
        c.box(400 - half, y - 16, 400 + half, y + 16, look.second, r=8)
        c.line([(400 - half + 10, y - 6), (400 + half - 10, y - 6)], light(look.second, 0.5), 4)
    characters(c, 400, 400, look.text[:1], light(look.second, 0.5), 130)
    for dx in (-26, 0, 26):
        c.line([(400 + dx, 592), (400 + dx * 1.3, 740)], look.second, 8)
    c.oval(400, 606, 24, 17, look.second)


def lacquer(c: Canvas, look) -> None:
    """A round lacquer box, seen from above at an angle, carved or inlaid."""
    c.shadow(418, 612, 280, 84, 160)
    c.turned_body(400, profile_of([(430, 266), (520, 270), (600, 240)]), dark(look.main, 0.12))
    c.oval(400, 602, 238, 60, dark(look.main, 0.4))
    c.turned_body(400, [(430, 266), (520, 268)], dark(look.main, 0.12))
    c.turned_body(400, profile_of([(520, 266), (580, 256), (622, 214)]), dark(look.main, 0.22))
    c.lathe(400, [(506, 270), (520, 270)], look.second)
    c.oval(400, 430, 268, 108, light(look.main, 0.12))
    c.ring(400, 430, 250, 99, look.second, 5)
    c.ring(400, 430, 226, 88, mix(look.main, look.second, 0.5), 3)
    for layer, (reach, size, n) in enumerate(((132, 62, 10), (76, 48, 8))):
        for a in steps(layer * 20, layer * 20 + 360, n):
            x, y = 400 + reach * math.cos(math.radians(a)), 430 + reach * math.sin(math.radians(a))
            petal = around(x, y, size, size * 0.44, turn=a)
            c.poly(
                [(px, 430 + (py - 430) * 0.4) for px, py in petal],
                mix(look.main, look.second, 0.42 + 0.3 * layer),
            )
    c.oval(400, 430, 27, 12, look.second)
    for a in steps(0, math.tau, 24):
        c.oval(400 + 238 * math.cos(a), 430 + 93.5 * math.sin(a), 6, 4, look.second)
    c.poly(blob(300, 380, 40, c.chance, flat=0.3), CREAM, 46)


SIDE_VIEW = {"seal": carved_seal, "lantern": lantern, "lacquer": lacquer}
FROM_ABOVE = {"brush": brush, "ink_stone": stone, "ink": ink, "paper": paper}

"""Ceramics: vases, bowls, plates, sets for wine and tea, each with its own brushwork."""

from __future__ import annotations

import math

from mall.roof.demo.drawing.canvas import Canvas, cut, half_at, profile_of, steps
from mall.roof.demo.drawing.colour import CREAM, UMBER, dark, light, mix

from .brushwork import decorate, fish, lotus

VASES = {
    "plum": [(176, 44), (196, 40), (220, 70), (276, 134), (340, 142), (460, 100), (600, 74), (644, 78)],
    "gourd": [
        (168, 34),
        (230, 62),
        (280, 92),
        (330, 84),
        (364, 70),
        (430, 134),
        (520, 158),
        (600, 126),
        (644, 92),
    ],
    "flask": [(166, 54), (240, 44), (330, 50), (400, 96), (500, 158), (580, 150), (644, 96)],
    "jar": [(270, 86), (290, 92), (330, 160), (420, 192), (520, 176), (610, 126), (644, 112)],
    "cup": [(180, 128), (260, 88), (360, 66), (470, 98), (570, 110), (644, 84)],
    "tube": [(196, 110), (214, 104), (420, 100), (600, 104), (644, 110)],
}


def vase(c: Canvas, look) -> None:
    """A vase in one of several shapes; ``on`` is what is painted on it."""
    profile = profile_of(VASES[look.form or "plum"])
    top, mouth = profile[0]
    c.shadow(424, 650, 190, 38, 160)
    c.oval(400, 644, profile[-1][1], 14, dark(look.main, 0.34))
    c.turned_body(400, profile, look.main, shine=0, shade=50)
    decorate(c, look.on, 396, profile, look.second, 230 + (top - 170) // 2, 600)
    for y in (top + 26, 616):
        band = cut(profile, y, y + 9, 0)
        c.lathe(400, band, look.second)
    c.lathe(400, profile, UMBER, start=0.66, alpha=34)
    c.lathe(400, profile, CREAM, start=-0.76, end=-0.56, alpha=110)
    c.oval(400, top, mouth, mouth * 0.22, light(look.main, 0.35))
    c.oval(400, top + 2, mouth - 9, mouth * 0.22 - 4, dark(look.main, 0.5))


def plate(c: Canvas, look) -> None:
    """A plate from above; ``on`` is what is painted in its middle."""
    c.shadow(418, 446, 276, 272, 140)
    c.oval(400, 424, 274, 274, dark(look.main, 0.2))
    c.oval(398, 418, 270, 270, look.main)
    c.ring(398, 418, 258, 258, look.second, 6)
    _border(c, look)
    c.oval(400, 420, 186, 186, dark(look.main, 0.07))
    c.oval(402, 423, 182, 181, light(look.main, 0.25))
    c.ring(401, 421, 168, 168, mix(look.main, look.second, 0.8), 3)
    flat = [(250.0, 150.0), (420.0, 158.0), (590.0, 150.0)]
    if look.on == "fish":
        fish(c, 370, 390, 74, 20, look.second)
        fish(c, 440, 470, 62, 205, mix(look.second, UMBER, 0.2))
    elif look.on == "lotus":
        lotus(c, 402, 440, 112, look.second)
    else:
        decorate(c, look.on, 400, flat, look.second, 320, 530)
    c.oval(330, 300, 120, 46, CREAM, turn=-36, alpha=60)


def _border(c: Canvas, look) -> None:
    kind, n = c.chance.randrange(3), 28
    for i, a in enumerate(steps(0, math.tau, n)):
        x, y = 398 + 222 * math.cos(a), 418 + 222 * math.sin(a)
        if kind == 0:
            c.oval(x, y, 17, 8, look.second, turn=math.degrees(a) + 60)
        elif kind == 1:
            c.ring(x, y, 15, 15, look.second, 4)
        elif i % 2:
            for b in steps(0, math.tau, 5):
                c.oval(x + 11 * math.cos(b), y + 11 * math.sin(b), 8, 8, look.second)
        else:
            c.oval(x, y, 6, 6, look.second)


def stack(c: Canvas, look) -> None:
    """Nested bowls, one standing before them; ``number`` of them in the stack."""
    c.shadow(410, 650, 250, 44, 150)
    for i in range(look.number or 3):
        _bowl(c, look, 330, 640 - i * 66, 176 - i * 4)
    _bowl(c, look, 556, 654, 124)


def _bowl(c: Canvas, look, cx: float, foot: float, wide: float) -> None:
    profile = profile_of(
        [
            (foot - wide * 0.78, wide),
            (foot - wide * 0.5, wide * 0.92),
            (foot - wide * 0.2, wide * 0.62),
            (foot - 12, wide * 0.4),
            (foot, wide * 0.42),
        ]
    )
    top = profile[0][0]
    c.turned_body(cx, profile, look.main, shine=110)
    for y, thick in ((top + wide * 0.2, 6), (top + wide * 0.42, 14)):
        c.lathe(cx, cut(profile, y, y + thick), look.second)
    for x in steps(-0.82, 0.9, 7):
        y = top + wide * 0.33
        c.oval(cx + half_at(profile, y) * math.sin(x * math.pi / 2), y, 7, 7, look.second)
    c.oval(cx, top, wide, wide * 0.24, light(look.main, 0.45))
    c.oval(cx, top + 3, wide - 10, wide * 0.24 - 6, dark(look.main, 0.2))


def wine_set(c: Canvas, look) -> None:
    """A wine pot and small cups; forms: gourd, slim, round; ``number`` of cups."""
    shapes = {
        "gourd": [
            (226, 22),
            (270, 46),
            (310, 62),
            (350, 48),
            (376, 40),
            (440, 96),
            (520, 114),
            (590, 88),
            (628, 66),
        ],
        "slim": [(216, 32), (300, 26), (350, 44), (440, 96), (540, 104), (600, 86), (628, 70)],
        "round": [(300, 40), (330, 46), (380, 110), (470, 142), (560, 124), (610, 90), (628, 78)],
    }
    profile = profile_of(shapes[look.form or "gourd"])
    cx, (top, mouth) = 320, profile[0]
    c.shadow(cx + 14, 634, 150, 30, 150)
    c.oval(cx, 628, profile[-1][1], 11, dark(look.main, 0.3))
    c.turned_body(cx, profile, look.main, shine=110)
    decorate(c, look.on or "blossom", cx - 4, profile, look.second, 430, 596)
    c.lathe(cx, profile, CREAM, start=-0.76, end=-0.58, alpha=110)
    c.oval(cx, top, mouth, 8, dark(look.main, 0.4))
    c.turned_body(cx, [(top - 22, 12), (top - 12, mouth + 2), (top, mouth + 2)], look.second)
    for i in range(look.number or 2):
        _small_cup(c, 520 + (i % 2) * 106 - (i // 2) * 40, 620 + (i // 2) * 52 - (i % 2) * 22, look)


def _small_cup(c: Canvas, cx: float, foot: float, look) -> None:
    c.shadow(cx + 6, foot + 4, 62, 14, 120)
    profile = profile_of([(foot - 72, 50), (foot - 36, 44), (foot - 14, 22), (foot, 26)])
    c.turned_body(cx, profile, look.main, shine=120)
    c.lathe(cx, cut(profile, foot - 56, foot - 50), look.second)
    c.oval(cx, foot - 72, 50, 12, light(look.main, 0.4))
    c.oval(cx, foot - 71, 43, 9, mix(look.main, (214, 190, 130), 0.6))


SIDE_VIEW = {"vase": vase, "bowls": stack, "wine_set": wine_set}
FROM_ABOVE = {"plate": plate}

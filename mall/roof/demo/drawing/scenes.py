"""What stands behind the goods: paper, a disc, a table, an arch, hills, a runner."""

from __future__ import annotations

import math

from .canvas import SIDE, Canvas, around, smooth, steps
from .colour import RGB, dark, light, mix

PAPERS: tuple[RGB, ...] = (
    (243, 233, 214), (238, 226, 206), (246, 236, 222), (232, 229, 213), (240, 222, 204),
    (229, 231, 222), (244, 228, 218), (235, 224, 212), (226, 228, 226), (247, 240, 226),
)  # fmt: skip


def disc(canvas: Canvas, tone: RGB) -> None:
    canvas.oval(400, 380, 285, 285, mix(canvas.tint, tone, 0.26))


def half_disc(canvas: Canvas, tone: RGB) -> None:
    soft = mix(canvas.tint, tone, 0.24)
    canvas.poly([*around(400, 600, 330, 330, n=60)[30:], (730, 600), (70, 600)], soft)
    canvas.line([(40, 601), (760, 601)], dark(soft, 0.2), 3)


def table(canvas: Canvas, tone: RGB) -> None:
    top = mix(canvas.tint, tone, 0.3)
    canvas.box(0, 560, SIDE, SIDE, top)
    canvas.box(0, 560, SIDE, 570, light(top, 0.4))
    for i in range(4):
        y = 600 + i * 50
        canvas.line([(0, y), (SIDE, y + 6)], dark(top, 0.08), 2)


def arch(canvas: Canvas, tone: RGB) -> None:
    soft = mix(canvas.tint, tone, 0.25)
    canvas.oval(400, 330, 250, 250, soft)
    canvas.box(150, 330, 650, 640, soft)
    canvas.line([(110, 640), (690, 640)], dark(soft, 0.25), 3)


def hills(canvas: Canvas, tone: RGB) -> None:
    for i, share in enumerate((0.14, 0.22, 0.31)):
        top = 400 + i * 75
        points = [(x, top + canvas.chance.uniform(-60, 40)) for x in range(-80, 961, 130)]
        canvas.poly([*smooth(points), (SIDE + 80, SIDE), (-80, SIDE)], mix(canvas.tint, tone, share))
    canvas.oval(canvas.chance.choice((180, 620)), 190, 58, 58, mix(canvas.tint, (214, 120, 86), 0.4))


def runner(canvas: Canvas, tone: RGB) -> None:
    cloth = mix(canvas.tint, tone, 0.3)
    canvas.poly([(0, 530), (SIDE, 430), (SIDE, 690), (0, 790)], cloth)
    for share in (0.06, 0.1, 0.9, 0.94):
        y0, y1 = 530 + 260 * share, 430 + 260 * share
        canvas.line([(0, y0), (SIDE, y1)], light(cloth, 0.5), 4)


def lattice(canvas: Canvas, tone: RGB) -> None:
    """A round window with a bamboo branch's shade."""
    soft = mix(canvas.tint, tone, 0.2)
    canvas.oval(400, 370, 300, 300, soft)
    shade = mix(soft, tone, 0.22)
    for x in (210, 560):
        canvas.line([(x, 120), (x + 60, 620)], shade, 7)
        for y in range(170, 600, 74):
            at = x + 60 * (y - 120) / 500
            for side in (-1, 1):
                tip = (at + side * canvas.chance.uniform(70, 110), y + canvas.chance.uniform(20, 60))
                canvas.poly([(at, y), (at + side * 45, y + 4), tip, (at + side * 30, y + 24)], shade)


def rays(canvas: Canvas, tone: RGB) -> None:
    soft = mix(canvas.tint, tone, 0.075)
    for a in steps(0, math.tau, 14):
        canvas.poly(
            [(400, 410), *[(400 + 800 * math.cos(a + d), 410 + 800 * math.sin(a + d)) for d in (0, 0.22)]],
            soft,
        )
    canvas.oval(400, 410, 235, 235, mix(canvas.tint, tone, 0.28))


def weave(canvas: Canvas, tone: RGB) -> None:
    """A table cloth with a woven check."""
    thread = mix(canvas.tint, tone, 0.4)
    for at in range(40, SIDE, 120):
        for width, alpha in ((34, 26), (6, 44)):
            canvas.line([(at, 0), (at, SIDE)], thread, width, alpha)
            canvas.line([(0, at), (SIDE, at)], thread, width, alpha)


SIDE_VIEW = (disc, half_disc, table, arch, hills, lattice)
FROM_ABOVE = (disc, runner, rays, lattice, weave)

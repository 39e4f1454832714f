"""The shade under a round piece and the light on it."""

from __future__ import annotations

from mall.roof.demo.drawing.canvas import Canvas
from mall.roof.demo.drawing.colour import CREAM, UMBER


def shade(c: Canvas, x: float, y: float, r: float) -> None:
    c.oval(x + r * 0.16, y + r * 0.24, r * 1.02, r * 0.98, UMBER, alpha=46)


def shine(c: Canvas, x: float, y: float, r: float, a: float = -30, alpha: int = 120) -> None:
    c.oval(x - r * 0.32, y - r * 0.36, r * 0.3, r * 0.13, CREAM, turn=a, alpha=alpha)

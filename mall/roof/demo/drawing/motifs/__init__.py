"""Every motif by its name, with the scenes that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mall.roof.demo.drawing import scenes
from mall.roof.demo.drawing.canvas import Canvas

from . import boxes, containers, crafts, cured, embroidery, heaps, kitchen, pottery, study, tea

if TYPE_CHECKING:
    from mall.roof.demo.drawing.colour import RGB
    from mall.roof.demo.drawing.picture import Look


@dataclass(frozen=True)
class Motif:
    draw: Callable[[Canvas, Look], None]
    scenes: tuple[Callable[[Canvas, RGB], None], ...]


MOTIFS = {
    name: Motif(draw, seen)
    for module in (boxes, containers, crafts, cured, embroidery, heaps, kitchen, pottery, study, tea)
    for seen, draws in ((scenes.SIDE_VIEW, module.SIDE_VIEW), (scenes.FROM_ABOVE, module.FROM_ABOVE))
    for name, draw in draws.items()
}
